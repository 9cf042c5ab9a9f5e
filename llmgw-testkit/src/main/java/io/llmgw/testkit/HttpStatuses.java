package io.llmgw.testkit;

import io.llmgw.outcome.ErrorKind;

/** What a provider means by an HTTP status, and the status it would send for a kind of failure. */
final class HttpStatuses {
  private HttpStatuses() {}

  static ErrorKind kindOf(int status) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException(
          "failsWith needs an HTTP status from 400 to 599: " + status);
    }
    return switch (status) {
      case 401 -> ErrorKind.AUTHENTICATION;
      case 402 -> ErrorKind.QUOTA_EXHAUSTED;
      case 403 -> ErrorKind.PERMISSION_DENIED;
      case 404 -> ErrorKind.MODEL_NOT_FOUND;
      case 408 -> ErrorKind.TIMEOUT;
      case 429 -> ErrorKind.RATE_LIMITED;
      case 503, 529 -> ErrorKind.OVERLOADED;
      default -> status < 500 ? ErrorKind.INVALID_REQUEST : ErrorKind.SERVER_ERROR;
    };
  }

  /** Returns 0 for failures that come without a response. */
  static int statusOf(ErrorKind kind) {
    return switch (kind) {
      case RATE_LIMITED, QUOTA_EXHAUSTED -> 429;
      case OVERLOADED -> 503;
      case CONTEXT_WINDOW_EXCEEDED, CONTENT_FILTERED, INVALID_REQUEST -> 400;
      case AUTHENTICATION -> 401;
      case PERMISSION_DENIED -> 403;
      case MODEL_NOT_FOUND -> 404;
      case SERVER_ERROR -> 500;
      case MALFORMED_ANSWER, STREAM_INTERRUPTED -> 200;
      case TIMEOUT, NETWORK, CANCELLED, UNSUPPORTED_SETTING -> 0;
      case UNKNOWN_MODEL,
          NOT_ALLOWED,
          CALLER_INCOMPLETE,
          BUDGET_EXCEEDED,
          LIMIT_EXCEEDED,
          TOO_EXPENSIVE,
          PRICE_UNKNOWN,
          BOOKS_UNAVAILABLE,
          NO_TARGET,
          DEADLINE_EXCEEDED,
          GATEWAY_BUSY,
          GATEWAY_CLOSED ->
          throw new IllegalArgumentException(
              "failsWith: " + kind + " is the gateway's own refusal; no provider can fail with it");
    };
  }
}
