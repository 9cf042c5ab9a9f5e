package io.llmgw.testkit;

import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time in nanoseconds, with its timers and waits. Everything is guarded by one lock, which
 * is not held while a timer's task runs.
 */
final class Timeline {
  /** The end of a wait or timer that time alone never reaches. */
  private static final long NEVER = Long.MAX_VALUE;

  private static final long REAL_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private record Alarm(long due, long number, Runnable task) {}

  /** One thread's wait; not a record, because two equal waits are two. */
  private static final class Wait {
    final long due;
    final CountDownLatch latch;

    Wait(long due, CountDownLatch latch) {
      this.due = due;
      this.latch = latch;
    }
  }

  private final boolean movesByItself;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TreeSet<Alarm> alarms =
      new TreeSet<>(Comparator.comparingLong(Alarm::due).thenComparingLong(Alarm::number));
  private final Set<Wait> waits = new LinkedHashSet<>();
  private volatile long elapsed;
  private long alarmsSet;
  private @Nullable Thread mover;

  Timeline(boolean movesByItself) {
    this.movesByItself = movesByItself;
  }

  /** Returns a duration in nanoseconds, at least 0; one that is too long becomes the longest. */
  static long nanos(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    try {
      return duration.toNanos();
    } catch (ArithmeticException tooLong) {
      return NEVER;
    }
  }

  private long after(long nanos) {
    return nanos >= NEVER - elapsed ? NEVER : elapsed + nanos;
  }

  long elapsed() {
    return elapsed;
  }

  TimeSource.Timer schedule(Runnable task, long delay) {
    Objects.requireNonNull(task, "task");
    lock.lock();
    try {
      Alarm alarm = new Alarm(after(delay), alarmsSet++, task);
      alarms.add(alarm);
      changed.signalAll();
      return () -> cancel(alarm);
    } finally {
      lock.unlock();
    }
  }

  private void cancel(Alarm alarm) {
    lock.lock();
    try {
      alarms.remove(alarm);
    } finally {
      lock.unlock();
    }
  }

  /** Waits, and then tells how long that took. */
  boolean await(CountDownLatch latch, long atMost, LongConsumer took) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      refuseInsideATask();
      long begin = elapsed;
      Wait wait = new Wait(after(atMost), latch);
      waits.add(wait);
      changed.signalAll();
      try {
        while (true) {
          if (latch.getCount() == 0) {
            return true;
          }
          if (elapsed >= wait.due) {
            return false;
          }
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          boolean moved = movesByItself && moveTowards(NEVER - 1);
          if (!moved && pause(latch)) {
            return true;
          }
        }
      } finally {
        waits.remove(wait);
        took.accept(elapsed - begin);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets others go on for a moment. A latch tells nobody that it opens and time may be moved by
   * another thread, so whoever waits for either has to look again; it does so every real
   * millisecond.
   */
  private boolean pause(CountDownLatch latch) throws InterruptedException {
    lock.unlock();
    try {
      return latch.await(1, TimeUnit.MILLISECONDS);
    } finally {
      lock.lock();
    }
  }

  private void pause() {
    lock.unlock();
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
    lock.lock();
  }

  void advance(long by) {
    lock.lock();
    try {
      refuseInsideATask();
      long target = Math.min(after(by), NEVER - 1);
      long deadline = System.nanoTime() + REAL_LIMIT_NANOS;
      while (true) {
        if (moveTowards(target)) {
          deadline = System.nanoTime() + REAL_LIMIT_NANOS;
        } else if (blocked()) {
          if (System.nanoTime() - deadline > 0) {
            throw new IllegalStateException(
                "a thread whose wait is over has not left it for ten seconds");
          }
          pause();
        } else if (elapsed < target) {
          elapsed = target;
        } else {
          return;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Moves to the next due time unless that is later than the limit or somebody is not done with
   * this moment yet.
   */
  private boolean moveTowards(long limit) {
    if (blocked()) {
      return false;
    }
    long next = alarms.isEmpty() ? NEVER : alarms.first().due;
    for (Wait wait : waits) {
      next = Math.min(next, wait.due);
    }
    if (next > limit) {
      return false;
    }
    elapsed = Math.max(elapsed, next);
    fireDueAlarms();
    return true;
  }

  /**
   * Tells whether time has to stay: a task is running, or a thread whose wait is over is still in
   * it.
   */
  private boolean blocked() {
    if (mover != null) {
      return true;
    }
    for (Wait wait : waits) {
      if (wait.due <= elapsed || wait.latch.getCount() == 0) {
        return true;
      }
    }
    return false;
  }

  private void fireDueAlarms() {
    mover = Thread.currentThread();
    try {
      while (!alarms.isEmpty() && alarms.first().due <= elapsed) {
        run(Objects.requireNonNull(alarms.pollFirst()).task);
      }
    } finally {
      mover = null;
      changed.signalAll();
    }
  }

  private void run(Runnable task) {
    lock.unlock();
    try {
      task.run();
    } catch (RuntimeException | Error ignored) {
      // What a task throws is ignored, as the contract of TimeSource says.
    } finally {
      lock.lock();
    }
  }

  private void refuseInsideATask() {
    if (Thread.currentThread().equals(mover)) {
      throw new IllegalStateException("a timer's task must not wait on the clock or move it");
    }
  }

  int pendingTimers() {
    lock.lock();
    try {
      return alarms.size();
    } finally {
      lock.unlock();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return waits.size();
    } finally {
      lock.unlock();
    }
  }

  void awaitWaiting(int threads) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = REAL_LIMIT_NANOS;
      while (waits.size() < threads) {
        if (nanos <= 0) {
          throw new IllegalStateException(
              waits.size()
                  + " threads are waiting on the clock, not "
                  + threads
                  + ", after ten seconds");
        }
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }
}
