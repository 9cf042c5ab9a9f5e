package io.llmgw.provider.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.spi.TimeSource;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IdleTimerTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Clock clock = new Clock();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final IdleTimer timer = new IdleTimer(clock, LIMIT, cancelled::incrementAndGet);

  /** Time by hand; at most one timer is set, as the class under test does. */
  private static final class Clock implements TimeSource {
    private long nanos;
    private final ArrayDeque<Duration> delays = new ArrayDeque<>();
    private Runnable task = () -> {};
    private int withdrawn;

    /** Lets the time of the last timer pass and fires it. */
    void pass() {
      nanos += delays.getLast().toNanos();
      task.run();
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
    public Timer schedule(Runnable newTask, Duration delay) {
      task = newTask;
      delays.add(delay);
      return () -> withdrawn++;
    }

    @Override
    public boolean await(CountDownLatch latch, Duration atMost) {
      throw new AssertionError("nothing waits here");
    }
  }

  @Test
  void silenceClosesTheSocketAndIsExplainedAsATimeout() {
    IOException closed = new IOException("Socket closed");
    timer.start();
    assertThat(timer.explain(closed)).isSameAs(closed);
    clock.pass();

    assertThat(cancelled).hasValue(1);
    assertThat(timer.explain(closed))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("10000 ms")
        .hasCause(closed);
  }

  @Test
  void whatMovesIsGivenItsFullTimeAgain() {
    timer.start();
    clock.nanos += Duration.ofSeconds(7).toNanos();
    timer.moved();
    clock.nanos -= Duration.ofSeconds(7).toNanos();
    clock.pass();

    assertThat(cancelled).hasValue(0);
    assertThat(clock.delays).containsExactly(LIMIT, Duration.ofSeconds(7));
    clock.pass();
    assertThat(cancelled).hasValue(1);
  }

  @Test
  void aLargeBodyIsLeftToOkHttpUntilItIsWritten() {
    timer.start();
    timer.suspend();
    clock.pass();
    clock.pass();
    assertThat(cancelled).hasValue(0);
    timer.moved();
    clock.pass();

    assertThat(cancelled).hasValue(1);
  }

  @Test
  void afterTheEndNothingIsClosedAndTheTimerIsWithdrawn() {
    timer.start();
    timer.stop();
    clock.pass();

    assertThat(clock.withdrawn).isEqualTo(1);
    assertThat(cancelled).hasValue(0);
  }
}
