package io.llmgw.internal.pipeline;

import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.ProviderState;
import io.llmgw.error.AuthenticationException;
import io.llmgw.error.BudgetExceededException;
import io.llmgw.error.CallTimeoutException;
import io.llmgw.error.ContentFilteredException;
import io.llmgw.error.ContextWindowExceededException;
import io.llmgw.error.InvalidRequestException;
import io.llmgw.error.LimitExceededException;
import io.llmgw.error.LlmException;
import io.llmgw.error.LlmException.Details;
import io.llmgw.error.MalformedAnswerException;
import io.llmgw.error.ProviderException;
import io.llmgw.error.RateLimitedException;
import io.llmgw.error.RefusedException;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.error.TooExpensiveException;
import io.llmgw.error.UnavailableException;
import io.llmgw.internal.resilience.AttemptFailed;
import io.llmgw.internal.resilience.FailureRule;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.usage.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the exceptions that callers get out of what happened to a call. */
final class Exceptions {
  private static final AssistantMessage NOTHING =
      new AssistantMessage(List.of(), ProviderState.NONE);

  private Exceptions() {}

  /** Nothing was sent. */
  static RefusedException refused(Call call, ErrorKind kind, String message) {
    return new RefusedException(message, kind, details(call, Optional.empty()));
  }

  /** The books have no room for the call, before any target was chosen. */
  static RefusedException refused(Call call, Refusal refusal) {
    Details details = details(call, refusal.retryAfter());
    return refused(refusal.kind(), refusal.rule(), refusal.reason(), details, refusal.getCause());
  }

  private static RefusedException refused(
      ErrorKind kind, String rule, String message, Details details, @Nullable Throwable cause) {
    return switch (kind) {
      case BUDGET_EXCEEDED -> new BudgetExceededException(message, rule, details);
      case LIMIT_EXCEEDED -> new LimitExceededException(message, rule, details);
      case TOO_EXPENSIVE -> new TooExpensiveException(message, rule, details);
      default -> new RefusedException(message, kind, details, cause);
    };
  }

  /**
   * All that could be tried has failed: the most actionable failure decides the type, the earliest
   * of equals; of targets that were left out the one that has room first.
   */
  static LlmException exhausted(Call call, List<AttemptFailed> failures) {
    AttemptFailed decisive = failures.get(0);
    for (AttemptFailed failure : failures) {
      int more = rank(failure) - rank(decisive);
      if (more > 0 || (more == 0 && isSooner(failure, decisive))) {
        decisive = failure;
      }
    }
    return exception(call, decisive, details(call, decisive.retryAfter()));
  }

  private static boolean isSooner(AttemptFailed failure, AttemptFailed other) {
    return failure.attempt().result() == Attempt.Result.SKIPPED
        && failure.retryAfter().isPresent()
        && other
            .retryAfter()
            .filter(wait -> wait.compareTo(failure.retryAfter().get()) > 0)
            .isPresent();
  }

  private static int rank(AttemptFailed failure) {
    return FailureRule.of(failure.kind()).actionability();
  }

  /** A stream failed after its first visible piece. */
  static StreamInterruptedException interrupted(Call call, AttemptFailed failure) {
    Optional<ProviderAnswer> partial = failure.partial();
    return new StreamInterruptedException(
        "the stream of " + describe(failure) + "; what had arrived is in partial()",
        failure.attempt(),
        failure.kind(),
        partial.map(ProviderAnswer::message).orElse(NOTHING),
        chargedUsage(call, failure),
        details(call, failure.retryAfter()),
        failure.getCause());
  }

  /**
   * What a provider said to one call, for another one that waited with it: it has no charges.
   *
   * @param told what the other was told
   */
  static LlmException again(LlmException told) {
    if (!(told instanceof ProviderException failure)) {
      return told;
    }
    Details details = new Details(told.retryAfter(), told.attempts(), List.of());
    String message = told.getMessage() + "; it was asked for an identical call";
    Attempt attempt = failure.attempt();
    if (told instanceof StreamInterruptedException cut) {
      return new StreamInterruptedException(
          message, attempt, cut.reason(), cut.partial(), cut.usage(), details, told);
    }
    return ofProvider(message, attempt, told.kind(), details, told);
  }

  /** A call leaves the upstream call that it has shared. */
  static LlmException left(Call call, ErrorKind stopped, Instant now) {
    Attempt attempt = leaving(call, stopped, now);
    return ofProvider(
        attempt.target() + " was being asked, also for others: " + attempt.message(),
        attempt,
        leavingKind(stopped),
        details(call, Optional.empty()),
        null);
  }

