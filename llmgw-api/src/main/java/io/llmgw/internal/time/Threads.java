package io.llmgw.internal.time;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes executors whose threads may block. */
public final class Threads {
  private Threads() {}

  /**
   * Creates an executor with a virtual thread for each task.
   *
   * @return empty before Java 21
   */
  public static Optional<ExecutorService> virtual() {
    try {
      MethodHandle factory =
          MethodHandles.publicLookup()
              .findStatic(
                  Executors.class,
                  "newVirtualThreadPerTaskExecutor",
                  MethodType.methodType(ExecutorService.class));
      return Optional.of((ExecutorService) factory.invokeExact());
    } catch (NoSuchMethodException | IllegalAccessException e) {
      return Optional.empty(); // Java 17 to 20
    } catch (Throwable e) {
      throw new IllegalStateException("cannot create virtual threads", e);
    }
  }

  /**
   * Creates an executor that begins every task at once: on virtual threads where Java has them,
   * else on daemon threads, which end after a minute without work.
   *
   * @param name what the threads are called, with a number
   * @return the executor, to be shut down by its owner
   */
  static ExecutorService unbounded(String name) {
    AtomicInteger number = new AtomicInteger();
    return virtual()
        .orElseGet(
            () ->
                Executors.newCachedThreadPool(
                    task -> {
                      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                      thread.setDaemon(true);
                      return thread;
                    }));
  }
}
