package io.llmgw.internal.ledger;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A call that may wait for room at a limit, in the queue of one account at a time. Guarded by the
 * ledger's lock, except for waiting itself.
 */
public final class Waiter {
  /** How much it waits for. */
  long wanted;

  /** Whether interactive calls go first. */
  boolean batch;

  /** Where it is queued; null while it is not. */
  volatile @Nullable Account account;

  private volatile CountDownLatch latch = new CountDownLatch(0);

  /** Waits nowhere yet. */
  public Waiter() {}

  /**
   * Tells whether it stands in a queue.
   *
   * @return false if there was room, or the wait would be too long
   */
  public boolean isQueued() {
    return account != null;
  }

  /** Ends the wait. */
  void wake() {
    latch.countDown();
  }

  /** Begins a wait. */
  void rest() {
    if (latch.getCount() == 0) {
      latch = new CountDownLatch(1);
    }
  }

  /**
   * Returns what opens when it makes sense to try again.
   *
   * @return the latch of the present wait
   */
  public CountDownLatch latch() {
    return latch;
  }
}
