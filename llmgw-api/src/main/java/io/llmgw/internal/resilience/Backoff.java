package io.llmgw.internal.resilience;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How long to wait before the same target is asked again. */
public final class Backoff {
  /** The wait before the first retry, doubled for each further one: 250 ms, with ±20 % jitter. */
  public static final Duration FIRST = Duration.ofMillis(250);

  /** The longest wait that is chosen here: 5 s. */
  public static final Duration LONGEST = Duration.ofSeconds(5);

  /**
   * The longest wait that a provider can ask for; if it asks for more, the attempt is not repeated:
   * 60 s.
   */
  public static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(60);

  private static final double JITTER = 0.2;

  private Backoff() {}

  /**
   * Returns the wait before a retry.
   *
   * @param retry 1 for the first retry
   * @param retryAfter what the provider asked for
   * @param random the source of jitter
   * @return the wait; empty if the provider asks for a longer one than is sensible
   */
  public static Optional<Duration> before(
      int retry, Optional<Duration> retryAfter, RandomGenerator random) {
    if (retryAfter.isPresent()) {
      return retryAfter.filter(wait -> wait.compareTo(LONGEST_RETRY_AFTER) <= 0);
    }
    double nanos = FIRST.toNanos() * Math.pow(2, retry - 1);
    double jitter = 1 - JITTER + 2 * JITTER * random.nextDouble();
    return Optional.of(
        Duration.ofNanos((long) (Math.min(nanos, (double) LONGEST.toNanos()) * jitter)));
  }
}
