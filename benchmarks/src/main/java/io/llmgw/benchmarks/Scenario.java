package io.llmgw.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A kind of call from a number of threads.
 *
 * @param streamed whether the answer is streamed
 * @param threads how many threads call at the same time
 */
record Scenario(boolean streamed, int threads) {
  static final List<Scenario> ALL =
      List.of(
          new Scenario(false, 1),
          new Scenario(false, 32),
          new Scenario(true, 1),
          new Scenario(true, 32));

  private static final AtomicLong NUMBERS = new AtomicLong();

  /**
   * The calling threads. They stay: what a thread has allocated can only be read while it is alive.
   */
  private static final ExecutorService CALLERS =
      Executors.newFixedThreadPool(
          ALL.stream().mapToInt(Scenario::threads).max().orElseThrow(),
          task -> {
            Thread thread = new Thread(task, "caller");
            thread.setDaemon(true);
            return thread;
          });

  /** Has at least so many calls made and returns what each of them used. */
  Meter.Cost run(Contender contender, int calls) throws InterruptedException {
    int each = (calls + threads - 1) / threads;
    List<Future<?>> running = new ArrayList<>();
    Meter before = Meter.read();
    for (int i = 0; i < threads; i++) {
      running.add(
          CALLERS.submit(
              () -> {
                call(contender, each);
                return null;
              }));
    }
    for (Future<?> caller : running) {
      try {
        caller.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(contender.name() + " failed", e.getCause());
      }
    }
    return Meter.read().since(before, each * threads);
  }

  private void call(Contender contender, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      long number = NUMBERS.incrementAndGet();
      Reply reply = streamed ? contender.stream(number) : contender.unary(number);
      reply.check(streamed, number);
    }
  }

  @Override
  public String toString() {
    return (streamed ? "stream" : "unary")
        + ", "
        + threads
        + (threads == 1 ? " thread" : " threads");
  }
}
