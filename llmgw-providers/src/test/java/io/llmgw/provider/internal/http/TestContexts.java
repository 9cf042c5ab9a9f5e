package io.llmgw.provider.internal.http;

import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the gateway lends to clients, in its smallest form. */
public final class TestContexts {
  private TestContexts() {}

  /** The time all tests happen at. */
  public static final Instant NOW = Instant.parse("2026-10-21T07:27:00Z");

  /** A context that can be cancelled. */
  public static final class Cancellable implements CallContext {
    private Runnable stop = () -> {};
    private final int key;
    private boolean cancelled;

    /** Creates a context with a minute left, for the first key. */
    public Cancellable() {
      this(0);
    }

    /** Creates a context with a minute left. */
    public Cancellable(int key) {
      this.key = key;
    }

    @Override
    public int key() {
      return key;
    }

    @Override
    public String callId() {
      return "test";
    }

    @Override
    public Duration remaining() {
      return Duration.ofMinutes(1);
    }

    @Override
    public synchronized boolean isCancelled() {
      return cancelled;
    }

    @Override
    public void onCancel(Runnable stop) {
      synchronized (this) {
        this.stop = stop;
        if (!cancelled) {
          return;
        }
      }
      stop.run();
    }

    /** Cancels the call. */
    public void cancel() {
      Runnable action;
      synchronized (this) {
        cancelled = true;
        action = stop;
      }
      action.run();
    }
  }

  /** A provider context that shares by key and closes everything. */
  public static final class Shared implements ProviderContext, AutoCloseable {
    private final Map<Object, AutoCloseable> resources = new HashMap<>();

    /** Creates an empty context. */
    public Shared() {}

    @Override
    public TimeSource time() {
      return new Frozen();
    }

    @Override
    @SuppressWarnings("unchecked") // the key belongs to one type
    public <T extends AutoCloseable> T shared(Object key, Supplier<T> create) {
      return (T) resources.computeIfAbsent(key, ignored -> create.get());
    }

    /** Returns how many resources there are. */
    public int size() {
      return resources.size();
    }

    @Override
    public void close() {
      for (AutoCloseable resource : resources.values()) {
        try {
          resource.close();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** A wall clock that stands still, and real timers. */
  private static final class Frozen implements TimeSource {
    private static final ScheduledExecutorService TIMERS =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "test-timers");
              thread.setDaemon(true);
              return thread;
            });

    @Override
    public Instant now() {
      return NOW;
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
      Future<?> timer = TIMERS.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> timer.cancel(false);
    }

    @Override
    public boolean await(CountDownLatch latch, Duration atMost) {
      throw new UnsupportedOperationException();
    }
  }
}
