package io.llmgw.internal.accounts;

/**
 * The moment at which the ledger works: read once for each of its operations, outside the lock. The
 * calendar's time is for budgets, elapsed time for limits. Guarded by the ledger's lock.
 */
final class Clock {
  private long millis;
  private long nanos;

  void set(long nowMillis, long nowNanos) {
    millis = nowMillis;
    nanos = nowNanos;
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
