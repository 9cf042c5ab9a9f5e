package io.llmgw.internal.pipeline;

import io.llmgw.spi.CacheKey;
import java.util.Optional;

/**
 * Where the prompt cache has a call's answer, or is to have it.
 *
 * @param key the key; empty if the call passes the cache by
 * @param stores whether the answer may be stored
 * @param shares whether the call may share the upstream call of an identical one
 */
record CachePlace(Optional<CacheKey> key, boolean stores, boolean shares) {
  /** The call passes the cache by. */
  static final CachePlace NONE = new CachePlace(Optional.empty(), false, false);
}
