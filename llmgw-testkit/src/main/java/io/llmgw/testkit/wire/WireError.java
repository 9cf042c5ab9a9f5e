package io.llmgw.testkit.wire;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.value.RawJson;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a provider says that it failed, and what that means.
 *
 * @param kind what it means
 * @param response the error response, or for an error within a stream the frames to send
 * @param retryAfter when to come back, as the response says it; empty if it does not
 */
public record WireError(ErrorKind kind, WireResponse response, Optional<Duration> retryAfter) {
  /** Refuses null. */
  public WireError {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(response, "response");
    Objects.requireNonNull(retryAfter, "retryAfter");
  }

  /**
   * An error response that does not say when to come back.
   *
   * @param kind what it means
   * @param response the response
   * @return the error
   */
  public static WireError of(ErrorKind kind, WireResponse response) {
    return new WireError(kind, response, Optional.empty());
  }

  static WireError of(ErrorKind kind, int status, RawJson body) {
    return of(kind, WireResponse.json(status, body.text()));
  }

  /** An error within a stream. */
  static WireError within(String contentType, ErrorKind kind, WireResponse.Frame frame) {
    return of(kind, WireResponse.stream(contentType, List.of(frame)));
  }

  WireError withHeader(String name, String value) {
    return new WireError(kind, response.withHeader(name, value), retryAfter);
  }

  /**
   * Adds what the response says about coming back.
   *
   * @param delay the delay it says
   * @return a copy
   */
  public WireError withRetryAfter(Duration delay) {
    return new WireError(kind, response, Optional.of(delay));
  }
}
