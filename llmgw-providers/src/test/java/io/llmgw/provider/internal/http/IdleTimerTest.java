package io.llmgw.provider.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.provider.HttpSettings;
import io.llmgw.spi.TimeSource;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class IdleTimerTest {
  private static final HttpSettings SETTINGS =
      HttpSettings.builder()
          .connectTimeout(Duration.ofSeconds(10))
          .writeTimeout(Duration.ofSeconds(20))
          .readTimeout(Duration.ofSeconds(35))
          .build();

  private final Clock clock = new Clock();
  private final AtomicInteger cancelled = new AtomicInteger();
  private final IdleTimer timer = new IdleTimer(clock, SETTINGS);

  /** Time by hand; at most one timer is set, as the class under test does. */
  private static final class Clock implements TimeSource {
    private long nanos;
    private long due = Long.MAX_VALUE;
    private Runnable task = () -> {};
    private int withdrawn;

    /** Lets time pass, and fires what is due meanwhile. */
    void pass(Duration duration) {
      long until = nanos + duration.toNanos();
      while (due <= until) {
        nanos = due;
        due = Long.MAX_VALUE;
        task.run();
      }
      nanos = until;
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
      due = nanos + delay.toNanos();
      return () -> withdrawn++;
    }

    @Override
    public boolean await(CountDownLatch latch, Duration atMost) {
      throw new AssertionError("nothing waits here");
    }
  }

  private void start() {
    timer.start(cancelled::incrementAndGet);
  }

  @ParameterizedTest
  @CsvSource({
    "REACHING, 10, connect timeout of 10 s (HttpSettings.connectTimeout)",
    "SECURING, 10, connect timeout of 10 s (HttpSettings.connectTimeout)",
    "SENDING, 20, no byte taken for 20 s (HttpSettings.writeTimeout)",
    "WAITING, 35, no byte for 35 s (HttpSettings.readTimeout)",
    "BEGUN, 35, no byte for 35 s (HttpSettings.readTimeout)",
    "ANSWERING, 35, no byte for 35 s (HttpSettings.readTimeout)",
  })
  void silenceClosesTheSocketAtTheLimitOfThePhaseAndIsExplained(
      Phase phase, long seconds, String name) {
    IOException closed = new IOException("Socket closed");
    start();
    clock.pass(Duration.ofSeconds(7)); // the phase does not begin with the timer
    timer.enter(phase);

    clock.pass(Duration.ofSeconds(seconds).minusMillis(1));
    assertThat(cancelled).hasValue(0);
    assertThat(timer.explain(closed)).isSameAs(closed);
    clock.pass(Duration.ofMillis(1));
    assertThat(cancelled).hasValue(1);
    timer.enter(Phase.ANSWERING); // a last byte on its way does not change the reason
    assertThat(timer.explain(closed))
        .isInstanceOf(TimedOut.class)
        .hasMessage(name)
        .hasCause(closed);
  }

  @Test
  void whatMovesIsGivenItsFullTimeAgain() {
    start();
    timer.enter(Phase.ANSWERING);
    for (int i = 0; i < 5; i++) {
      clock.pass(Duration.ofSeconds(34));
      timer.enter(Phase.ANSWERING);
    }

    assertThat(cancelled).hasValue(0);
    clock.pass(Duration.ofSeconds(35));
    assertThat(cancelled).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"CONNECTING", "SENDING_MUCH"})
  void whatOkHttpWatchesIsLeftToItUntilItIsOver(Phase phase) {
    start();
    timer.enter(phase);
    clock.pass(Duration.ofHours(1));
    assertThat(cancelled).hasValue(0);
    IOException okHttps = new SocketTimeoutException("timeout");
    assertThat(timer.explain(okHttps))
        .isInstanceOf(TimedOut.class)
        .hasMessageContaining(phase.limit(SETTINGS).toSeconds() + " s");

    timer.enter(Phase.WAITING);
    clock.pass(Duration.ofSeconds(35));
    assertThat(cancelled).hasValue(1);
  }

  @Test
  void whatIsToldLateOfAnotherAddressChangesNothing() {
    start();
    timer.enter(Phase.SENDING);
    timer.enter(Phase.CONNECTING);
    assertThat(timer.hasSent()).isTrue();
    clock.pass(Duration.ofSeconds(20));
    assertThat(cancelled).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsSentWhileThereIsNoConnection(Phase phase) {
    start();
    timer.enter(phase);
    assertThat(timer.hasSent()).isEqualTo(!phase.limit(SETTINGS).equals(SETTINGS.connectTimeout()));
  }

  @Test
  void afterTheEndNothingIsClosedAndTheTimerIsWithdrawn() {
    start();
    timer.stop();
    clock.pass(Duration.ofHours(1));

    assertThat(clock.withdrawn).isEqualTo(1);
    assertThat(cancelled).hasValue(0);
  }
}
