package io.llmgw.internal.pipeline;

import io.llmgw.internal.ledger.Reservation;
import io.llmgw.internal.pipeline.Settling.Settled;
import io.llmgw.internal.resilience.AttemptFailed;
import io.llmgw.internal.resilience.AttemptFailed.Next;
import io.llmgw.internal.resilience.Breaker;
import io.llmgw.internal.resilience.FailureRule;
import io.llmgw.internal.resilience.FailureRule.Billing;
import io.llmgw.internal.resilience.FailureRule.Cooling;
import io.llmgw.internal.route.Latency;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.route.TargetState;
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

/**
 * An attempt from its start to its settlement, which happens exactly once: by an answer, a failure,
 * or an early close. For a stream that is long after the first piece has been handed out.
 */
final class RunningAttempt {
  private final Attempts attempts;
  private final Call call;
  private final Exchange<?> exchange;
  private final Attempts.Place place;
  private final Granted granted;
  private final Reservation held;
  private final int number;
  private final TimeSource time;
  private final Instant startedAt;
  private final long startedNanos;
  private final AtomicBoolean settled = new AtomicBoolean();
  private long firstAfter = -1;

  RunningAttempt(
      Attempts attempts,
      Call call,
      Exchange<?> exchange,
      Attempts.Place place,
      Granted granted,
      Reservation held) {
    this.attempts = attempts;
    this.call = call;
    this.exchange = exchange;
    this.place = place;
    this.granted = granted;
    this.held = held;
    this.time = attempts.time();
    this.number = call.nextAttempt();
    this.startedAt = time.now();
    this.startedNanos = time.nanoTime();
    state().begun(exchange.streams(), startedNanos);
  }

  /** Says what may follow a failure. */
  interface Deciding {
    /** What may follow a failure of this kind, after which the provider may want to rest. */
    Next after(RunningAttempt attempt, ErrorKind kind, Optional<Duration> retryAfter);
  }

  Call call() {
    return call;
  }

  Exchange<?> exchange() {
    return exchange;
  }

  Leaf leaf() {
    return place.leaf();
  }

  private Target target() {
    return leaf().target();
  }

  private TargetState state() {
    return leaf().state();
  }

  /** Which of the provider's keys it is made with. */
  int key() {
    return place.context().key();
  }

  /** What its settlement comes out of. */
  Reservation held() {
    return held;
  }

  AttemptContext context() {
    return place.context();
  }

  /**
   * Asks the target, up to the first visible piece of a stream or the whole answer. Blocks.
   *
   * @throws AttemptFailed if it fails; it is settled then
   */
  <A> A ask(Exchange<A> asked, Deciding decide) {
    context().begin(asked.streams());
    try {
      A answer = asked.ask(leaf(), granted.outputCap(), context());
      context().opened();
      firstAfter = state().latency(exchange.streams()).answered(startedNanos, time.nanoTime());
      return answer;
    } catch (RuntimeException e) {
      throw failed(e, asked.partial(), asked.unansweredTokens(target()), decide);
    } catch (Error e) {
      failed(e, asked.partial(), asked.unansweredTokens(target()), (a, k, r) -> Next.NONE);
      throw e;
    }
  }

  /** The attempt was answered. Returns what it cost. */
  Cost answered(Receipt receipt) {
    if (!end()) {
      return Cost.free();
    }
    Settlement settlement = receipt.settlement(exchange, target(), attempts.estimates());
    call.served(usage(settlement), adjusted(receipt));
    Cost cost = answered(receipt, settlement);
    report(
        Attempt.served(number, target(), startedAt, elapsed(), receipt.requestId())
            .withRateLimits(receipt.rateLimits())
            .withReason(place.why()));
    return cost;
  }

  private Cost answered(Receipt receipt, Settlement settlement) {
    place.pass().success(took());
    state().answered(key(), receipt.reported());
    Cost cost = settle(settlement, true);
    attempts.learn(this, receipt.reported());
    attempts.correct(this, receipt.rateLimits());
    return cost;
  }

  /** The attempt was answered, but another one was faster, whose answer is used. */
  void beaten(Receipt receipt) {
    if (!end()) {
      return;
    }
    Cost unused = answered(receipt, receipt.settlement(exchange, target(), attempts.estimates()));
    report(
        Attempt.failed(
                number,
                target(),
                startedAt,
                elapsed(),
                ErrorKind.CANCELLED,
                0,
                receipt.requestId(),
                "it was answered, but another attempt was faster")
            .withRateLimits(receipt.rateLimits())
            .withReason(place.why()));
  }

  /** For a stream until its first visible piece, else until the whole answer. */
  private long took() {
    return firstAfter >= 0 ? firstAfter : time.nanoTime() - startedNanos;
  }

  /** Returns true the first time. */
  private boolean end() {
    if (!settled.compareAndSet(false, true)) {
      return false;
    }
    context().end();
    state().ended();
    return true;
  }

  private List<Adjustment> adjusted(Receipt receipt) {
    if (granted.adjustments().isEmpty()) {
      return receipt.adjustments();
    }
    List<Adjustment> all = new ArrayList<>(granted.adjustments());
    all.addAll(receipt.adjustments());
    return all;
  }

