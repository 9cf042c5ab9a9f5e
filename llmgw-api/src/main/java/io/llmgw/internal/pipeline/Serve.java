package io.llmgw.internal.pipeline;

import io.llmgw.error.LlmException;
import io.llmgw.internal.Settings;
import io.llmgw.internal.route.Ask;
import io.llmgw.internal.route.Walk;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.TimeSource;
import java.util.random.RandomGenerator;

/**
 * Steps 4 to 7 of a call, repeated until a target answers: choose, reserve, attempt, settle what
 * failed. This is what the turns of all calls have in common.
 *
 * @param settings what the gateway was configured with
 * @param time the gateway's time
 * @param random decides what is left to chance
 * @param reserving step 5
 * @param attempts step 6
 * @param keys which key of a provider is used
 * @param retryBudgets bound the extra load of retries and hedges
 * @param warnings say once what a target does not support
 */
record Serve(
    Settings settings,
    TimeSource time,
    RandomGenerator random,
    Reserving reserving,
    Attempts attempts,
    KeyRings keys,
    RetryBudgets retryBudgets,
    UnsupportedWarnings warnings) {

  static Serve with(Settings settings, GatewayState state, Reserving reserving, Attempts attempts) {
    return new Serve(
        settings,
        state.time(),
        state.random(),
        reserving,
        attempts,
        state.keys(),
        state.retryBudgets(),
        state.warnings());
  }

  /**
   * Serves a call.
   *
   * @throws LlmException if nothing could be tried, or everything failed
   */
  <A> Served<A> serve(Call call, Exchange<A> exchange, Ask ask) {
    start(call);
    return new Turns<>(this, call, exchange, new Walk(call.route(), ask, random)).begin();
  }

  /**
   * The call's time is watched from now on.
   *
   * @throws LlmException if it was stopped already
   */
  void start(Call call) {
    call.startTimer();
    ErrorKind stopped = call.cancellation().reason();
    if (stopped != null) {
      throw Exceptions.refused(
          call, stopped, "the call was stopped before anything was sent: " + stopped);
    }
  }
}
