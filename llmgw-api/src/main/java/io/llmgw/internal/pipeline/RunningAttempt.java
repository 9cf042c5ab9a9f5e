package io.llmgw.internal.pipeline;

import io.llmgw.internal.pipeline.Settling.Settled;
import io.llmgw.internal.resilience.AttemptFailed;
import io.llmgw.internal.resilience.AttemptFailed.Next;
import io.llmgw.internal.resilience.Breaker;
import io.llmgw.internal.resilience.FailureRule;
import io.llmgw.internal.resilience.FailureRule.Billing;
import io.llmgw.internal.tokens.EstimatedUsage;
import io.llmgw.internal.tokens.RequestProfile;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TimeSource;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Usage;
import io.llmgw.value.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;

/**
 * An attempt from its start to its settlement, which happens exactly once: by an answer, a failure,
 * or an early close. For a stream that is long after the first piece has been handed out.
 */
final class RunningAttempt {
  private final Attempts attempts;
  private final Call call;
  private final Exchange<?> exchange;
  private final Target target;
  private final List<Adjustment> adjustments;
  private final int number;
  private final Breaker breaker;
  private final TimeSource time;
  private final Instant startedAt;
  private final long startedNanos;
  private final AtomicBoolean settled = new AtomicBoolean();

  RunningAttempt(
      Attempts attempts,
      Call call,
      Exchange<?> exchange,
      Target target,
      Granted granted,
      Breaker breaker) {
    this.attempts = attempts;
    this.call = call;
    this.exchange = exchange;
    this.target = target;
    this.adjustments = granted.adjustments();
    this.breaker = breaker;
    this.time = attempts.time();
    this.number = call.nextAttempt();
    this.startedAt = time.now();
    this.startedNanos = time.nanoTime();
  }

  Call call() {
    return call;
  }

  Exchange<?> exchange() {
    return exchange;
  }

  Target target() {
    return target;
  }

  /** The attempt was answered. Returns what it cost. */
  Cost answered(Receipt receipt) {
    if (!settled.compareAndSet(false, true)) {
      return Cost.free();
    }
    call.cancellation().clear();
    breaker.success();
    Settlement settlement = receipt.settlement(exchange, target, attempts.estimates());
    call.served(usage(settlement), adjusted(receipt));
    Cost cost = settle(settlement, true);
    attempts.learn(this, receipt.reported());
    attempts.correct(this, receipt.rateLimits());
    report(
        Attempt.served(number, target, startedAt, elapsed(), receipt.requestId())
            .withRateLimits(receipt.rateLimits()));
    return cost;
  }

  private List<Adjustment> adjusted(Receipt receipt) {
    if (adjustments.isEmpty()) {
      return receipt.adjustments();
    }
    List<Adjustment> all = new ArrayList<>(adjustments);
    all.addAll(receipt.adjustments());
    return all;
  }

  /** The attempt failed after its stream had begun. */
  AttemptFailed failed(
      Throwable thrown,
      Optional<ProviderAnswer> partial,
      BiFunction<ErrorKind, Optional<Duration>, Next> decide) {
    return failed(thrown, partial, began(partial) ? 0 : exchange.inputTokens(target), decide);
  }

  /**
   * The attempt failed. Settles it and says what may follow.
   *
   * @param thrown what the provider client threw
   * @param partial what had arrived
   * @param unanswered the estimated input of the request that got no answer at all
   * @param decide says what may follow, by kind and by when the provider wants to be asked again
   */
  AttemptFailed failed(
      Throwable thrown,
      Optional<ProviderAnswer> partial,
      long unanswered,
      BiFunction<ErrorKind, Optional<Duration>, Next> decide) {
    Verdict verdict = Verdict.of(call, thrown);
    Attempt attempt =
        Attempt.failed(
                number,
                target,
                startedAt,
                elapsed(),
                verdict.kind(),
                verdict.status(),
                verdict.requestId(),
                verdict.message())
            .withRateLimits(verdict.rateLimits());
    if (settled.compareAndSet(false, true)) {
      call.cancellation().clear();
      judge(verdict.kind());
      settle(settlement(verdict, partial, unanswered), false);
      attempts.correct(this, verdict.rateLimits());
      if (verdict.kind() == ErrorKind.RATE_LIMITED) {
        verdict.retryAfter().ifPresent(wait -> attempts.refused(this, wait));
      }
      report(attempt);
    }
    Next next = decide.apply(verdict.kind(), verdict.retryAfter());
    return new AttemptFailed(attempt, verdict.kind(), verdict.retryAfter(), partial, next, thrown);
  }

  private void judge(ErrorKind kind) {
    FailureRule rule = FailureRule.of(kind);
    if (rule.ill()) {
      breaker.failure();
    } else if (kind == ErrorKind.CANCELLED || kind == ErrorKind.GATEWAY_CLOSED) {
      breaker.noVerdict();
    } else {
      breaker.success(); // it answered, if only to say no
    }
  }