  /** The attempt failed after its stream had begun. */
  AttemptFailed failed(Throwable thrown, Optional<ProviderAnswer> partial, Deciding decide) {
    return failed(thrown, partial, began(partial) ? 0 : exchange.inputTokens(target()), decide);
  }

  /**
   * The attempt failed. Settles it and says what may follow.
   *
   * @param thrown what the provider client threw
   * @param partial what had arrived
   * @param unanswered the estimated input of the request that got no answer at all
   * @param decide says what may follow
   */
  private AttemptFailed failed(
      Throwable thrown, Optional<ProviderAnswer> partial, long unanswered, Deciding decide) {
    Verdict verdict = Verdict.of(call, context(), thrown);
    boolean first = end();
    if (first) {
      judge(verdict);
      settle(settlement(verdict, partial, unanswered), false);
      attempts.correct(this, verdict.rateLimits());
    }
    Duration took = elapsed();
    Next next = decide.after(this, verdict.kind(), verdict.retryAfter());
    Attempt attempt =
        Attempt.failed(
                number,
                target(),
                startedAt,
                took,
                verdict.kind(),
                verdict.status(),
                verdict.requestId(),
                verdict.message())
            .withRateLimits(verdict.rateLimits())
            .withReason(place.why())
            .withFollowedBy(next.why());
    if (first) {
      report(attempt);
    }
    return new AttemptFailed(attempt, verdict.kind(), verdict.retryAfter(), partial, next, thrown);
  }

  /** What a failure says of the target. */
  private void judge(Verdict verdict) {
    ErrorKind kind = verdict.kind();
    FailureRule rule = FailureRule.of(kind);
    long now = time.nanoTime();
    if (firstAfter < 0) {
      Latency latency = state().latency(exchange.streams());
      if (context().isBeaten()) {
        latency.beaten(startedNanos, now);
      } else {
        latency.failed(startedNanos, now);
      }
    }
    if (rule.otherKey() && rule.ill() && place.otherKeys()) {
      place.pass().noVerdict(); // the key's matter, unless all of them are refused
    } else if (rule.ill() && !(verdict.byDeadline() && hadLittleTime(now))) {
      place.pass().failure();
      if (state().breaker().state() != Breaker.State.CLOSED) {
        state().fellIll();
      }
    } else if (rule.ill() || kind == ErrorKind.CANCELLED || kind == ErrorKind.GATEWAY_CLOSED) {
      place.pass().noVerdict();
    } else {
      place.pass().success(now - startedNanos); // it answered, if only to say no
    }
    if (rule.cooling() == Cooling.ALWAYS
        || (rule.cooling() == Cooling.IF_ASKED && verdict.retryAfter().isPresent())) {
      attempts.overLimit(this, verdict.retryAfter());
    }
  }

  /** A call with a short deadline says nothing of a target that usually needs longer. */
  private boolean hadLittleTime(long now) {
    return now - startedNanos < state().latency(exchange.streams()).percentile95();
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
          attempts.estimates().tokens(RequestProfile.ofAnswer(answer.message().parts()), target());
      Usage usage =
          EstimatedUsage.interrupted(answer.usage(), exchange.inputTokens(target()), received);
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
    Optional<Settled> booked = attempts.settling().settle(call, leaf(), held, settlement, last);
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
        call.origin().purpose(),
        number,
        target(),
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
      RateLimitStatus rateLimits,
      boolean byDeadline) {

    private static Verdict stopped(ErrorKind kind, String message, boolean sent) {
      return new Verdict(
          kind, 0, "", message, Optional.empty(), sent, RateLimitStatus.UNKNOWN, false);
    }

    static Verdict of(Call call, AttemptContext context, Throwable thrown) {
      boolean sent = !(thrown instanceof ProviderFailure failure) || failure.sent();
      ErrorKind stopped = call.cancellation().reason();
      if (stopped == ErrorKind.DEADLINE_EXCEEDED) {
        String message =
            "the call's timeout of "
                + Durations.readable(call.timeout())
                + " passed while the target was answering";
        return new Verdict(
            ErrorKind.TIMEOUT,
            0,
            "",
            message,
            Optional.empty(),
            sent,
            RateLimitStatus.UNKNOWN,
            true);
      }
      if (stopped == ErrorKind.GATEWAY_CLOSED) {
        return stopped(stopped, "the gateway was closed during the attempt", sent);
      }
      AttemptContext.Halt halt = context.halted();
      if (halt != null) {
        return stopped(halt.kind(), halt.message(), sent);
      }
      if (stopped != null || Thread.currentThread().isInterrupted()) {
        return stopped(ErrorKind.CANCELLED, "the call was cancelled", sent);
      }
      if (thrown instanceof ProviderFailure failure) {
        return new Verdict(
            failure.kind(),
            failure.status(),
            failure.requestId(),
            String.valueOf(failure.getMessage()),
            failure.retryAfter(),
            sent,
            failure.rateLimits(),
            false);
      }
      String message = "the provider client failed: " + thrown.getClass().getName();
      return stopped(ErrorKind.SERVER_ERROR, message, true);
    }
  }
}