  /** A call leaves a stream that it has shared. */
  static StreamInterruptedException leftStream(Call call, AssistantMessage partial, Instant now) {
    ErrorKind stopped =
        Objects.requireNonNullElse(call.cancellation().reason(), ErrorKind.CANCELLED);
    Attempt attempt = leaving(call, stopped, now);
    return new StreamInterruptedException(
        "the stream was left: " + attempt.message() + "; what had arrived is in partial()",
        attempt,
        leavingKind(stopped),
        partial,
        Usage.unknown(),
        details(call, Optional.empty()),
        null);
  }

  private static ErrorKind leavingKind(ErrorKind stopped) {
    return stopped == ErrorKind.DEADLINE_EXCEEDED ? ErrorKind.TIMEOUT : stopped;
  }

  /** Not one of its attempts: that goes on without it. */
  private static Attempt leaving(Call call, ErrorKind stopped, Instant now) {
    String message =
        stopped == ErrorKind.DEADLINE_EXCEEDED
            ? "the call's timeout of " + Durations.readable(call.timeout()) + " passed"
            : stopped == ErrorKind.GATEWAY_CLOSED
                ? "the gateway was closed"
                : "the call was cancelled";
    return Attempt.failed(
        Math.max(1, call.attemptsMade()),
        call.route().leaves().get(0).target(),
        now,
        Duration.ZERO,
        leavingKind(stopped),
        0,
        "",
        message);
  }

  private static Usage chargedUsage(Call call, AttemptFailed failure) {
    return call.charges().stream()
        .filter(charge -> charge.attempt() == failure.attempt().number())
        .map(charge -> charge.usage())
        .findFirst()
        .orElse(Usage.unknown());
  }

  private static LlmException exception(Call call, AttemptFailed failure, Details details) {
    ErrorKind kind = failure.kind();
    Attempt attempt = failure.attempt();
    @Nullable Throwable cause = failure.getCause();
    if (attempt.result() == Attempt.Result.SKIPPED && !isOfProvider(kind)) {
      return refused(kind, failure.rule(), attempt.message(), details, cause);
    }
    long tried =
        details.attempts().stream().filter(a -> a.result() == Attempt.Result.FAILED).count();
    String others = tried > 1 ? " (" + tried + " attempts failed; all are in attempts())" : "";
    String message = describe(failure) + others;
    return kind == ErrorKind.STREAM_INTERRUPTED
        ? interrupted(call, failure)
        : ofProvider(message, attempt, kind, details, cause);
  }

  private static ProviderException ofProvider(
      String message, Attempt attempt, ErrorKind kind, Details details, @Nullable Throwable cause) {
    return switch (kind) {
      case RATE_LIMITED -> new RateLimitedException(message, attempt, kind, details, cause);
      case OVERLOADED, SERVER_ERROR, NETWORK ->
          new UnavailableException(message, attempt, kind, details, cause);
      case TIMEOUT -> new CallTimeoutException(message, attempt, kind, details, cause);
      case AUTHENTICATION, PERMISSION_DENIED ->
          new AuthenticationException(message, attempt, kind, details, cause);
      case INVALID_REQUEST, UNSUPPORTED_SETTING, MODEL_NOT_FOUND ->
          new InvalidRequestException(message, attempt, kind, details, cause);
      case CONTEXT_WINDOW_EXCEEDED ->
          new ContextWindowExceededException(message, attempt, kind, details, cause);
      case CONTENT_FILTERED -> new ContentFilteredException(message, attempt, kind, details, cause);
      case MALFORMED_ANSWER -> new MalformedAnswerException(message, attempt, kind, details, cause);
      default -> new ProviderException(message, attempt, kind, details, cause);
    };
  }

  /** What a provider would have said is the same exception when the gateway says it before. */
  private static boolean isOfProvider(ErrorKind kind) {
    return switch (kind) {
      case RATE_LIMITED, CONTEXT_WINDOW_EXCEEDED, UNSUPPORTED_SETTING -> true;
      default -> false;
    };
  }

  private static String describe(AttemptFailed failure) {
    Attempt attempt = failure.attempt();
    if (attempt.result() == Attempt.Result.SKIPPED) { // nothing was sent at all
      return attempt.message();
    }
    StringBuilder text =
        new StringBuilder(attempt.target().toString()).append(" failed: ").append(failure.kind());
    if (attempt.status() > 0) {
      text.append(", status ").append(attempt.status());
    }
    if (!attempt.requestId().isEmpty()) {
      text.append(", request ").append(attempt.requestId());
    }
    return text.append(": ").append(attempt.message()).toString();
  }

  private static Details details(Call call, Optional<Duration> retryAfter) {
    return new Details(retryAfter, call.attempts(), call.charges());
  }
}
