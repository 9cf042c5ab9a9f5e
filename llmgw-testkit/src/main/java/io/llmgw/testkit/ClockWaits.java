package io.llmgw.testkit;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The waits on a clock in the order in which they began. Each thread is woken by itself, and sleeps
 * until then.
 *
 * <p>A latch tells nobody that it opens, so somebody has to look: of all the threads that wait one
 * is the watcher, which wakes every real millisecond. Guarded by the lock of its {@link Timeline}.
 */
final class ClockWaits {
  /** How often a latch is looked at, in real time. */
  static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Set<ClockWait> waits = new LinkedHashSet<>();
  private @Nullable ClockWait watcher;

  void add(ClockWait wait) {
    waits.add(wait);
  }

  int count() {
    return waits.size();
  }

  /** Returns when the first one is due, never if there is none. */
  long firstDue() {
    long first = Timeline.NEVER;
    for (ClockWait wait : waits) {
      first = Math.min(first, wait.due);
    }
    return first;
  }

  boolean isAnyOver(long now) {
    for (ClockWait wait : waits) {
      if (wait.isOver(now)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the wait of one of the executor's tasks that is over and began first. */
  Optional<ClockWait> firstTaskOver(long now) {
    for (ClockWait wait : waits) {
      if (wait.task != null && wait.isOver(now)) {
        return Optional.of(wait);
      }
    }
    return Optional.empty();
  }

  void wakeThoseOver(long now) {
    for (ClockWait wait : waits) {
      if (wait.isOver(now)) {
        wait.wake();
      }
    }
  }

  void wakeAll() {
    waits.forEach(ClockWait::wake);
  }

  void wakeWatcher() {
    if (watcher != null) {
      watcher.wake();
    }
  }

  /**
   * Sleeps, without the lock, until woken or interrupted; the watcher for a millisecond at most.
   */
  void sleep(ClockWait wait, ReentrantLock lock) {
    if (watcher == null) {
      watcher = wait;
    }
    boolean watches = wait.equals(watcher);
    lock.unlock();
    // Not on a condition: it would take the sign of an interrupt away before it has the lock back.
    if (watches) {
      LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
    } else {
      LockSupport.park(this);
    }
    lock.lock();
  }

  /** Takes a wait out. If it watched, the one that is to wait longest does from now on. */
  void remove(ClockWait wait) {
    waits.remove(wait);
    if (wait.equals(watcher)) {
      watcher = waits.stream().max(Comparator.comparingLong(ClockWait::due)).orElse(null);
      wakeWatcher();
    }
  }
}
