package io.llmgw.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is among the tasks of a clock's executor: one runs at a time, on a thread of its
 * own. Guarded by the lock of its {@link Timeline}.
 */
final class ClockTasks {
  private static final long IDLE_THREAD_ENDS_AFTER_SECONDS = 1;
  private static final AtomicLong THREADS = new AtomicLong();

  private final Consumer<ClockTask> runner;
  private final Deque<ClockTask> notBegun = new ArrayDeque<>();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_THREAD_ENDS_AFTER_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          ClockTasks::thread);
  private @Nullable ClockTask running;

  /**
   * Without tasks.
   *
   * @param runner runs a task on its thread and reports its end
   */
  ClockTasks(Consumer<ClockTask> runner) {
    this.runner = runner;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "llmgw-test-clock-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  void add(Runnable work) {
    notBegun.add(new ClockTask(work));
  }

  /** Returns the task that has its turn, if any. */
  @Nullable ClockTask running() {
    return running;
  }

  /** Returns the task that has its turn if this thread runs it. */
  @Nullable ClockTask current() {
    ClockTask task = running;
    return task != null && Thread.currentThread().equals(task.thread) ? task : null;
  }

  /** Tells whether nobody has a turn and nobody waits for the first one. */
  boolean atRest() {
    return running == null && notBegun.isEmpty();
  }

  /** Gives the turn to a task whose wait is over. */
  void resume(ClockWait wait) {
    running = wait.task;
    wait.wake();
  }

  /** Gives the turn to the next task that has not begun, if there is one. */
  void beginNext() {
    ClockTask task = notBegun.poll();
    if (task != null) {
      running = task;
      threads.execute(() -> runner.accept(task));
    }
  }

  /** Takes the turn from a task that waits or has ended. */
  void rest(ClockTask task) {
    if (task.equals(running)) {
      running = null;
    }
  }
}
