package io.llmgw.internal.pipeline;

import io.llmgw.internal.ledger.Reservation;
import io.llmgw.internal.resilience.Breaker;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.tokens.OutputSizes;
import io.llmgw.internal.tokens.TokenEstimates;
import io.llmgw.outcome.Purpose;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.spi.TimeSource;
import io.llmgw.usage.Usage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

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

  /**
   * Where an attempt goes, and how it gets there.
   *
   * @param leaf the target
   * @param pass is told how it went
   * @param context stops it
   * @param otherKeys whether its provider has keys beside this one that were not refused
   * @param why why it goes there
   */
  record Place(
      Leaf leaf,
      Breaker.Pass pass,
      AttemptContext context,
      boolean otherKeys,
      Supplier<String> why) {}

  /** Begins an attempt, whose settlement comes out of what is held. */
  RunningAttempt begin(
      Call call, Exchange<?> exchange, Place place, Granted granted, Reservation held) {
    return new RunningAttempt(this, call, exchange, place, granted, held);
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
      exchange.learn(attempt.leaf().target(), reported);
      int answers = exchange.answers();
      boolean usual = attempt.call().origin().purpose() == Purpose.CALL;
      if (usual && answers > 0) { // a copy says nothing of what the route's own targets write
        outputs.add(
            attempt.call().route().name(), (reported.outputTokens() + answers - 1) / answers);
      }
    }
  }

  void correct(RunningAttempt attempt, RateLimitStatus status) {
    if (attempt.leaf().client().keys() == 1) { // else they are about a key, not about the target
      attempt.leaf().state().learn(status);
    }
    reserving.correct(attempt.call(), attempt.leaf().target(), status);
  }

  /** A target that is over its limit is not asked before it wants to be. */
  void overLimit(RunningAttempt attempt, Optional<Duration> retryAfter) {
    Leaf leaf = attempt.leaf();
    leaf.state().overLimit(attempt.key(), leaf.client().keys(), retryAfter);
    if (leaf.client().keys() == 1) {
      retryAfter.ifPresent(wait -> reserving.close(attempt.call(), leaf.target(), wait));
    }
  }
}
