package io.llmgw.route;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * When a target counts as ill and is left out, and how it comes back. One circuit breaker for each
 * target counts failures, and if wanted another one slow calls; an open one lets probes through
 * after a while, and traffic grows from one call at a time once they were answered. What counts as
 * a failure is in {@code docs/failure-semantics.md}; a rate limit is none. Immutable.
 */
public final class Health {
  /** How many of the last {@link #DEFAULT_WINDOW} attempts must have failed: 5. */
  public static final int DEFAULT_FAILURES = 5;

  /** How many attempts are looked back on: 10. */
  public static final int DEFAULT_WINDOW = 10;

  /** How long an ill target is left out before it is probed: 30 seconds. */
  public static final Duration DEFAULT_OPEN_FOR = Duration.ofSeconds(30);

  /** How many probes must be answered before a target counts as well: 3. */
  public static final int DEFAULT_PROBES = 3;

  private static final Health DEFAULTS =
      new Health(
          new Rate(DEFAULT_FAILURES, DEFAULT_WINDOW),
          Optional.empty(),
          DEFAULT_OPEN_FOR,
          DEFAULT_PROBES,
          true);

  private final Rate failures;
  private final Optional<Slow> slow;
  private final Duration openFor;
  private final int probes;
  private final boolean lastResort;

  /**
   * So many of the last attempts.
   *
   * @param count how many it takes, at least 1
   * @param of how many are looked back on, at least {@code count}
   */
  public record Rate(int count, int of) {
    /** Checks that it can be reached. */
    public Rate {
      if (count < 1 || of < count || of > 1_000) {
        throw new IllegalArgumentException(
            "health: "
                + count
                + " of the last "
                + of
                + " attempts cannot be reached; take at least 1, of at most 1,000");
      }
    }
  }

  /**
   * When calls count as slow.
   *
   * @param longerThan an answered attempt that took longer is slow; for a stream until its first
   *     visible piece
   * @param rate how many slow ones make the target ill
   */
  public record Slow(Duration longerThan, Rate rate) {
    /** Refuses no time. */
    public Slow {
      Objects.requireNonNull(rate, "rate");
      requirePositive("slowCalls", longerThan);
    }
  }

  private Health(
      Rate failures, Optional<Slow> slow, Duration openFor, int probes, boolean lastResort) {
    this.failures = failures;
    this.slow = slow;
    this.openFor = openFor;
    this.probes = probes;
    this.lastResort = lastResort;
  }

  /**
   * Returns the defaults: 5 failures of the last 10 attempts, no slow calls, left out for 30
   * seconds, 3 probes; if all targets of a call are ill, the least bad is tried.
   *
   * @return the defaults
   */
  public static Health defaults() {
    return DEFAULTS;
  }

  /**
   * Sets how many failures make a target ill.
   *
   * @param count at least 1
   * @param of the last attempts that are looked back on, at least {@code count}, at most 1,000
   * @return a copy
   */
  public Health failures(int count, int of) {
    return new Health(new Rate(count, of), slow, openFor, probes, lastResort);
  }

  /**
   * Sets how many slow answers make a target ill.
   *
   * @param longerThan what is slow; for a stream until its first visible piece
   * @param count at least 1
   * @param of the last answers that are looked back on, at least {@code count}, at most 1,000
   * @return a copy
   */
  public Health slowCalls(Duration longerThan, int count, int of) {
    return new Health(
        failures,
        Optional.of(new Slow(longerThan, new Rate(count, of))),
        openFor,
        probes,
        lastResort);
  }

  /**
   * Sets how long an ill target is left out before it is probed.
   *
   * @param duration more than 0
   * @return a copy
   */
  public Health openFor(Duration duration) {
    return new Health(failures, slow, requirePositive("openFor", duration), probes, lastResort);
  }

  /**
   * Sets how many probes are let through, and must be answered, before a target counts as well; one
   * that fails makes it ill for as long again.
   *
   * @param count from 1 to 100
   * @return a copy
   */
  public Health probes(int count) {
    if (count < 1 || count > 100) {
      throw new IllegalArgumentException("probes must be from 1 to 100: " + count);
    }
    return new Health(failures, slow, openFor, count, lastResort);
  }

  /**
   * Refuses calls all of whose targets are ill, instead of trying the one that is due to be probed
   * next.
   *
   * @return a copy
   */
  public Health refuseIfAllAreIll() {
    return new Health(failures, slow, openFor, probes, false);
  }

  /**
   * Returns how many failures make a target ill.
   *
   * @return the rate
   */
  public Rate failures() {
    return failures;
  }

  /**
   * Returns when slow calls make a target ill.
   *
   * @return empty if they do not
   */
  public Optional<Slow> slowCalls() {
    return slow;
  }

  /**
   * Returns how long an ill target is left out.
   *
   * @return more than 0
   */
  public Duration openFor() {
    return openFor;
  }

  /**
   * Returns how many probes must be answered.
   *
   * @return at least 1
   */
  public int probes() {
    return probes;
  }

  /**
   * Tells whether an ill target is tried if all are ill.
   *
   * @return true unless it was refused
   */
  public boolean triesLeastBad() {
    return lastResort;
  }

  private static Duration requirePositive(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("health: " + what + " must be more than 0: " + value);
    }
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Health that
        && failures.equals(that.failures)
        && slow.equals(that.slow)
        && openFor.equals(that.openFor)
        && probes == that.probes
        && lastResort == that.lastResort;
  }

  @Override
  public int hashCode() {
    return Objects.hash(failures, slow, openFor, probes, lastResort);
  }

  /** Returns all settings. */
  @Override
  public String toString() {
    return "Health[failures="
        + failures.count()
        + " of "
        + failures.of()
        + slow.map(
                s -> ", slow=" + s.longerThan() + " " + s.rate().count() + " of " + s.rate().of())
            .orElse("")
        + ", openFor="
        + openFor
        + ", probes="
        + probes
        + (lastResort ? "" : ", refuses if all are ill")
        + "]";
  }
}
