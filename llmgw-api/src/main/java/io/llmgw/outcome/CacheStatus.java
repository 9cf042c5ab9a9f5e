package io.llmgw.outcome;

import io.llmgw.usage.Cost;
import java.time.Duration;

/**
 * What the prompt cache had to do with an answer. Immutable.
 *
 * @param state whether it was used
 * @param age how old the answer is; zero unless it is a hit
 * @param saved what the answer had cost when it was made; {@link Cost#free()} unless it is a hit
 */
public record CacheStatus(State state, Duration age, Cost saved) {
  /** No cache is configured, or the call did not use it. */
  public static final CacheStatus BYPASS = new CacheStatus(State.BYPASS, Duration.ZERO, Cost.free());

  /** The cache was asked and had no answer. */
  public static final CacheStatus MISS = new CacheStatus(State.MISS, Duration.ZERO, Cost.free());

  /** Whether an answer came from the cache. */
  public enum State {
    /** The cache was not asked. */
    BYPASS,
    /** The cache was asked and had no answer. */
    MISS,
    /** The answer came from the cache; nothing was sent and nothing was billed. */
    HIT
  }

  /**
   * Returns a hit.
   *
   * @param age how old the answer is
   * @param saved what it had cost
   * @return the status
   */
  public static CacheStatus hit(Duration age, Cost saved) {
    return new CacheStatus(State.HIT, age, saved);
  }

  /**
   * Tells whether the answer came from the cache.
   *
   * @return true for {@link State#HIT}
   */
  public boolean isHit() {
    return state == State.HIT;
  }
}
