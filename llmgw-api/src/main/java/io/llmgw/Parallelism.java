package io.llmgw;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How many calls of a bulk are under way at once, and how long each may wait for a thread.
 * Immutable.
 *
 * @param calls how many calls at once, at least 1
 * @param queueTimeout the longest a call may wait for a thread of the gateway's executor; empty for
 *     no bound
 */
public record Parallelism(int calls, Optional<Duration> queueTimeout) {

  /** Checks both. */
  public Parallelism {
    if (calls < 1) {
      throw new IllegalArgumentException("parallelism must be at least 1: " + calls);
    }
    if (queueTimeout.filter(longest -> longest.isNegative() || longest.isZero()).isPresent()) {
      throw new IllegalArgumentException("queueTimeout must be more than 0: " + queueTimeout.get());
    }
  }

  /**
   * Returns a number of calls at once, each of which waits for a thread as long as it takes.
   *
   * @param calls at least 1; more than the executor has threads is of no use
   * @return the parallelism
   */
  public static Parallelism of(int calls) {
    return new Parallelism(calls, Optional.empty());
  }

  /**
   * Bounds how long a call may wait for a thread, from when its request was taken from the source.
   * Its own timeout begins when it has one.
   *
   * @param longest more than 0; beyond it the call is refused as {@link
   *     io.llmgw.outcome.ErrorKind#GATEWAY_BUSY}
   * @return a copy
   */
  public Parallelism queueTimeout(Duration longest) {
    return new Parallelism(calls, Optional.of(Objects.requireNonNull(longest, "queueTimeout")));
  }
}
