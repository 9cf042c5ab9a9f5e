package io.llmgw.tests.conformance;

import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.TimeSource;
import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Lends clients what a gateway would: real time, shared connections, a deadline for each call. */
public final class WireContext implements ProviderContext, TimeSource, Closeable {
  private final ScheduledExecutorService timers =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "wire-timers");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<Object, AutoCloseable> shared = new ConcurrentHashMap<>();

  @Override
  public TimeSource time() {
    return this;
  }

  @Override
  @SuppressWarnings("unchecked") // one key, one type: that is the contract
  public <T extends AutoCloseable> T shared(Object key, Supplier<T> create) {
    return (T) shared.computeIfAbsent(key, any -> create.get());
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Timer schedule(Runnable task, Duration delay) {
    ScheduledFuture<?> timer = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }

  @Override
  public boolean await(CountDownLatch latch, Duration atMost) throws InterruptedException {
    return latch.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    timers.shutdownNow();
    for (AutoCloseable resource : shared.values()) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new IllegalStateException("a shared resource cannot be closed", e);
      }
    }
  }

  /** Starts a call that is stopped when its time is up. */
  public Call call(Duration atMost) {
    return new Call(this, atMost);
  }

  /** One call; closing it withdraws its deadline. */
  public static final class Call implements CallContext, AutoCloseable {
    private final WireContext time;
    private final long deadline;
    private final Timer timer;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicReference<Runnable> stop = new AtomicReference<>(Call::nothing);

    private Call(WireContext time, Duration atMost) {
      this.time = time;
      this.deadline = time.nanoTime() + atMost.toNanos();
      this.timer = time.schedule(this::stop, atMost);
    }

    private static void nothing() {}

    private void stop() {
      stopped.set(true);
      stop.getAndSet(Call::nothing).run();
    }

    @Override
    public String callId() {
      return "wire";
    }

    @Override
    public Duration remaining() {
      return Duration.ofNanos(Math.max(0, deadline - time.nanoTime()));
    }

    @Override
    public boolean isCancelled() {
      return stopped.get();
    }

    @Override
    public void onCancel(Runnable action) {
      stop.set(action);
      if (stopped.get()) {
        stop.getAndSet(Call::nothing).run();
      }
    }

    @Override
    public void close() {
      timer.cancel();
    }
  }
}
