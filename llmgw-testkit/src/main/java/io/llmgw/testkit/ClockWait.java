package io.llmgw.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The wait of the thread that makes it; not a record, because two equal waits are two. Guarded by
 * the lock of its {@link Timeline}.
 */
final class ClockWait {
  final long due;
  final CountDownLatch latch;

  /** Whose wait it is; null if the thread is not one of the clock's executor. */
  final @Nullable ClockTask task;

  private final Thread thread = Thread.currentThread();
  private boolean interrupted;

  ClockWait(long due, CountDownLatch latch, @Nullable ClockTask task) {
    this.due = due;
    this.latch = latch;
    this.task = task;
  }

  long due() {
    return due;
  }

  /** Tells whether there is nothing to wait for. */
  boolean isNeedless(long now) {
    return due <= now || latch.getCount() == 0;
  }

  boolean isOver(long now) {
    return isNeedless(now) || interrupted || thread.isInterrupted();
  }

  /**
   * Tells the thread itself whether it was interrupted, and remembers it in place of the thread.
   */
  boolean wasInterrupted() {
    interrupted |= Thread.interrupted();
    return interrupted;
  }

  void wake() {
    LockSupport.unpark(thread);
  }
}
