package io.llmgw.internal.pipeline;

import io.llmgw.error.LlmException;
import io.llmgw.internal.Settings;
import io.llmgw.internal.resilience.AttemptFailed;
import io.llmgw.internal.resilience.AttemptFailed.Next;
import io.llmgw.internal.resilience.Backoff;
import io.llmgw.internal.resilience.Breaker;
import io.llmgw.internal.resilience.Failover;
import io.llmgw.internal.resilience.FailureRule;
import io.llmgw.internal.route.Router;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.RoutePlan;
import io.llmgw.spi.TimeSource;
import io.llmgw.value.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Steps 4 to 7 of a call, repeated until a target answers: choose, reserve, attempt, settle what
 * failed.
 */
final class Serve {
  private final Settings settings;
  private final Router router;
  private final Reserving reserving;
  private final Attempts attempts;
  private final TimeSource time;
  private final RandomGenerator random;
  private final UnsupportedWarnings warnings;

  Serve(
      Settings settings,
      GatewayState state,
      Router router,
      Reserving reserving,
      Attempts attempts) {
    this.settings = settings;
    this.router = router;
    this.reserving = reserving;
    this.attempts = attempts;
    this.time = state.time();
    this.random = state.random();
    this.warnings = state.warnings();
  }

  /**
   * What a target brought, with its attempt still to be settled.
   *
   * @param answer what it brought
   * @param attempt the attempt
   */
  record Served<A>(A answer, RunningAttempt attempt) {}

  /**
   * Serves a call.
   *
   * @throws LlmException if nothing could be tried, or everything failed
   */
  <A> Served<A> serve(Call call, Exchange<A> exchange) {
    List<Target> targets = choose(call, exchange);
    List<AttemptFailed> failures = new ArrayList<>(0);
    call.startTimer();
    ErrorKind stopped = call.cancellation().reason();
    if (stopped != null) {
      throw Exceptions.refused(
          call, stopped, "the call was stopped before anything was sent: " + stopped);
    }
    try {
      return new Hop<>(call, exchange, targets, 0, failures).run();
    } catch (AttemptFailed last) {
      throw Exceptions.exhausted(call, failures);
    } catch (CancellationException interrupted) {
      failures.add(failures.get(failures.size() - 1).stopped(ErrorKind.CANCELLED));
      throw Exceptions.exhausted(call, failures);
    }
  }

  private <A> List<Target> choose(Call call, Exchange<A> exchange) {
    RoutePlan plan = router.plan(call.route(), exchange.kind());
    List<Target> chosen = new ArrayList<>(plan.steps().size());
    for (RoutePlan.Step step : plan.steps()) {
      if (step.eligible()) {
        chosen.add(step.target());
      } else {
        call.add(
            Attempt.skipped(call.attemptsMade() + 1, step.target(), time.now(), step.reason()));
      }
    }
    if (chosen.isEmpty()) {
      String why = plan.toString().replace('\n', ';');
      throw Exceptions.refused(call, ErrorKind.NO_TARGET, "no target can serve this call: " + why);
    }
    return chosen;
  }

  /**
   * One target's turn in a call: attempts at it until one is answered or it is the next target's
   * turn.
   */
  private final class Hop<A> implements Supplier<Served<A>> {
    private final Call call;
    private final Exchange<A> exchange;
    private final List<Target> targets;
    private final int index;
    private final List<AttemptFailed> failures;
    private final Target target;
    private final boolean last;
    private int tries;
    private Duration wait = Duration.ZERO;

    Hop(
        Call call,
        Exchange<A> exchange,
        List<Target> targets,
        int index,
        List<AttemptFailed> failures) {
      this.call = call;
      this.exchange = exchange;
      this.targets = targets;
      this.index = index;
      this.failures = failures;
      this.target = targets.get(index);
      this.last = index == targets.size() - 1;
    }

    Served<A> run() {
      return Failover.hop(this);
    }

    private Served<A> nextHop() {
      return new Hop<>(call, exchange, targets, index + 1, failures).run();
    }

