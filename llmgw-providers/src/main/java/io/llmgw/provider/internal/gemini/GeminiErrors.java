package io.llmgw.provider.internal.gemini;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;

/**
 * What the errors of Google's APIs mean: {@code google.rpc.Code} names (google/rpc/code.proto), the
 * reasons in the error's details, and, where these say too little, the wording. Statuses are those
 * of the Gemini API's troubleshooting page and of Vertex AI's page on errors.
 */
final class GeminiErrors {
  private static final Map<String, ErrorKind> BY_STATUS_NAME =
      Map.ofEntries(
          Map.entry("INVALID_ARGUMENT", ErrorKind.INVALID_REQUEST),
          Map.entry("FAILED_PRECONDITION", ErrorKind.PERMISSION_DENIED),
          Map.entry("OUT_OF_RANGE", ErrorKind.INVALID_REQUEST),
          Map.entry("UNAUTHENTICATED", ErrorKind.AUTHENTICATION),
          Map.entry("PERMISSION_DENIED", ErrorKind.PERMISSION_DENIED),
          Map.entry("NOT_FOUND", ErrorKind.MODEL_NOT_FOUND),
          Map.entry("ABORTED", ErrorKind.SERVER_ERROR),
          Map.entry("ALREADY_EXISTS", ErrorKind.INVALID_REQUEST),
          Map.entry("RESOURCE_EXHAUSTED", ErrorKind.RATE_LIMITED),
          Map.entry("CANCELLED", ErrorKind.SERVER_ERROR),
          Map.entry("DATA_LOSS", ErrorKind.SERVER_ERROR),
          Map.entry("UNKNOWN", ErrorKind.SERVER_ERROR),
          Map.entry("INTERNAL", ErrorKind.SERVER_ERROR),
          Map.entry("UNIMPLEMENTED", ErrorKind.INVALID_REQUEST),
          Map.entry("UNAVAILABLE", ErrorKind.OVERLOADED),
          Map.entry("DEADLINE_EXCEEDED", ErrorKind.TIMEOUT));

  private static final Map<Integer, ErrorKind> BY_STATUS =
      Map.of(
          401, ErrorKind.AUTHENTICATION,
          403, ErrorKind.PERMISSION_DENIED,
          404, ErrorKind.MODEL_NOT_FOUND,
          408, ErrorKind.TIMEOUT,
          429, ErrorKind.RATE_LIMITED,
          499, ErrorKind.SERVER_ERROR,
          503, ErrorKind.OVERLOADED,
          504, ErrorKind.TIMEOUT,
          529, ErrorKind.OVERLOADED);

  /** Reasons of {@code google.api.ErrorReason} that say more than the status. */
  private static final Map<String, ErrorKind> BY_REASON =
      Map.of(
          "API_KEY_INVALID", ErrorKind.AUTHENTICATION,
          "API_KEY_EXPIRED", ErrorKind.AUTHENTICATION,
          "ACCESS_TOKEN_EXPIRED", ErrorKind.AUTHENTICATION,
          "ACCESS_TOKEN_TYPE_UNSUPPORTED", ErrorKind.AUTHENTICATION,
          "CREDENTIALS_MISSING", ErrorKind.AUTHENTICATION,
          "BILLING_DISABLED", ErrorKind.QUOTA_EXHAUSTED);

  private static final List<Entry<String, ErrorKind>> WORDINGS =
      List.of(
          Map.entry("api key not valid", ErrorKind.AUTHENTICATION),
          Map.entry("api key expired", ErrorKind.AUTHENTICATION),
          Map.entry("api key was reported as leaked", ErrorKind.AUTHENTICATION),
          Map.entry("unregistered callers", ErrorKind.AUTHENTICATION),
          Map.entry("exceeds the maximum number of tokens", ErrorKind.CONTEXT_WINDOW_EXCEEDED),
          Map.entry("input context is too long", ErrorKind.CONTEXT_WINDOW_EXCEEDED),
          Map.entry("input token count exceeds", ErrorKind.CONTEXT_WINDOW_EXCEEDED),
          Map.entry("input token count is", ErrorKind.CONTEXT_WINDOW_EXCEEDED),
          Map.entry("credits are depleted", ErrorKind.QUOTA_EXHAUSTED),
          Map.entry("spending cap", ErrorKind.QUOTA_EXHAUSTED));

  private GeminiErrors() {}

  /**
   * Says what an error means.
   *
   * @param status the HTTP status; 200 for an error inside a stream
   * @param error what the error says
   */
  static ErrorKind classify(int status, ErrorBody error) {
    for (String reason : error.reasons()) {
      ErrorKind kind = BY_REASON.get(reason);
      if (kind != null) {
        return kind;
      }
    }
    String message = error.message().toLowerCase(Locale.ROOT);
    for (Entry<String, ErrorKind> wording : WORDINGS) {
      if (message.contains(wording.getKey())) {
        return wording.getValue();
      }
    }
    ErrorKind kind = general(status, error);
    if (kind == ErrorKind.RATE_LIMITED && isUsedUpForToday(error, message)) {
      return ErrorKind.QUOTA_EXHAUSTED;
    }
    if (kind == ErrorKind.MODEL_NOT_FOUND && !message.contains("model")) {
      return ErrorKind.INVALID_REQUEST; // a file or cache: another model would not help
    }
    return kind;
  }

  private static ErrorKind general(int status, ErrorBody error) {
    ErrorKind named = BY_STATUS_NAME.get(error.type());
    if (named != null) {
      return named;
    }
    boolean inAnswer = status >= 200 && status < 300;
    int effective =
        inAnswer && error.code().matches("[45]\\d\\d") ? Integer.parseInt(error.code()) : status;
    ErrorKind known = BY_STATUS.get(effective);
    if (known != null) {
      return known;
    }
    return effective >= 400 && effective < 500 ? ErrorKind.INVALID_REQUEST : ErrorKind.SERVER_ERROR;
  }

  /** Waiting helps against a quota of a minute; against one of a day only another target does. */
  private static boolean isUsedUpForToday(ErrorBody error, String message) {
    return error.reasons().stream().anyMatch(reason -> reason.contains("PerDay"))
        || message.contains("per day")
        || message.contains("per_day");
  }
}
