package io.llmgw.tests.engine.caching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.LlmGateway;
import io.llmgw.error.RefusedException;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.TimeSource;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call that was let in just before close() finds that no thread is begun any more. */
class NoThreadTest {
  private final Sharing sharing = new Sharing();

  @ParameterizedTest
  @EnumSource
  void aSharedCallThatCannotStartBecauseTheGatewayIsClosedIsRefused(Way way) {
    sharing.p.answers("Paris").usage(100, 50);
    try (LlmGateway gateway =
        sharing.builder().clock(new Closed(sharing.clock)).executor(Runnable::run).build()) {
      assertThatThrownBy(() -> way.ask(gateway, Sharing.QUESTION))
          .isInstanceOfSatisfying(
              RefusedException.class,
              e -> assertThat(e.kind()).isEqualTo(ErrorKind.GATEWAY_CLOSED));
      assertThat(sharing.p.calls()).isZero();
      assertThat(sharing.clock.pendingTimers()).isZero();
      assertThat(sharing.events).hasSize(1);
    }
  }

  private record Closed(TestClock clock) implements TimeSource {
    @Override
    public Instant now() {
      return clock.now();
    }

    @Override
    public long nanoTime() {
      return clock.nanoTime();
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
      return clock.schedule(task, delay);
    }

    @Override
    public boolean await(CountDownLatch latch, Duration atMost) throws InterruptedException {
      return clock.await(latch, atMost);
    }

    @Override
    public void fork(Runnable task) {
      throw new RejectedExecutionException("closed");
    }
  }
}
