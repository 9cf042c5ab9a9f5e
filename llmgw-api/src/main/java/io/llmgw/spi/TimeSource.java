package io.llmgw.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/**
 * Where the gateway takes time from: the wall clock, a monotonic clock, timers and waits. Tests
 * replace it, so that whole scenarios run in virtual time.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface TimeSource {
  /** A timer that has been set. */
  interface Timer {
    /** Withdraws the timer if it has not fired. Never throws. */
    void cancel();
  }

  /**
   * Returns the wall clock's time.
   *
   * @return now
   */
  Instant now();

  /**
   * Returns a monotonic time, only good for differences.
   *
   * @return nanoseconds
   */
  long nanoTime();

  /**
   * Runs a short task later on a thread of the time source.
   *
   * @param task must not block; what it throws is ignored
   * @param delay how long from now
   * @return the timer, to withdraw it
   */
  Timer schedule(Runnable task, Duration delay);

  /**
   * Waits until a latch is open or time is up.
   *
   * @param latch what ends the wait early
   * @param atMost the longest wait
   * @return true if the latch is open, false if time is up
   * @throws InterruptedException if the thread is interrupted
   */
  boolean await(CountDownLatch latch, Duration atMost) throws InterruptedException;

  /**
   * Runs a task that may block, on a thread of its own: several callers wait for it, so it may not
   * be the thread of one of them. It must wait through this source.
   *
   * @param task what it throws goes to the thread's handler for uncaught exceptions
   */
  default void fork(Runnable task) {
    Thread thread = new Thread(task, "llmgw-shared-call");
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends threads this source started. Called when the gateway that made it is closed. */
  default void close() {}
}
