package io.llmgw.spi;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.RateLimitStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a provider client says that an attempt failed. Applications never see it: the engine turns it
 * into an {@link io.llmgw.error.LlmException} that also knows the other attempts and the charges.
 */
public final class ProviderFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  private final ErrorKind kind;

  /** The HTTP status, 0 if no response came. */
  private final int status;

  /** The provider's id of the request. */
  private final String requestId;

  private final transient Optional<Duration> retryAfter;

  /** Whether the provider may have processed the request. */
  private final boolean sent;

  private final transient RateLimitStatus rateLimits;

  private ProviderFailure(
      ErrorKind kind,
      String message,
      int status,
      String requestId,
      Optional<Duration> retryAfter,
      boolean sent,
      RateLimitStatus rateLimits,
      @Nullable Throwable cause) {
    super(
        message, cause, false,
        false); // control flow between client and engine: no stack trace needed
    this.kind = Objects.requireNonNull(kind, "kind");
    this.status = status;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
    this.sent = sent;
    this.rateLimits = rateLimits;
  }

  /**
   * Says that an attempt failed after the request had been sent, or may have been.
   *
   * @param kind what went wrong
   * @param message what happened, without secrets
   * @return the failure
   */
  public static ProviderFailure of(ErrorKind kind, String message) {
    return new ProviderFailure(
        kind, message, 0, "", Optional.empty(), true, RateLimitStatus.UNKNOWN, null);
  }

  /**
   * Adds the response's status and the provider's id of the request.
   *
   * @param status the HTTP status
   * @param requestId the id, empty if there is none
   * @return a copy
   */
  public ProviderFailure withResponse(int status, String requestId) {
    return new ProviderFailure(
        kind, text(), status, requestId, retryAfter, sent, rateLimits, getCause());
  }

  /**
   * Adds when the provider wants to be asked again.
   *
   * @param delay the delay
   * @return a copy
   */
  public ProviderFailure withRetryAfter(Duration delay) {
    return new ProviderFailure(
        kind, text(), status, requestId, Optional.of(delay), sent, rateLimits, getCause());
  }

  /**
   * Adds what the response's headers say of the provider's rate limits.
   *
   * @param status what they say
   * @return a copy
   */
  public ProviderFailure withRateLimits(RateLimitStatus status) {
    return new ProviderFailure(
        kind, text(), this.status, requestId, retryAfter, sent, status, getCause());
  }

  /**
   * Says that the provider certainly has not processed the request, for instance because no
   * connection could be made.
   *
   * @return a copy
   */
  public ProviderFailure withNothingSent() {
    return new ProviderFailure(
        kind, text(), status, requestId, retryAfter, false, rateLimits, getCause());
  }

  /**
   * Adds the cause.
   *
   * @param cause what happened underneath
   * @return a copy
   */
  public ProviderFailure withCause(Throwable cause) {
    return new ProviderFailure(
        kind, text(), status, requestId, retryAfter, sent, rateLimits, cause);
  }

  private String text() {
    return Objects.requireNonNullElse(getMessage(), "");
  }

  /**
   * Returns what went wrong.
   *
   * @return the kind
   */
  public ErrorKind kind() {
    return kind;
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
   * Returns the provider's id of the request.
   *
   * @return empty if there is none
   */
  public String requestId() {
    return requestId;
  }

  /**
   * Returns when the provider wants to be asked again.
   *
   * @return empty if it did not say
   */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /**
   * Returns what the response's headers say of the provider's rate limits.
   *
   * @return {@link RateLimitStatus#UNKNOWN} if they say nothing
   */
  public RateLimitStatus rateLimits() {
    return rateLimits;
  }

  /**
   * Tells whether the provider may have processed the request.
   *
   * @return false if it certainly has not
   */
  public boolean sent() {
    return sent;
  }
}
