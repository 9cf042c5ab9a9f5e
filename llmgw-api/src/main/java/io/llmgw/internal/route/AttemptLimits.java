package io.llmgw.internal.route;

import java.time.Duration;
import java.util.Optional;

/**
 * How long an attempt may take.
 *
 * @param firstToken a stream until its first visible piece
 * @param idle a stream between two pieces
 * @param whole until the whole answer
 */
public record AttemptLimits(
    Optional<Duration> firstToken, Optional<Duration> idle, Optional<Duration> whole) {
  /** Only the call's own deadline. */
  public static final AttemptLimits NONE =
      new AttemptLimits(Optional.empty(), Optional.empty(), Optional.empty());
}
