package io.llmgw.outcome;

import io.llmgw.usage.Cost;
import io.llmgw.value.Target;
import java.time.Duration;
import java.util.Optional;

/**
 * What the prompt cache had to do with an answer. Immutable.
 *
 * @param state whether it was used
 * @param age how old the answer is; zero unless it is a hit
 * @param saved what the answer had cost when it was made; {@link Cost#free()} unless it is a hit
 * @param madeBy which target had made the answer; empty unless it is a hit
 */
public record CacheStatus(State state, Duration age, Cost saved, Optional<Target> madeBy) {
  /** No cache is configured, or the call did not use it. */
  public static final CacheStatus BYPASS =
      new CacheStatus(State.BYPASS, Duration.ZERO, Cost.free(), Optional.empty());

  /** The cache was asked and had no answer. */
  public static final CacheStatus MISS =
      new CacheStatus(State.MISS, Duration.ZERO, Cost.free(), Optional.empty());

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
   * @param madeBy which target had made it
   * @return the status
   */
  public static CacheStatus hit(Duration age, Cost saved, Target madeBy) {
    return new CacheStatus(State.HIT, age, saved, Optional.of(madeBy));
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
