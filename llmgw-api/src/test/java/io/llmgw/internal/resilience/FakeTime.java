package io.llmgw.internal.resilience;

import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/** Time that only moves when told to, for the parts that merely read it. */
final class FakeTime implements TimeSource {
  private long nanos;

  void advance(Duration by) {
    nanos += by.toNanos();
  }

  @Override
  public Instant now() {
    return Instant.EPOCH.plusNanos(nanos);
  }

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public Timer schedule(Runnable task, Duration delay) {
    throw new AssertionError("nothing here sets timers");
  }

  @Override
  public boolean await(CountDownLatch latch, Duration atMost) {
    throw new AssertionError("nothing here waits");
  }
}
