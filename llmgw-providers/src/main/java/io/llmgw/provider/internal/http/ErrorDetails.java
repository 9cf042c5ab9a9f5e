package io.llmgw.provider.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the typed details of an error as Google's APIs send them (google/rpc/error_details.proto):
 * {@code ErrorInfo} names a reason, {@code QuotaFailure} the quotas, {@code RetryInfo} a delay.
 */
final class ErrorDetails {
  private ErrorDetails() {}

  /** Returns the reasons and the ids of exceeded quotas, in the order sent. */
  static List<String> reasons(JsonNode details) {
    List<String> reasons = new ArrayList<>(0);
    if (!details.isArray()) {
      return reasons;
    }
    for (JsonNode detail : details) {
      add(detail.path("reason"), reasons);
      add(detail.path("metadata").path("quota_limit"), reasons);
      for (JsonNode violation : detail.path("violations")) {
        add(violation.path("quotaId"), reasons);
      }
    }
    return reasons;
  }

  private static void add(JsonNode text, List<String> to) {
    if (text.isTextual() && !text.asText().isEmpty()) {
      to.add(text.asText());
    }
  }

  /** Returns the delay after which a retry makes sense. */
  static Optional<Duration> retryAfter(JsonNode details) {
    if (details.isArray()) {
      for (JsonNode detail : details) {
        Optional<Duration> delay = RetryDelays.seconds(detail.path("retryDelay").asText(""));
        if (delay.isPresent()) {
          return delay;
        }
      }
    }
    return Optional.empty();
  }
}
