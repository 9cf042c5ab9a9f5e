package io.llmgw.internal.route;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings a target back gently after it was ill or over its limit: one call at a time first, and
 * twice as many with each answer, until it does not matter any more. Safe for use by many threads.
 */
final class SlowStart {
  private static final int FREE = Integer.MAX_VALUE;
  private static final int ENOUGH = 64;

  private final AtomicInteger most = new AtomicInteger(FREE);

  void begin() {
    most.set(1);
  }

  boolean allows(int inFlight) {
    return inFlight < most.get();
  }

  boolean isOver() {
    return most.get() == FREE;
  }

  int most() {
    return most.get();
  }

  void answered() {
    int now = most.get();
    if (now != FREE) {
      most.compareAndSet(now, now >= ENOUGH / 2 ? FREE : now * 2);
    }
  }
}
