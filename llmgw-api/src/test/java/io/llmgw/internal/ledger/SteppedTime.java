package io.llmgw.internal.ledger;

import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/** Two clocks that move when told to, together or alone, also backwards. */
final class SteppedTime implements TimeSource {
  private Instant now;
  private long nanos = 1;

  SteppedTime(String now) {
    this.now = Instant.parse(now);
  }

  void step(Duration by) {
    stepCalendar(by);
    stepNanos(by.toNanos());
  }

  void stepCalendar(Duration by) {
    now = now.plus(by);
  }

  void stepNanos(long by) {
    nanos += by;
  }

  @Override
  public Instant now() {
    return now;
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
