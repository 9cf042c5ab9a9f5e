package io.llmgw.internal.accounts;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A call that may wait for room at a limit, in the queue of one account at a time. Guarded by the
 * ledger's lock, except for waiting itself.
 */
final class Waiter {
  /** How much it waits for. */
  long wanted;

  /** Where it is queued; null while it is not. */
  @Nullable Account account;

  private volatile CountDownLatch latch = new CountDownLatch(0);

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

  /** Opens when it makes sense to try again. */
  CountDownLatch latch() {
    return latch;
  }
}
