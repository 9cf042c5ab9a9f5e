package io.llmgw.internal.pipeline;

import java.time.Duration;
import java.util.Optional;

/**
 * What a call does with the prompt cache.
 *
 * @param reads whether a stored answer may be used
 * @param stores whether the answer may be stored
 * @param maxAge how old a stored answer may be; empty if that is the cache's matter
 * @param timeToLive how long the answer is served; empty for the cache's own
 * @param namespace which namespace is used, empty for the usual one
 */
public record CacheTerms(
    boolean reads,
    boolean stores,
    Optional<Duration> maxAge,
    Optional<Duration> timeToLive,
    String namespace) {
  /** For calls that have nothing to do with it. */
  public static final CacheTerms NONE =
      new CacheTerms(false, false, Optional.empty(), Optional.empty(), "");
}
