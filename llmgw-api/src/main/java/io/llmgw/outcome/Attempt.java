package io.llmgw.outcome;

import io.llmgw.value.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** One try at one target: served, failed, or left out before anything was sent. Immutable. */
public final class Attempt {
  /** How an attempt ended. */
  public enum Result {
    /** It answered. */
    SERVED,
    /** It failed. */
    FAILED,
    /** It was left out before anything was sent, for instance because its breaker is open. */
    SKIPPED
  }

  private final int number;
  private final Target target;
  private final Result result;
  private final Instant startedAt;
  private final Duration duration;
  private final Optional<ErrorKind> errorKind;
  private final int status;
  private final String requestId;
  private final String message;
  private final RateLimitStatus rateLimits;
  private final Supplier<String> reason;
  private final String followedBy;

  private Attempt(
      int number,
      Target target,
      Result result,
      Instant startedAt,
      Duration duration,
      Optional<ErrorKind> errorKind,
      int status,
      String requestId,
      String message,
      RateLimitStatus rateLimits,
      Supplier<String> reason,
      String followedBy) {
    this.number = number;
    this.target = Objects.requireNonNull(target, "target");
    this.result = result;
    this.startedAt = Objects.requireNonNull(startedAt, "startedAt");
    this.duration = Objects.requireNonNull(duration, "duration");
    this.errorKind = errorKind;
    this.status = status;
    this.requestId = Objects.requireNonNull(requestId, "requestId");
    this.message = Objects.requireNonNull(message, "message");
    this.rateLimits = Objects.requireNonNull(rateLimits, "rateLimits");
    this.reason = Objects.requireNonNull(reason, "reason");
    this.followedBy = Objects.requireNonNull(followedBy, "followedBy");
  }

  /**
   * Returns an attempt that answered.
   *
   * @param number 1 for the first
   * @param target where it went
   * @param startedAt when it began
   * @param duration how long it took
   * @param requestId the provider's id of the request, may be empty
   * @return the attempt
   */
  public static Attempt served(
      int number, Target target, Instant startedAt, Duration duration, String requestId) {
    return new Attempt(
        number,
        target,
        Result.SERVED,
        startedAt,
        duration,
        Optional.empty(),
        200,
        requestId,
        "",
        RateLimitStatus.UNKNOWN,
        () -> "",
        "");
  }

  /**
   * Returns an attempt that failed.
   *
   * @param number 1 for the first
   * @param target where it went
   * @param startedAt when it began
   * @param duration how long it took
   * @param kind what went wrong
   * @param status the HTTP status, 0 if there was none
   * @param requestId the provider's id of the request, may be empty
   * @param message what happened
   * @return the attempt
   */
  public static Attempt failed(
      int number,
      Target target,
      Instant startedAt,
      Duration duration,
      ErrorKind kind,
      int status,
      String requestId,
      String message) {
    return new Attempt(
        number,
        target,
        Result.FAILED,
        startedAt,
        duration,
        Optional.of(kind),
        status,
        requestId,
        message,
        RateLimitStatus.UNKNOWN,
        () -> "",
        "");
  }

  /**
   * Returns a target that was left out.
   *
   * @param number the number of the attempt it would have been
   * @param target the target
   * @param at when it was left out
   * @param reason why
   * @return the attempt
   */
  public static Attempt skipped(int number, Target target, Instant at, String reason) {
    return new Attempt(
        number,
        target,
        Result.SKIPPED,
        at,
        Duration.ZERO,
        Optional.empty(),
        0,
        "",
        reason,
        RateLimitStatus.UNKNOWN,
        () -> reason,
        "");
  }

  /**
   * Adds what the response's headers said of the provider's rate limits.
   *
   * @param status what they said
   * @return a copy
   */
  public Attempt withRateLimits(RateLimitStatus status) {
    return new Attempt(
        number,
        target,
        result,
        startedAt,
        duration,
        errorKind,
        this.status,
        requestId,
        message,
        status,
        reason,
        followedBy);
  }

  /**
   * Adds why the target was chosen.
   *
   * @param why says it when it is asked; safe for use by many threads
   * @return a copy
   */
  public Attempt withReason(Supplier<String> why) {
    return new Attempt(
        number,
        target,
        result,
        startedAt,
        duration,
        errorKind,
        status,
        requestId,
        message,
        rateLimits,
        why,
        followedBy);
  }

  /**
   * Adds what followed a failure.
   *
   * @param next for example {@code asked again in 250 ms}
   * @return a copy
   */
  public Attempt withFollowedBy(String next) {
    return new Attempt(
        number,
        target,
        result,
        startedAt,
        duration,
        errorKind,
        status,
        requestId,
        message,
        rateLimits,
        reason,
        next);
  }

  /**
   * Returns the number of the attempt within its call.
   *
   * @return 1 for the first
   */
  public int number() {
    return number;
  }

  /**
   * Returns where the attempt went.
   *
   * @return provider and model
   */
  public Target target() {
    return target;
  }

  /**
   * Returns how it ended.
   *
   * @return the result
   */
  public Result result() {
    return result;
  }

  /**
   * Returns when it began.
   *
   * @return the time by the gateway's clock
   */
  public Instant startedAt() {
    return startedAt;
  }

  /**
   * Returns how long it took.
   *
   * @return time to the whole answer, or for a stream to its end; zero if it was left out
   */
  public Duration duration() {
    return duration;
  }

  /**
   * Returns what went wrong.
   *
   * @return empty unless it failed
   */
  public Optional<ErrorKind> errorKind() {
    return errorKind;
  }

  /**
   * Returns the HTTP status.
   *
   * @return 0 if no response came
   */
  public int status() {
    return status;
  }

  /**
   * Returns the provider's id of the request, which its support asks for.
   *
   * @return empty if the provider sent none
   */
  public String requestId() {
    return requestId;
  }

  /**
   * Returns what happened, or why the target was left out.
   *
   * @return empty if it answered
   */
  public String message() {
    return message;
  }

  /**
   * Returns what the response's headers said of the provider's rate limits.
   *
   * @return {@link RateLimitStatus#UNKNOWN} if they said nothing, or no response came
   */
  public RateLimitStatus rateLimits() {
    return rateLimits;
  }

  /**
   * Returns why the target was chosen, or why it was left out, with the numbers that decided.
   *
   * @return for example {@code first choice}, or {@code 0.00125 USD}
   */
  public String reason() {
    return reason.get();
  }

  /**
   * Returns what the gateway did after a failure, and why.
   *
   * @return for example {@code asked again in 250 ms}; empty unless it failed
   */
  public String followedBy() {
    return followedBy;
  }

  /**
   * Returns a readable line, for example {@code #1 openai/gpt-5-mini FAILED OVERLOADED 503 after 12
   * ms: …}.
   */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder("#").append(number).append(' ').append(target).append(' ').append(result);
    errorKind.ifPresent(kind -> text.append(' ').append(kind));
    if (result == Result.FAILED && status > 0) {
      text.append(' ').append(status);
    }
    if (result != Result.SKIPPED) {
      text.append(" after ").append(duration.toMillis()).append(" ms");
    }
    if (!message.isEmpty()) {
      text.append(": ").append(message);
    }
    return followedBy.isEmpty() ? text.toString() : text.append("; ").append(followedBy).toString();
  }
}
