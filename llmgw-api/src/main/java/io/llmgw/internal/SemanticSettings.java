package io.llmgw.internal;

import io.llmgw.caching.SemanticCache;
import io.llmgw.spi.VectorIndexFactory;

/**
 * A semantic cache as it was configured.
 *
 * @param policy what is compared and when it is similar
 * @param vectors makes indexes
 */
public record SemanticSettings(SemanticCache policy, VectorIndexFactory vectors) {}
