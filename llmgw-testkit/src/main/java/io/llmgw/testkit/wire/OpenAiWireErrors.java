package io.llmgw.testkit.wire;

import static io.llmgw.testkit.wire.JsonOut.NULL;
import static io.llmgw.testkit.wire.JsonOut.object;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.wire.WireResponse.Role;
import io.llmgw.value.RawJson;
import java.time.Duration;
import java.util.List;

/** OpenAI's errors, as documented at platform.openai.com/docs/guides/error-codes. */
final class OpenAiWireErrors {
  private static final String RATE_LIMIT = "rate_limit_exceeded";

  private OpenAiWireErrors() {}

  /** Returns the error responses. */
  static List<WireError> responses() {
    WireError limited =
        error(ErrorKind.RATE_LIMITED, 429, "requests", RATE_LIMIT, "Rate limit reached.");
    return List.of(
        limited,
        limited.withHeader("retry-after", "7").withRetryAfter(Duration.ofSeconds(7)),
        limited.withHeader("retry-after-ms", "1500").withRetryAfter(Duration.ofMillis(1500)),
        error(
                ErrorKind.RATE_LIMITED,
                429,
                "tokens",
                RATE_LIMIT,
                "Rate limit reached on tokens per min (TPM): Limit 30000, Used 30000, Requested"
                    + " 812. Please try again in 1.624s.")
            .withRetryAfter(Duration.ofMillis(1624)),
        error(
            ErrorKind.QUOTA_EXHAUSTED,
            429,
            "insufficient_quota",
            "insufficient_quota",
            "You exceeded your current quota, please check your plan and billing details."),
        error(
            ErrorKind.OVERLOADED,
            503,
            "server_error",
            "",
            "The engine is currently overloaded, please try again later."),
        invalid(
            ErrorKind.CONTEXT_WINDOW_EXCEEDED,
            400,
            "context_length_exceeded",
            "This model's maximum context length is 8192 tokens. However, your messages resulted"
                + " in 9001 tokens."),
        invalid(
            ErrorKind.CONTENT_FILTERED,
            400,
            "content_policy_violation",
            "Your request was rejected as a result of our safety system."),
        invalid(
            ErrorKind.INVALID_REQUEST,
            400,
            "invalid_value",
            "Invalid value for 'temperature': must be at most 2."),
        invalid(ErrorKind.AUTHENTICATION, 401, "invalid_api_key", "Incorrect API key provided."),
        invalid(
            ErrorKind.PERMISSION_DENIED,
            403,
            "unsupported_country_region_territory",
            "Country, region, or territory not supported."),
        invalid(
            ErrorKind.MODEL_NOT_FOUND,
            404,
            "model_not_found",
            "The model `m` does not exist or you do not have access to it."),
        error(
            ErrorKind.SERVER_ERROR,
            500,
            "server_error",
            "",
            "The server had an error while processing your request."),
        error(ErrorKind.TIMEOUT, 408, "timeout", "", "Request timed out."));
  }

  private static WireError invalid(ErrorKind kind, int status, String code, String message) {
    return error(kind, status, "invalid_request_error", code, message);
  }

  private static WireError error(
      ErrorKind kind, int status, String type, String code, String message) {
    return WireError.of(kind, status, object("error", body(type, code, message)));
  }

  private static RawJson body(String type, String code, String message) {
    return object(
        "message", message, "type", type, "param", NULL, "code", code.isEmpty() ? NULL : code);
  }

  /** Returns the errors within a stream of Chat Completions. */
  static List<WireError> chunks() {
    return List.of(
        chunk(ErrorKind.SERVER_ERROR, "server_error", "", "The server had an error."),
        chunk(ErrorKind.RATE_LIMITED, "requests", RATE_LIMIT, "Rate limit reached."));
  }

  private static WireError chunk(ErrorKind kind, String type, String code, String message) {
    RawJson error = object("error", body(type, code, message));
    return WireError.within(Sse.CONTENT_TYPE, kind, Sse.data(Role.PLAIN, error));
  }

  /** Returns the errors within a stream of Responses. */
  static List<WireError> events() {
    RawJson event =
        object(
            "type",
            "error",
            "code",
            RATE_LIMIT,
            "message",
            "Rate limit reached.",
            "param",
            NULL,
            "sequence_number",
            3);
    RawJson error = object("code", "server_error", "message", "The server had an error.");
    RawJson failed = object("id", "resp_standin", "object", "response", "status", "failed");
    failed = JsonOut.plus(failed, "error", error, "output", List.of(), "usage", NULL);
    RawJson end = object("type", "response.failed", "sequence_number", 3, "response", failed);
    return List.of(
        WireError.within(
            Sse.CONTENT_TYPE, ErrorKind.RATE_LIMITED, Sse.event(Role.PLAIN, "error", event)),
        WireError.within(
            Sse.CONTENT_TYPE,
            ErrorKind.SERVER_ERROR,
            Sse.event(Role.PLAIN, "response.failed", end)));
  }
}
