package io.llmgw.internal.async;

import io.llmgw.error.LlmException.Details;
import io.llmgw.error.RefusedException;
import io.llmgw.internal.time.Threads;
import io.llmgw.outcome.ErrorKind;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the executor that asynchronous calls run on when the application brings none. */
public final class CallExecutor {
  /** How many calls run at once before Java 21: 64. */
  public static final int THREADS = 64;

  /** How many calls wait for a thread before Java 21; further ones are refused: 1,024. */
  public static final int QUEUE = 1_024;

  private CallExecutor() {}

  /**
   * Creates an executor: a virtual thread for each call where Java has them, else a bounded pool of
   * daemon threads.
   *
   * @return the executor, to be shut down by its owner
   */
  public static ExecutorService create() {
    return Threads.virtual().orElseGet(CallExecutor::pool);
  }

  /**
   * Makes what a call gets that the executor does not take.
   *
   * @return the refusal
   */
  public static RefusedException busy() {
    return busy("the gateway's executor takes no more calls");
  }

  static RefusedException busy(String what) {
    return new RefusedException(
        what + "; try later, or give the builder an executor(…) with more room",
        ErrorKind.GATEWAY_BUSY,
        Details.NONE);
  }

  static ExecutorService pool() {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUE),
            task -> {
              Thread thread = new Thread(task, "llmgw-call-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
