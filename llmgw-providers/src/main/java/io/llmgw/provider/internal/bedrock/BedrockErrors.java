package io.llmgw.provider.internal.bedrock;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the errors of the Bedrock runtime mean: those of its operations (API reference, "Converse",
 * "ConverseStream", "InvokeModel") and those common to all AWS services ("Common errors").
 *
 * <p>The type stands in the header {@code x-amzn-errortype}, with a suffix after a colon, in {@code
 * __type} of the body after a hash, or is the name of an event.
 */
final class BedrockErrors {
  private static final Map<String, ErrorKind> BY_TYPE =
      Map.ofEntries(
          Map.entry("accessdenied", ErrorKind.PERMISSION_DENIED),
          Map.entry("expiredtoken", ErrorKind.AUTHENTICATION),
          Map.entry("incompletesignature", ErrorKind.AUTHENTICATION),
          Map.entry("invalidclienttokenid", ErrorKind.AUTHENTICATION),
          Map.entry("invalidsignature", ErrorKind.AUTHENTICATION),
          Map.entry("missingauthenticationtoken", ErrorKind.AUTHENTICATION),
          Map.entry("signaturedoesnotmatch", ErrorKind.AUTHENTICATION),
          Map.entry("unrecognizedclient", ErrorKind.AUTHENTICATION),
          Map.entry("notauthorized", ErrorKind.PERMISSION_DENIED),
          Map.entry("optinrequired", ErrorKind.PERMISSION_DENIED),
          Map.entry("requestexpired", ErrorKind.AUTHENTICATION),
          Map.entry("ftuformnotfilled", ErrorKind.PERMISSION_DENIED),
          Map.entry("requesttimetooskewed", ErrorKind.AUTHENTICATION),
          Map.entry("unknownoperation", ErrorKind.INVALID_REQUEST),
          Map.entry("internalfailure", ErrorKind.SERVER_ERROR),
          Map.entry("internalserver", ErrorKind.SERVER_ERROR),
          Map.entry("modelerror", ErrorKind.SERVER_ERROR),
          Map.entry("modelstreamerror", ErrorKind.SERVER_ERROR),
          Map.entry("modelnotready", ErrorKind.OVERLOADED),
          Map.entry("modeltimeout", ErrorKind.TIMEOUT),
          Map.entry("resourcenotfound", ErrorKind.MODEL_NOT_FOUND),
          Map.entry("servicequotaexceeded", ErrorKind.RATE_LIMITED),
          Map.entry("serviceunavailable", ErrorKind.OVERLOADED),
          Map.entry("throttling", ErrorKind.RATE_LIMITED),
          Map.entry("toomanyrequests", ErrorKind.RATE_LIMITED),
          Map.entry("validation", ErrorKind.INVALID_REQUEST));

  private static final List<String> TOO_LONG =
      List.of(
          "input is too long",
          "too many tokens",
          "too many input tokens",
          "input tokens exceeded",
          "prompt is too long",
          "exceed context limit",
          "maximum context length",
          "context window",
          "context length");

  private static final List<String> NO_MODEL =
      List.of("model identifier is invalid", "model id is invalid", "end of its life");

  /** What is said of API keys, with the type and status of a permission that is missing. */
  private static final List<String> BAD_KEY =
      List.of("authentication failed", "api key is valid", "bearer token", "api key has expired");

  private BedrockErrors() {}

  /** Says what an error response, or an event that is an error, means. */
  static ErrorKind classify(ResponseHead head, ErrorBody error) {
    String header = head.status() == 200 ? null : head.header("x-amzn-errortype");
    String named = header == null || header.isBlank() ? error.type() : header;
    ErrorKind kind = BY_TYPE.getOrDefault(shortName(named), null);
    if (kind == null) {
      kind = byStatus(head.status());
    }
    String message = error.message().toLowerCase(Locale.ROOT);
    if (kind == ErrorKind.INVALID_REQUEST) {
      return refined(message);
    }
    if (kind == ErrorKind.PERMISSION_DENIED && BAD_KEY.stream().anyMatch(message::contains)) {
      return ErrorKind.AUTHENTICATION;
    }
    if (kind == ErrorKind.MODEL_NOT_FOUND && message.contains("use case details")) {
      return ErrorKind
          .PERMISSION_DENIED; // the model is there, but a form has to be filled in first
    }
    if (kind == ErrorKind.RATE_LIMITED && message.contains("too many tokens per day")) {
      return ErrorKind.QUOTA_EXHAUSTED;
    }
    return kind;
  }

  private static ErrorKind refined(String message) {
    if (TOO_LONG.stream().anyMatch(message::contains)) {
      return ErrorKind.CONTEXT_WINDOW_EXCEEDED;
    }
    return NO_MODEL.stream().anyMatch(message::contains)
        ? ErrorKind.MODEL_NOT_FOUND
        : ErrorKind.INVALID_REQUEST;
  }

  /** {@code com.amazon.coral#ThrottlingException:http://…} becomes {@code throttling}. */
  private static String shortName(String type) {
    String name = type.substring(type.indexOf('#') + 1);
    int colon = name.indexOf(':');
    name = (colon < 0 ? name : name.substring(0, colon)).strip().toLowerCase(Locale.ROOT);
    return name.endsWith("exception") ? name.substring(0, name.length() - 9) : name;
  }

  private static ErrorKind byStatus(int status) {
    return switch (status) {
      case 401 -> ErrorKind.AUTHENTICATION;
      case 403 -> ErrorKind.PERMISSION_DENIED;
      case 404 -> ErrorKind.MODEL_NOT_FOUND;
      case 408, 504 -> ErrorKind.TIMEOUT;
      case 424 -> ErrorKind.SERVER_ERROR;
      case 429 -> ErrorKind.RATE_LIMITED;
      case 503 -> ErrorKind.OVERLOADED;
      default -> status >= 400 && status < 500 ? ErrorKind.INVALID_REQUEST : ErrorKind.SERVER_ERROR;
    };
  }
}