  /** Tells whether there is anything of an answer that can be charged. */
  static boolean began(Optional<ProviderAnswer> partial) {
    return partial
        .filter(answer -> answer.usage().isKnown() || !answer.message().parts().isEmpty())
        .isPresent();
  }

  /**
   * Decides what is billed: what had arrived is charged by report or estimate; a request without an
   * answer only after failures that leave it open whether the provider has done the work.
   */
  private Settlement settlement(
      Verdict verdict, Optional<ProviderAnswer> partial, long unanswered) {
    boolean possible =
        FailureRule.of(verdict.kind()).billing() == Billing.POSSIBLE && verdict.sent();
    if (began(partial)) {
      ProviderAnswer answer = partial.orElseThrow();
      long received =
          attempts.estimates().tokens(RequestProfile.ofAnswer(answer.message().parts()), target);
      Usage usage =
          EstimatedUsage.interrupted(answer.usage(), exchange.inputTokens(target), received);
      boolean more = possible && unanswered > 0; // beside what the provider may have reported
      return new Settlement.Estimated(
          more ? usage.plus(EstimatedUsage.ofInput(unanswered)) : usage,
          answer.model(),
          answer.serviceTier(),
          more ? Optional.empty() : answer.reportedUsd());
    }
    if (possible) {
      return new Settlement.Unknown(unanswered);
    }
    return verdict.sent() ? Settlement.NOT_BILLED : Settlement.NOT_SENT;
  }

  private static Usage usage(Settlement settlement) {
    return settlement instanceof Settlement.Estimated estimated
        ? estimated.usage()
        : ((Settlement.Reported) settlement).usage();
  }

  private Cost settle(Settlement settlement, boolean last) {
    Optional<Settled> booked = attempts.settling().settle(call, target, settlement, last);
    if (booked.isEmpty()) {
      return Cost.free();
    }
    Charge charge = charge(settlement, booked.get());
    call.add(charge);
    attempts.tell().charge(call, charge);
    return charge.cost();
  }

  private Charge charge(Settlement settlement, Settled booked) {
    String model = "";
    Charge.Settlement how = Charge.Settlement.UNKNOWN;
    if (settlement instanceof Settlement.Reported reported) {
      model = reported.model();
      how = Charge.Settlement.REPORTED;
    } else if (settlement instanceof Settlement.Estimated estimated) {
      model = estimated.model();
      how = Charge.Settlement.ESTIMATED;
    }
    return new Charge(
        call.id() + "/" + number,
        call.id(),
        number,
        target,
        model,
        call.caller(),
        call.tags(),
        booked.usage(),
        booked.cost(),
        how,
        time.now());
  }

  private void report(Attempt attempt) {
    call.add(attempt);
    attempts.tell().attempt(call, attempt);
  }

  private Duration elapsed() {
    return Duration.ofNanos(time.nanoTime() - startedNanos);
  }

  /** What a thrown failure means once it is known why the call was stopped, if it was. */
  record Verdict(
      ErrorKind kind,
      int status,
      String requestId,
      String message,
      Optional<Duration> retryAfter,
      boolean sent,
      RateLimitStatus rateLimits) {

    static Verdict of(Call call, Throwable thrown) {
      boolean sent = !(thrown instanceof ProviderFailure failure) || failure.sent();
      ErrorKind stopped = call.cancellation().reason();
      if (stopped == ErrorKind.DEADLINE_EXCEEDED) {
        String message =
            "the call's timeout of "
                + readable(call.timeout())
                + " passed while the target was answering";
        return new Verdict(
            ErrorKind.TIMEOUT, 0, "", message, Optional.empty(), sent, RateLimitStatus.UNKNOWN);
      }
      if (stopped == ErrorKind.GATEWAY_CLOSED) {
        return new Verdict(
            stopped,
            0,
            "",
            "the gateway was closed during the attempt",
            Optional.empty(),
            sent,
            RateLimitStatus.UNKNOWN);
      }
      if (stopped != null || Thread.currentThread().isInterrupted()) {
        return new Verdict(
            ErrorKind.CANCELLED,
            0,
            "",
            "the call was cancelled",
            Optional.empty(),
            sent,
            RateLimitStatus.UNKNOWN);
      }
      if (thrown instanceof ProviderFailure failure) {
        return new Verdict(
            failure.kind(),
            failure.status(),
            failure.requestId(),
            String.valueOf(failure.getMessage()),
            failure.retryAfter(),
            sent,
            failure.rateLimits());
      }
      String message = "the provider client failed: " + thrown.getClass().getName();
      return new Verdict(
          ErrorKind.SERVER_ERROR, 0, "", message, Optional.empty(), true, RateLimitStatus.UNKNOWN);
    }

    private static String readable(Duration duration) {
      return duration.toMillis() % 1000 == 0
          ? duration.toSeconds() + " s"
          : duration.toMillis() + " ms";
    }
  }
}
