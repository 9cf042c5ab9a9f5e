package io.llmgw.internal.config;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts who needs something, and ends it when nobody does any more. Safe for many threads. */
public final class Holders {
  private final AtomicInteger count = new AtomicInteger(1);
  private final Runnable afterTheLast;

  /**
   * Starts with one holder: whoever made it.
   *
   * @param afterTheLast runs once, on the thread of the last holder to leave
   */
  Holders(Runnable afterTheLast) {
    this.afterTheLast = afterTheLast;
  }

  /**
   * Becomes a holder, who must leave once.
   *
   * @return false if the last holder has left already
   */
  public boolean join() {
    return count.getAndUpdate(holders -> holders == 0 ? 0 : holders + 1) > 0;
  }

  /** Stops being a holder. */
  public void leave() {
    if (count.decrementAndGet() == 0) {
      afterTheLast.run();
    }
  }
}
