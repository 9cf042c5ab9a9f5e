package io.llmgw.testkit;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a clock cannot go on, because somebody blocks on something else than the clock. A
 * clock that got stuck stays so: everybody who waits on it is told. Guarded by the lock of its
 * {@link Timeline}.
 */
final class StuckCheck {
  private final long limitNanos;
  private long lastProgress = System.nanoTime();
  private @Nullable IllegalStateException error;

  /** Starts counting, in real time. */
  StuckCheck(long limitNanos) {
    this.limitNanos = limitNanos;
  }

  void progressed() {
    lastProgress = System.nanoTime();
  }

  boolean isTooLong() {
    return System.nanoTime() - lastProgress > limitNanos;
  }

  boolean isFound() {
    return error != null;
  }

  @Nullable IllegalStateException error() {
    return error;
  }

  /** Names who is to blame: a task, a timer's task, or else a thread that was woken. */
  void found(@Nullable ClockTask task, @Nullable Thread mover) {
    Thread thread = task == null ? mover : task.thread;
    String who =
        task == null
            ? mover == null ? "a thread whose wait is over has not left it" : "a timer's task runs"
            : "a task of its executor runs and does not wait on the clock";
    String where = thread == null ? "" : ", on thread " + thread.getName();
    error =
        new IllegalStateException(
            "the clock cannot move, and has waited for "
                + TimeUnit.NANOSECONDS.toMillis(limitNanos)
                + " real milliseconds: "
                + who
                + where,
            at(thread));
  }

  private static @Nullable Throwable at(@Nullable Thread thread) {
    if (thread == null) {
      return null;
    }
    Throwable at = new Throwable("this is where " + thread.getName() + " was");
    at.setStackTrace(thread.getStackTrace());
    return at;
  }

  /** Throws if the clock is stuck. */
  void refuse() {
    if (error != null) {
      throw new IllegalStateException(error.getMessage(), error);
    }
  }
}
