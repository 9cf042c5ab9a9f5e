package io.llmgw.internal.pipeline;

import io.llmgw.internal.resilience.Breaker;
import io.llmgw.internal.tokens.OutputSizes;
import io.llmgw.internal.tokens.TokenEstimates;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.spi.TimeSource;
import io.llmgw.usage.Usage;
import io.llmgw.value.Target;
import java.time.Duration;

/** Step 6 of a call: begins attempts, and gives them what they need to settle themselves. */
final class Attempts {
  private final TimeSource time;
  private final TokenEstimates estimates;
  private final OutputSizes outputs;
  private final Reserving reserving;
  private final Settling settling;
  private final Tell tell;

  Attempts(
      GatewayState state,
      TokenEstimates estimates,
      Reserving reserving,
      Settling settling,
      Tell tell) {
    this.time = state.time();
    this.estimates = estimates;
    this.outputs = state.outputs();
    this.reserving = reserving;
    this.settling = settling;
    this.tell = tell;
  }

  RunningAttempt begin(
      Call call, Exchange<?> exchange, Target target, Granted granted, Breaker breaker) {
    return new RunningAttempt(this, call, exchange, target, granted, breaker);
  }

  TimeSource time() {
    return time;
  }

  TokenEstimates estimates() {
    return estimates;
  }

  Settling settling() {
    return settling;
  }

  Tell tell() {
    return tell;
  }

  /** What a target has reported corrects estimates and limits. */
  void learn(RunningAttempt attempt, Usage reported) {
    if (reported.isKnown()) {
      Exchange<?> exchange = attempt.exchange();
      exchange.learn(attempt.target(), reported);
      int answers = exchange.answers();
      if (answers > 0) {
        outputs.add(
            attempt.call().route().name(), (reported.outputTokens() + answers - 1) / answers);
      }
    }
  }

  void correct(RunningAttempt attempt, RateLimitStatus status) {
    reserving.correct(attempt.call(), attempt.target(), status);
  }

  /** A target that is over its limit is not asked before it wants to be. */
  void refused(RunningAttempt attempt, Duration retryAfter) {
    reserving.close(attempt.call(), attempt.target(), retryAfter);
  }
}
