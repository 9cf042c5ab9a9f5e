package io.llmgw.provider.internal.anthropic;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the errors of the Anthropic API mean.
 *
 * <p>Types and statuses are those of Anthropic's errors page. {@code invalid_request_error} says
 * very different things, so its message decides; the wordings are those of recorded answers.
 */
final class AnthropicErrors {
  private record Wording(String part, ErrorKind kind) {}

  private static final Map<String, ErrorKind> BY_TYPE =
      Map.ofEntries(
          Map.entry("invalid_request_error", ErrorKind.INVALID_REQUEST),
          Map.entry("authentication_error", ErrorKind.AUTHENTICATION),
          Map.entry("billing_error", ErrorKind.QUOTA_EXHAUSTED),
          Map.entry("permission_error", ErrorKind.PERMISSION_DENIED),
          Map.entry("not_found_error", ErrorKind.MODEL_NOT_FOUND),
          Map.entry("conflict_error", ErrorKind.SERVER_ERROR),
          Map.entry("request_too_large", ErrorKind.INVALID_REQUEST),
          Map.entry("rate_limit_error", ErrorKind.RATE_LIMITED),
          Map.entry("api_error", ErrorKind.SERVER_ERROR),
          Map.entry("timeout_error", ErrorKind.TIMEOUT),
          Map.entry("overloaded_error", ErrorKind.OVERLOADED));

  private static final Map<Integer, ErrorKind> BY_STATUS =
      Map.ofEntries(
          Map.entry(401, ErrorKind.AUTHENTICATION),
          Map.entry(402, ErrorKind.QUOTA_EXHAUSTED),
          Map.entry(403, ErrorKind.PERMISSION_DENIED),
          Map.entry(404, ErrorKind.MODEL_NOT_FOUND),
          Map.entry(408, ErrorKind.TIMEOUT),
          Map.entry(409, ErrorKind.SERVER_ERROR),
          Map.entry(429, ErrorKind.RATE_LIMITED),
          Map.entry(503, ErrorKind.OVERLOADED),
          Map.entry(504, ErrorKind.TIMEOUT),
          Map.entry(529, ErrorKind.OVERLOADED));

  private static final List<Wording> WORDINGS =
      List.of(
          new Wording("prompt is too long", ErrorKind.CONTEXT_WINDOW_EXCEEDED),
          new Wording("input is too long", ErrorKind.CONTEXT_WINDOW_EXCEEDED),
          new Wording("exceed context limit", ErrorKind.CONTEXT_WINDOW_EXCEEDED),
          new Wording("context window", ErrorKind.CONTEXT_WINDOW_EXCEEDED),
          new Wording("context length", ErrorKind.CONTEXT_WINDOW_EXCEEDED),
          new Wording("credit balance", ErrorKind.QUOTA_EXHAUSTED),
          new Wording("usage limit", ErrorKind.QUOTA_EXHAUSTED),
          new Wording("spend limit", ErrorKind.QUOTA_EXHAUSTED),
          new Wording("content filtering policy", ErrorKind.CONTENT_FILTERED));

  private AnthropicErrors() {}

  /**
   * Says what an error means.
   *
   * @param status the HTTP status; 200 for an error inside a stream
   * @param error what the error says
   */
  static ErrorKind classify(int status, ErrorBody error) {
    ErrorKind byType = BY_TYPE.get(error.type());
    ErrorKind kind = byType != null ? byType : byStatus(status);
    String message = error.message().toLowerCase(Locale.ROOT);
    if (kind == ErrorKind.INVALID_REQUEST) {
      ErrorKind byWording = byWording(message);
      return byWording != null ? byWording : kind;
    }
    if (kind == ErrorKind.MODEL_NOT_FOUND && !message.contains("model")) {
      // The path, a file or a container can be unknown as well; another model would not help there.
      return ErrorKind.INVALID_REQUEST;
    }
    return kind;
  }

  private static ErrorKind byStatus(int status) {
    ErrorKind known = BY_STATUS.get(status);
    if (known != null) {
      return known;
    }
    return status >= 400 && status < 500 ? ErrorKind.INVALID_REQUEST : ErrorKind.SERVER_ERROR;
  }

  private static @Nullable ErrorKind byWording(String message) {
    for (Wording wording : WORDINGS) {
      if (message.contains(wording.part())) {
        return wording.kind();
      }
    }
    return null;
  }
}
