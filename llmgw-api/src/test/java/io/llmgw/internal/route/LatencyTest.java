package io.llmgw.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatencyTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private final Latency latency = new Latency();

  private void answered(long begunAt, long took) {
    latency.begun(begunAt);
    latency.answered(begunAt, begunAt + took);
  }

  private double millis(long now) {
    return latency.estimate(now) / MILLI;
  }

  @Test
  void nothingIsKnownBeforeTheFirstAnswer() {
    latency.begun(0);
    assertThat(latency.estimate(SECOND)).isNaN();
    assertThat(latency.percentile95()).isEqualTo(-1);
  }

  @Test
  void aPeakCountsAtOnce() {
    answered(0, 100 * MILLI);
    answered(100 * MILLI, 900 * MILLI);
    assertThat(millis(SECOND)).isEqualTo(900);
  }

  @Test
  void whatWaitsForLongerIsAPeakBeforeItIsAnswered() {
    answered(0, 100 * MILLI);
    latency.begun(100 * MILLI);
    latency.begun(1_100 * MILLI);
    assertThat(millis(1_100 * MILLI)).isEqualTo(1_000);
  }

  @Test
  void aTargetThatNobodyAsksIsForgottenAfterATimeThatHardlyDependsOnHowSlowItWas() {
    answered(0, SECOND);
    assertThat(millis(SECOND + SECOND / 2)).isGreaterThan(900);
    assertThat(millis(SECOND + 4 * SECOND)).isLessThan(20);
    assertThat(millis(SECOND + 6 * SECOND)).isLessThan(1);
  }

  @Test
  void anAttemptThatHangsDoesNotKeepATargetFromBeingTriedAgain() {
    answered(0, 100 * MILLI);
    latency.begun(SECOND);
    assertThat(millis(3 * SECOND)).isGreaterThan(500);
    assertThat(millis(9 * SECOND)).isLessThan(1);
  }

  @Test
  void aQuickAnswerAfterAPeakCountsHalf() {
    answered(0, SECOND);
    answered(SECOND, 100 * MILLI);
    assertThat(millis(1_100 * MILLI)).isEqualTo(550, within(5.0));
  }

  @Test
  void whatBeganBeforeAnAnsweredAttemptIsNoPeak() {
    answered(0, 100 * MILLI);
    latency.begun(200 * MILLI);
    answered(9 * SECOND, 100 * MILLI);
    latency.answered(200 * MILLI, 9_200 * MILLI);
    assertThat(millis(9_200 * MILLI)).isLessThan(120);
  }

  @Test
  void aStragglerIsNotWaitedForOnceALaterAttemptIsAnswered() {
    latency.begun(0);
    answered(4 * SECOND, 100 * MILLI);
    assertThat(millis(4_100 * MILLI)).isEqualTo(100);
  }

  @Test
  void aFailureThatTookLongerThanUsualIsAPeak() {
    answered(0, 100 * MILLI);
    latency.begun(SECOND);
    latency.failed(SECOND, 3 * SECOND);
    assertThat(millis(3 * SECOND)).isEqualTo(2_000);
  }

  @Test
  void aQuickFailureSaysNothing() {
    answered(0, 100 * MILLI);
    latency.begun(100 * MILLI);
    latency.failed(100 * MILLI, 101 * MILLI);
    assertThat(millis(101 * MILLI)).isEqualTo(100, within(0.1));
  }
}
