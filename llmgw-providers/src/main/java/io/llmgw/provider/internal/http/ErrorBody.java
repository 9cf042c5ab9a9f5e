package io.llmgw.provider.internal.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an error response says, whatever its shape ({@code {"error":{…}}}, {@code {"error":"…"}},
 * fields at the top level, {@code {"detail":…}}, no JSON at all).
 *
 * @param type the provider's type, empty if there is none
 * @param code the provider's code as text (numbers too), empty if there is none
 * @param message the provider's message, empty if there is none
 * @param reasons what the error's details name as its reasons, and the quotas that were exceeded
 * @param retryAfter when its details say that it makes sense to come back
 */
public record ErrorBody(
    String type, String code, String message, List<String> reasons, Optional<Duration> retryAfter) {
  /** Copies the list. */
  public ErrorBody {
    reasons = List.copyOf(reasons);
  }

  /** An error without details. */
  public ErrorBody(String type, String code, String message) {
    this(type, code, message, List.of(), Optional.empty());
  }
}
