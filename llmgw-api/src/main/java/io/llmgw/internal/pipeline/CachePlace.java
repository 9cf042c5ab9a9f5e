package io.llmgw.internal.pipeline;

import io.llmgw.spi.CacheKey;
import java.util.Optional;

/**
 * Where the prompt cache has a call's answer, or is to have it.
 *
 * @param key the key; empty if the call passes the cache by
 * @param stores whether the answer may be stored
 * @param shares whether the call may share the upstream call of an identical one
 * @param flights how many shared calls had ended before it was looked for
 */
record CachePlace(Optional<CacheKey> key, boolean stores, boolean shares, long flights) {
  /** The call passes the cache by. */
  static final CachePlace NONE = new CachePlace(Optional.empty(), false, false, 0);
}
