package io.llmgw.internal.ledger;

import io.llmgw.internal.time.SystemTime;
import io.llmgw.spi.TimeSource;
import java.util.concurrent.locks.Lock;

/**
 * The moment at which the ledger works: read once for each of its operations, before it has the
 * lock, because a time source may have locks of its own. The calendar's time is for budgets,
 * elapsed time for limits.
 */
final class Clock {
  /** How long the system's calendar is believed, in nanoseconds: windows end on whole seconds. */
  private static final long BELIEVED = 1_000_000;

  private final TimeSource time;
  private final boolean system;
  private long millis;
  private long nanos;
  private long readAt = Long.MIN_VALUE / 2;

  Clock(TimeSource time) {
    this.time = time;
    // Elsewhere the two times need not have anything to do with each other.
    this.system = time instanceof SystemTime;
  }

  /** Takes the lock, and the time. */
  void enter(Lock lock) {
    long nowNanos = time.nanoTime();
    long nowMillis = system ? 0 : time.now().toEpochMilli();
    lock.lock();
    nanos = nowNanos;
    if (!system) {
      millis = nowMillis;
    } else if (Math.abs(nowNanos - readAt) >= BELIEVED) {
      millis = time.now().toEpochMilli();
      readAt = nowNanos;
    }
  }

  /** Milliseconds since 1970. */
  long millis() {
    return millis;
  }

  /** Nanoseconds since whenever. */
  long nanos() {
    return nanos;
  }
}
