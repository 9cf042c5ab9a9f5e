package io.llmgw.outcome;

import io.llmgw.value.Target;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How one target is, as far as the calls that were made there tell. Immutable.
 *
 * @param target provider and model
 * @param state whether it is asked
 * @param leftOutFor how long it is still left out because it is ill; zero if it is not, or is due
 *     to be probed
 * @param coolingFor how long it is still left alone because it was over its limit; zero if it is
 *     not. Of several keys of its provider all must be over it, and the first one to come back
 *     counts
 * @param inFlight how many attempts are under way there, streams until their end included
 * @param firstPiece how long its streams take to their first visible piece
 * @param wholeAnswer how long its answers take that are not streamed
 * @param atMostAtOnce how many calls it gets at once while it comes back after it was ill or over
 *     its limit; empty if it is not limited
 * @param rateLimits what its provider last said of its limits
 */
public record TargetStatus(
    Target target,
    State state,
    Duration leftOutFor,
    Duration coolingFor,
    int inFlight,
    Latency firstPiece,
    Latency wholeAnswer,
    OptionalInt atMostAtOnce,
    RateLimitStatus rateLimits) {

  /** Whether a target is asked, in the terms of circuit breakers. */
  public enum State {
    /** It is well. */
    CLOSED,
    /** It has failed repeatedly and is left out. */
    OPEN,
    /** It has failed repeatedly; a few calls are let through to see whether it is well again. */
    HALF_OPEN
  }

  /**
   * How long a target takes. What it was asked long ago counts less and less.
   *
   * @param expected how long it is taken to need now; empty if nothing is known. It shrinks while
   *     nobody asks, so that the target is tried again
   * @param percentile95 what 95 % of its last answers (up to 128) did not exceed; empty before
   *     there were 20
   */
  public record Latency(Optional<Duration> expected, Optional<Duration> percentile95) {}

  /** Refuses null. */
  public TargetStatus {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(leftOutFor, "leftOutFor");
    Objects.requireNonNull(coolingFor, "coolingFor");
    Objects.requireNonNull(firstPiece, "firstPiece");
    Objects.requireNonNull(wholeAnswer, "wholeAnswer");
    Objects.requireNonNull(atMostAtOnce, "atMostAtOnce");
    Objects.requireNonNull(rateLimits, "rateLimits");
  }
}
