package io.llmgw.testkit;

import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time in nanoseconds, with its timers, waits and tasks. Everything is guarded by one lock,
 * which is not held while a timer's task or one of the executor's runs.
 */
final class Timeline {
  /** The end of a wait or timer that time alone never reaches. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long LAST = NEVER - 1;
  private static final long REAL_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final boolean movesByItself;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Alarms alarms = new Alarms();
  private final ClockWaits waits = new ClockWaits();
  private final ClockTasks tasks = new ClockTasks(this::run);
  private final StuckCheck stuck;
  private volatile long elapsed;
  private @Nullable Thread mover;

  Timeline(boolean movesByItself) {
    this(movesByItself, REAL_LIMIT_NANOS);
  }

  /** As the other, with a limit for how long, in real time, the clock may be unable to move. */
  Timeline(boolean movesByItself, long realLimitNanos) {
    this.movesByItself = movesByItself;
    this.stuck = new StuckCheck(realLimitNanos);
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
    lock.lock();
    try {
      Alarms.Alarm alarm = alarms.set(after(delay), task);
      return () -> cancel(alarm);
    } finally {
      lock.unlock();
    }
  }

  private void cancel(Alarms.Alarm alarm) {
    lock.lock();
    try {
      alarms.withdraw(alarm);
    } finally {
      lock.unlock();
    }
  }

  void execute(Runnable work) {
    lock.lock();
    try {
      if (stuck.isFound()) {
        throw new RejectedExecutionException(stuck.error());
      }
      tasks.add(work);
      giveTurn();
    } finally {
      lock.unlock();
    }
  }

  private void run(ClockTask task) {
    task.thread = Thread.currentThread();
    try {
      task.work.run();
    } finally {
      ended(task);
    }
  }

  private void ended(ClockTask task) {
    lock.lock();
    try {
      tasks.rest(task);
      cameToRest();
    } finally {
      lock.unlock();
    }
  }

  /** Waits, and then tells how long that took. */
  boolean await(CountDownLatch latch, long atMost, LongConsumer took) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      refuseInsideATimer();
      long begin = elapsed;
      ClockWait wait = new ClockWait(after(atMost), latch, tasks.current());
      boolean early = wait.task == null && !tasks.atRest(); // what opened the latch may still run
      if (early || !wait.isNeedless(elapsed)) {
        waits.add(wait);
        try {
          waitUntilOver(wait);
        } finally {
          waits.remove(wait);
          cameToRest();
          took.accept(elapsed - begin);
        }
      }
      return latch.getCount() == 0;
    } finally {
      lock.unlock();
    }
  }

  private void waitUntilOver(ClockWait wait) throws InterruptedException {
    if (wait.task != null) {
      tasks.rest(wait.task);
    }
    progressed();
    while (!mayLeave(wait)) {
      if (!movesByItself) {
        waits.sleep(wait, lock);
      } else if (!moveTowards(LAST)) {
        waits.sleep(wait, lock);
        look();
      }
    }
    if (wait.wasInterrupted()) {
      throw new InterruptedException();
    }
  }

  /**
   * A task goes on when it is its turn. Any other thread goes on when all tasks are at rest, so
   * that what it then sees does not depend on who is faster; if interrupted, at once.
   */
  private boolean mayLeave(ClockWait wait) {
    stuck.refuse();
    boolean interrupted = wait.wasInterrupted();
    giveTurn();
    if (!wait.isOver(elapsed)) {
      return false;
    }
    return wait.task == null
        ? interrupted || (mover == null && tasks.atRest())
        : wait.task.equals(tasks.running());
  }

  /** Lets whoever is next go on: a task, another thread, or whoever moves the time. */
  private void cameToRest() {
    progressed();
    giveTurn();
    if (movesByItself && !blocked()) {
      waits.wakeWatcher();
    }
  }

  private void progressed() {
    stuck.progressed();
    changed.signalAll();
  }

  /**
   * Gives the turn, if nobody has it, to the task whose wait is over and began first, or to the
   * next one that has not begun; if there is none, wakes the other threads whose wait is over.
   */
  private void giveTurn() {
    if (mover != null || tasks.running() != null) {
      return;
    }
    Optional<ClockWait> next = waits.firstTaskOver(elapsed);
    if (next.isPresent()) {
      tasks.resume(next.get());
    } else if (!tasks.atRest()) {
      tasks.beginNext();
    } else {
      waits.wakeThoseOver(elapsed);
    }
  }

  void advance(long by) {
    boolean interrupted = false;
    lock.lock();
    try {
      refuseInsideATimer();
      if (tasks.current() != null) {
        throw new IllegalStateException(
            "a task of the clock's executor must not move the clock: it waits, and time moves");
      }
      stuck.progressed();
      long target = Math.min(after(by), LAST);
      while (!moveTo(target)) {
        try {
          changed.awaitNanos(ClockWaits.LOOK_AGAIN_NANOS);
          look();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Goes as far as possible and tells whether that is the whole way, with everybody at rest. */
  private boolean moveTo(long target) {
    stuck.refuse();
    while (moveTowards(target)) {
      progressed();
    }
    if (blocked()) {
      return false;
    }
    elapsed = Math.max(elapsed, target);
    return true;
  }

  /**
   * Moves to the next due time unless that is later than the limit or somebody is not done with
   * this moment yet.
   */
  private boolean moveTowards(long limit) {
    giveTurn();
    if (blocked()) {
      return false;
    }
    long next = Math.min(alarms.firstDue(), waits.firstDue());
    if (next > limit) {
      return false;
    }
    elapsed = Math.max(elapsed, next);
    fireDueAlarms();
    progressed();
    giveTurn();
    return true;
  }

  /**
   * Tells whether time has to stay: a timer's task or one of the executor's is running, or a thread
   * whose wait is over is still in it.
   */
  private boolean blocked() {
    return mover != null || !tasks.atRest() || waits.isAnyOver(elapsed);
  }

  private void fireDueAlarms() {
    mover = Thread.currentThread();
    try {
      while (alarms.firstDue() <= elapsed) {
        fire(alarms.takeFirst());
      }
    } finally {
      mover = null;
    }
  }

  private void fire(Runnable task) {
    lock.unlock();
    try {
      task.run();
    } catch (RuntimeException | Error ignored) {
      // What a task throws is ignored, as the contract of TimeSource says.
    } finally {
      lock.lock();
    }
  }

  /** Ends all waits if for too long nothing has gone on that time has to wait for. */
  private void look() {
    if (!blocked()) {
      stuck.progressed();
    } else if (stuck.isTooLong()) {
      stuck.found(tasks.running(), mover);
      waits.wakeAll();
    }
  }

  private void refuseInsideATimer() {
    if (Thread.currentThread().equals(mover)) {
      throw new IllegalStateException("a timer's task must not wait on the clock or move it");
    }
  }

  int pendingTimers() {
    lock.lock();
    try {
      return alarms.count();
    } finally {
      lock.unlock();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return waits.count();
    } finally {
      lock.unlock();
    }
  }

  void awaitWaiting(int threads) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = REAL_LIMIT_NANOS;
      while (waits.count() < threads) {
        if (nanos <= 0) {
          throw new IllegalStateException(
              waits.count()
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
