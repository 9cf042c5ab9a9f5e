package io.llmgw.internal.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private final FakeTime time = new FakeTime();
  private final Breaker breaker = new Breaker(time);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(breaker.tryPass()).isTrue();
      breaker.failure();
    }
  }

  @Test
  void opensAfterFiveFailuresAmongTheLastTen() {
    fail(4);
    breaker.success();
    assertThat(breaker.isPassable()).isTrue();
    fail(1);

    assertThat(breaker.isPassable()).isFalse();
    assertThat(breaker.tryPass()).isFalse();
  }

  @Test
  void manySuccessesKeepItClosed() {
    for (int i = 0; i < 50; i++) {
      fail(1);
      for (int s = 0; s < 9; s++) {
        breaker.success();
      }
    }

    assertThat(breaker.isPassable()).isTrue();
  }

  @Test
  void letsOneProbeThroughWhenItsTimeIsUpByTheGatewaysClock() {
    fail(Breaker.FAILURES);
    time.advance(Breaker.OPEN_FOR.minusNanos(1));
    assertThat(breaker.tryPass()).isFalse();
    time.advance(Duration.ofNanos(1));

    assertThat(breaker.isPassable()).isTrue();
    assertThat(breaker.tryPass()).isTrue();
    assertThat(breaker.tryPass()).as("a second probe at the same time").isFalse();
  }

  @Test
  void aGoodProbeClosesItAndABadOneOpensItForAsLongAgain() {
    fail(Breaker.FAILURES);
    time.advance(Breaker.OPEN_FOR);
    assertThat(breaker.tryPass()).isTrue();
    breaker.failure();
    assertThat(breaker.tryPass()).isFalse();
    time.advance(Breaker.OPEN_FOR);
    assertThat(breaker.tryPass()).isTrue();
    breaker.success();

    assertThat(breaker.tryPass()).isTrue();
    assertThat(breaker.tryPass()).isTrue();
  }

  @Test
  void aCancelledProbeMayBeMadeAgainAtOnce() {
    fail(Breaker.FAILURES);
    time.advance(Breaker.OPEN_FOR);
    assertThat(breaker.tryPass()).isTrue();
    breaker.noVerdict();

    assertThat(breaker.tryPass()).isTrue();
    assertThat(breaker.tryPass()).isFalse();
  }

  @Test
  void lookingTakesNoProbe() {
    fail(Breaker.FAILURES);
    time.advance(Breaker.OPEN_FOR);
    assertThat(breaker.isPassable()).isTrue();
    assertThat(breaker.isPassable()).isTrue();

    assertThat(breaker.tryPass()).isTrue();
  }
}
