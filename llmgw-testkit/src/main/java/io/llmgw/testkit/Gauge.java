package io.llmgw.testkit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;

/**
 * A number that changes, and that a test can wait for instead of sleeping. Safe for use by many
 * threads.
 */
final class Gauge {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String what;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long value;

  Gauge(String what) {
    this.what = what;
  }

  long value() {
    lock.lock();
    try {
      return value;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the value afterwards. */
  long add(long delta) {
    lock.lock();
    try {
      value += delta;
      changed.signalAll();
      return value;
    } finally {
      lock.unlock();
    }
  }

  void await(LongPredicate wanted, String description) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = LIMIT_NANOS;
      while (!wanted.test(value)) {
        if (nanos <= 0) {
          throw new IllegalStateException(
              "there are " + value + " " + what + ", not " + description + ", after ten seconds");
        }
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }
}
