package io.llmgw.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Decides whether a store that has failed is asked. After a failure it rests, after each further
 * one twice as long; then one caller tries it for all. Safe for use by many threads; never blocks
 * noticeably.
 */
final class RestAfterFailure {
  /** Whoever has none must not ask the store. */
  static final long REFUSED = -1;

  private final Duration first;
  private final Duration longest;
  private final InstantSource clock;

  private long round; // begins anew with each failure: those who asked before it say nothing new
  private Duration rest = Duration.ZERO;
  private Instant since = Instant.MIN;
  private boolean tried;

  RestAfterFailure(Duration first, Duration longest, InstantSource clock) {
    this.first = first;
    this.longest = longest;
    this.clock = clock;
  }

  /**
   * Asks for leave to ask the store. Who gets it says afterwards how it went.
   *
   * @return what to say it with, or {@link #REFUSED}
   */
  synchronized long enter() {
    if (rest.isZero()) {
      return round;
    }
    if (tried || rests(clock.instant())) {
      return REFUSED;
    }
    tried = true;
    return round;
  }

  private boolean rests(Instant now) {
    // A clock that was set back does not prolong it.
    return !now.isBefore(since) && now.isBefore(since.plus(rest));
  }

  synchronized void succeeded(long entered) {
    if (entered == round) {
      rest = Duration.ZERO;
      tried = false;
    }
  }

  synchronized void failed(long entered) {
    if (entered != round) {
      return;
    }
    Duration doubled = rest.isZero() ? first : rest.multipliedBy(2);
    rest = doubled.compareTo(longest) < 0 ? doubled : longest;
    since = clock.instant();
    tried = false;
    round++;
  }
}
