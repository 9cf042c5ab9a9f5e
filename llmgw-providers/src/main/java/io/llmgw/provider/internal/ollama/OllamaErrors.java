package io.llmgw.provider.internal.ollama;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What Ollama's errors mean. They are one sentence each; the wordings are those of the server's
 * source and of recorded answers. The first rule that fits decides; status 0 in a rule means any.
 */
final class OllamaErrors {
  private record Rule(int status, Pattern words, ErrorKind kind) {
    boolean fits(int actual, String text) {
      return (status == 0 || status == actual) && words.matcher(text).find();
    }
  }

  private static Rule rule(int status, String words, ErrorKind kind) {
    return new Rule(status, Pattern.compile(words), kind);
  }

  private static final List<Rule> RULES =
      List.of(
          rule(
              0,
              "exceeds? (?:the )?(?:maximum |available )?context (?:length|window|size)"
                  + "|context (?:length|window|size) exceeded|prompt is too long|prompt too long",
              ErrorKind.CONTEXT_WINDOW_EXCEEDED),
          rule(0, "maximum pending requests exceeded|server busy", ErrorKind.OVERLOADED),
          rule(401, "", ErrorKind.AUTHENTICATION),
          rule(402, "", ErrorKind.QUOTA_EXHAUSTED),
          rule(403, "", ErrorKind.PERMISSION_DENIED),
          rule(404, "model", ErrorKind.MODEL_NOT_FOUND),
          rule(0, "model .{0,200}not found|try pulling it first", ErrorKind.MODEL_NOT_FOUND),
          rule(408, "", ErrorKind.TIMEOUT),
          // The cloud's limits are of hours, a session or a week.
          rule(429, "usage limit", ErrorKind.QUOTA_EXHAUSTED),
          rule(429, "", ErrorKind.RATE_LIMITED),
          rule(503, "", ErrorKind.OVERLOADED),
          rule(504, "", ErrorKind.TIMEOUT),
          // Inside a stream there is no status to tell what is the request's fault.
          rule(200, "^unauthorized", ErrorKind.AUTHENTICATION),
          rule(200, "does not support|invalid ", ErrorKind.INVALID_REQUEST));

  private OllamaErrors() {}

  /**
   * Says what an error means.
   *
   * @param status the HTTP status; 200 for an error inside an answer
   * @param error what the error says
   */
  static ErrorKind classify(int status, ErrorBody error) {
    String text = error.message().toLowerCase(Locale.ROOT);
    for (Rule rule : RULES) {
      if (rule.fits(status, text)) {
        return rule.kind();
      }
    }
    return status >= 400 && status < 500 ? ErrorKind.INVALID_REQUEST : ErrorKind.SERVER_ERROR;
  }
}