    /** Tries the target once, after the wait that the last failure asked for. */
    @Override
    public Served<A> get() {
      pause();
      Breaker breaker = router.breaker(target);
      boolean nothingElse = last && call.attemptsMade() == 0;
      if (!breaker.tryPass() && !nothingElse) {
        throw skip("left out after repeated failures").then(this::nextHop);
      }
      AttemptContext context = new AttemptContext(call, target, warnings);
      Granted granted = reserve(breaker, context);
      tries++;
      RunningAttempt attempt = attempts.begin(call, exchange, target, granted, breaker);
      call.cancellation().clear(); // what was to be stopped until now is over
      try {
        A answer = exchange.ask(router.client(target), target, granted.outputCap(), context);
        return new Served<>(answer, attempt);
      } catch (RuntimeException e) {
        AttemptFailed failed =
            attempt.failed(e, exchange.partial(), exchange.unansweredTokens(target), this::next);
        wait = failed.next().pause();
        failures.add(failed);
        throw failed.then(this::nextHop);
      } catch (Error e) {
        attempt.failed(
            e,
            exchange.partial(),
            exchange.unansweredTokens(target),
            (kind, retryAfter) -> Next.NONE);
        throw e;
      }
    }

    private void pause() {
      if (!wait.isZero()) {
        CountDownLatch stopped = new CountDownLatch(1);
        call.cancellation().onFire(stopped::countDown);
        try {
          time.await(stopped, wait);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          call.cancellation().fire(ErrorKind.CANCELLED);
        }
      }
      ErrorKind why = call.cancellation().reason();
      if (why != null && !failures.isEmpty()) {
        ErrorKind kind = why == ErrorKind.DEADLINE_EXCEEDED ? ErrorKind.TIMEOUT : why;
        AttemptFailed failed = failures.get(failures.size() - 1).stopped(kind);
        failures.add(failed);
        throw failed;
      }
    }

    private AttemptFailed skip(String reason) {
      Attempt skipped = Attempt.skipped(call.attemptsMade() + 1, target, time.now(), reason);
      call.add(skipped);
      Next next = new Next(false, !last, Duration.ZERO);
      return new AttemptFailed(
          skipped, ErrorKind.NO_TARGET, Optional.empty(), Optional.empty(), next, null);
    }

    /** A target that the books have no room for is left out; the last one may be waited for. */
    private Granted reserve(Breaker breaker, AttemptContext context) {
      boolean reserved = false;
      try {
        Granted granted = reserving.reserve(call, exchange, target, context, last);
        reserved = true;
        return granted;
      } catch (Refusal refusal) {
        Attempt skipped =
            Attempt.skipped(call.attemptsMade() + 1, target, time.now(), refusal.reason());
        call.add(skipped);
        AttemptFailed left =
            AttemptFailed.refused(
                skipped,
                refusal.kind(),
                refusal.rule(),
                refusal.retryAfter(),
                new Next(false, !last && !call.cancellation().isFired(), Duration.ZERO),
                refusal.getCause());
        failures.add(left);
        throw left.then(this::nextHop);
      } finally {
        if (!reserved) {
          breaker.noVerdict();
        }
      }
    }

    /**
     * What may follow a failure: nothing without time and attempts left, and no wait that ends
     * after the deadline.
     */
    private Next next(ErrorKind kind, Optional<Duration> retryAfter) {
      if (!call.hasAttemptsLeft() || call.remaining().isZero()) {
        return Next.NONE;
      }
      FailureRule rule = FailureRule.of(kind);
      boolean moveOn = rule.moveOn() && !last;
      // A target that asks for patience is not waited for as long as there is another one.
      boolean patience = kind == ErrorKind.RATE_LIMITED && !last;
      if (!rule.retryHere() || patience || tries > retries()) {
        return new Next(false, moveOn, Duration.ZERO);
      }
      return Backoff.before(tries, retryAfter, random)
          .filter(pause -> pause.compareTo(call.remaining()) < 0)
          .map(pause -> new Next(true, moveOn, pause))
          .orElse(new Next(false, moveOn, Duration.ZERO));
    }

    private int retries() {
      return call.route().retries().orElse(last ? settings.retries() : 0);
    }
  }
}
