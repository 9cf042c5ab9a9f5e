package io.llmgw.testkit;

import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.util.function.Supplier;

/** What the engine would lend to a provider client: time, a deadline on it, cancellation. */
final class FakeCall implements CallContext {
  private Runnable stop = () -> {};
  private boolean cancelled;
  private int key;

  /** A context that is cancelled after so much time. */
  static FakeCall withDeadline(TimeSource time, Duration deadline) {
    FakeCall call = new FakeCall();
    time.schedule(call::cancel, deadline);
    return call;
  }

  /** A context of an attempt that is to use one of several keys. */
  static FakeCall withKey(int key) {
    FakeCall call = new FakeCall();
    call.key = key;
    return call;
  }

  static ProviderContext lending(TimeSource time) {
    return new ProviderContext() {
      @Override
      public TimeSource time() {
        return time;
      }

      @Override
      public <T extends AutoCloseable> T shared(Object key, Supplier<T> create) {
        return create.get();
      }
    };
  }

  void cancel() {
    Runnable last;
    synchronized (this) {
      cancelled = true;
      last = stop;
    }
    last.run();
  }

  @Override
  public String callId() {
    return "call-1";
  }

  @Override
  public int key() {
    return key;
  }

  @Override
  public Duration remaining() {
    return Duration.ofMinutes(5);
  }

  @Override
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void onCancel(Runnable runnable) {
    boolean now;
    synchronized (this) {
      stop = runnable;
      now = cancelled;
    }
    if (now) {
      runnable.run();
    }
  }
}
