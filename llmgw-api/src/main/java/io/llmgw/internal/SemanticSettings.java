package io.llmgw.internal;

import io.llmgw.caching.SemanticCache;
import io.llmgw.spi.VectorIndexFactory;

/**
 * A semantic cache as it was configured.
 *
 * @param policy what is compared and when it is similar
 * @param space which vectors can be compared with one another; empty for those of an embedder of
 *     the application's own
 * @param vectors makes indexes
 */
public record SemanticSettings(SemanticCache policy, String space, VectorIndexFactory vectors) {}
