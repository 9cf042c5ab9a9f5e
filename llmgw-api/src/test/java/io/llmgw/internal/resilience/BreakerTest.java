package io.llmgw.internal.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.internal.resilience.Breaker.Pass;
import io.llmgw.internal.resilience.Breaker.State;
import io.llmgw.route.Health;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  private final FakeTime time = new FakeTime();
  private Breaker breaker = new Breaker(time, Health.defaults());

  private Pass pass() {
    return Objects.requireNonNull(breaker.tryPass(), "the breaker is open");
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      pass().failure();
    }
  }

  private void open() {
    fail(Health.DEFAULT_FAILURES);
    assertThat(breaker.state()).isEqualTo(State.OPEN);
  }

  @Test
  void opensAfterFiveFailuresAmongTheLastTen() {
    fail(4);
    pass().success(SHORT.toNanos());
    assertThat(breaker.isPassable()).isTrue();
    fail(1);

    assertThat(breaker.isPassable()).isFalse();
    assertThat(breaker.tryPass()).isNull();
    assertThat(breaker.untilProbe()).isEqualTo(Health.DEFAULT_OPEN_FOR.toNanos());
  }

  @Test
  void manySuccessesKeepItClosed() {
    for (int i = 0; i < 50; i++) {
      fail(1);
      for (int s = 0; s < 9; s++) {
        pass().success(SHORT.toNanos());
      }
    }

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void slowAnswersOpenItAtARateOfTheirOwn() {
    breaker = new Breaker(time, Health.defaults().slowCalls(Duration.ofSeconds(2), 3, 6));
    pass().success(SHORT.toNanos());
    pass().success(Duration.ofSeconds(2).toNanos());
    pass().success(Duration.ofSeconds(2).toNanos() + 1);
    pass().success(Duration.ofSeconds(3).toNanos());
    assertThat(breaker.state()).as("two slow ones").isEqualTo(State.CLOSED);
    pass().success(Duration.ofSeconds(3).toNanos());

    assertThat(breaker.state()).isEqualTo(State.OPEN);
    time.advance(Health.DEFAULT_OPEN_FOR);
    for (int i = 0; i < Health.DEFAULT_PROBES; i++) {
      pass().success(SHORT.toNanos());
    }
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void letsSoManyProbesThroughWhenItsTimeIsUpByTheGatewaysClock() {
    open();
    time.advance(Health.DEFAULT_OPEN_FOR.minusNanos(1));
    assertThat(breaker.tryPass()).isNull();
    time.advance(Duration.ofNanos(1));

    assertThat(breaker.isPassable()).isTrue();
    for (int i = 0; i < Health.DEFAULT_PROBES; i++) {
      assertThat(breaker.tryPass()).isNotNull();
    }
    assertThat(breaker.isPassable()).isFalse();
    assertThat(breaker.tryPass()).as("one more at the same time").isNull();
  }

  @Test
  void goodProbesCloseItAndABadOneOpensItForAsLongAgain() {
    open();
    time.advance(Health.DEFAULT_OPEN_FOR);
    pass().success(SHORT.toNanos());
    pass().failure();
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.untilProbe()).isEqualTo(Health.DEFAULT_OPEN_FOR.toNanos());
    time.advance(Health.DEFAULT_OPEN_FOR);
    for (int i = 0; i < Health.DEFAULT_PROBES; i++) {
      assertThat(breaker.state()).isNotEqualTo(State.CLOSED);
      pass().success(SHORT.toNanos());
    }

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void aProbeWithoutAResultMayBeMadeAgainAtOnce() {
    open();
    time.advance(Health.DEFAULT_OPEN_FOR);
    Pass probe = pass();
    for (int i = 1; i < Health.DEFAULT_PROBES; i++) {
      pass();
    }
    probe.noVerdict();

    assertThat(breaker.tryPass()).isNotNull();
    assertThat(breaker.tryPass()).isNull();
  }

  @Test
  void whatBeganBeforeSaysNothingOfAProbe() {
    Pass before = pass();
    open();
    time.advance(Health.DEFAULT_OPEN_FOR);
    Pass probe = pass();
    before.noVerdict();
    before.success(SHORT.toNanos());
    before.failure();

    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    probe.failure();
    assertThat(breaker.state()).isEqualTo(State.OPEN);
  }

  @Test
  void probesOfAnEarlierOpeningSayNothingOfALaterOne() {
    open();
    time.advance(Health.DEFAULT_OPEN_FOR);
    Pass late = pass();
    pass().failure();
    time.advance(Health.DEFAULT_OPEN_FOR);
    pass();
    late.failure();

    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
  }

  @Test
  void lookingTakesNoProbe() {
    open();
    time.advance(Health.DEFAULT_OPEN_FOR);
    for (int i = 0; i < 10; i++) {
      assertThat(breaker.isPassable()).isTrue();
    }

    assertThat(breaker.tryPass()).isNotNull();
  }
}
