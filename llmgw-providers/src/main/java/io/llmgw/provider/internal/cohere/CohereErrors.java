package io.llmgw.provider.internal.cohere;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the errors of Cohere's API mean. Statuses and wordings are those of Cohere's errors page and
 * of recorded answers. The first rule that fits decides; status 0 in a rule means any.
 */
final class CohereErrors {
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
          // A wish for too long an answer begins with the same words as too long a prompt.
          rule(0, "max tokens must be less", ErrorKind.INVALID_REQUEST),
          rule(
              0,
              "too many tokens|too_many_tokens|context (?:length|window)",
              ErrorKind.CONTEXT_WINDOW_EXCEEDED),
          rule(401, "", ErrorKind.AUTHENTICATION),
          rule(0, "invalid api token|invalid api key", ErrorKind.AUTHENTICATION),
          rule(402, "", ErrorKind.QUOTA_EXHAUSTED),
          rule(403, "", ErrorKind.PERMISSION_DENIED),
          rule(404, "model", ErrorKind.MODEL_NOT_FOUND),
          rule(
              400,
              "model .{0,120}(?:not found|does not exist|was removed)",
              ErrorKind.MODEL_NOT_FOUND),
          rule(408, "", ErrorKind.TIMEOUT),
          // A trial key's month is over: no use in coming back in a minute.
          rule(429, "calls? ?/ ?month|monthly|per month", ErrorKind.QUOTA_EXHAUSTED),
          rule(429, "", ErrorKind.RATE_LIMITED),
          rule(498, "", ErrorKind.CONTENT_FILTERED),
          rule(0, "blocked (?:input|output)", ErrorKind.CONTENT_FILTERED),
          // Sent when their own stream broke; the page's advice is to ask again.
          rule(499, "", ErrorKind.SERVER_ERROR),
          rule(501, "", ErrorKind.INVALID_REQUEST),
          rule(503, "", ErrorKind.OVERLOADED),
          rule(504, "", ErrorKind.TIMEOUT));

  private CohereErrors() {}

  /**
   * Says what an error means.
   *
   * @param status the HTTP status; 200 for an error inside an answer
   * @param error what the error says
   */
  static ErrorKind classify(int status, ErrorBody error) {
    String text = (error.type() + '\n' + error.message()).toLowerCase(Locale.ROOT);
    for (Rule rule : RULES) {
      if (rule.fits(status, text)) {
        return rule.kind();
      }
    }
    return status >= 400 && status < 500 ? ErrorKind.INVALID_REQUEST : ErrorKind.SERVER_ERROR;
  }
}
