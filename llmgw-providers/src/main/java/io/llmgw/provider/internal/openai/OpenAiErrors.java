package io.llmgw.provider.internal.openai;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What errors of OpenAI and of servers that speak its format mean. The first rule that fits
 * decides; status 0 in a rule means any.
 */
public final class OpenAiErrors {
  /** A rule: a status, and words in the error's code, type or message. */
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
          // What the error says of itself, whatever the status.
          rule(
              0,
              "context_length_exceeded|context_window_exceeded|maximum context length|context length is only"
                  + "|exceed(?:s|ed)?(?: the)?(?: model'?s?)?(?: available| max(?:imum)?)? context"
                  + "|context (?:size|window|length) (?:has been |was |is )?exceeded|exceed_context_size"
                  + "|too_many_prompt_tokens|prompt (?:is )?too long|input is too long"
                  + "|total length of all messages is too long|reduce the length of the (?:messages|input|prompt)"
                  + "|too large for model with \\d+ maximum context|string_above_max_length[\\s\\S]*\\b(?:input|messages)\\b"
                  + "|prompt exceeds max(?:imum)? length|range of input length should be"
                  + "|tokens_limit_reached",
              ErrorKind.CONTEXT_WINDOW_EXCEEDED),
          rule(
              0,
              "content_filter|content_policy_violation|responsibleaipolicyviolation|content management policy"
                  + "|moderation_blocked|data_inspection_failed|unsafe or sensitive content|flagged as potentially violating"
                  + "|violates usage guidelines|failed check: safety_check|flagged by (?:our )?moderation|requires moderation",
              ErrorKind.CONTENT_FILTERED),
          rule(
              0,
              "insufficient_quota|insufficient[ _]balance|billing_hard_limit|billing_not_active|exceeded your current quota"
                  + "|requires more credits|insufficient credits|credit balance is too low|out of credits"
                  + "|spending limit|payment required|exceeded_current_quota|arrearage",
              ErrorKind.QUOTA_EXHAUSTED),
          rule(402, "", ErrorKind.QUOTA_EXHAUSTED),
          rule(
              0,
              "invalid_api_key|incorrect api key|invalid api key|authentication_error",
              ErrorKind.AUTHENTICATION),
          rule(401, "", ErrorKind.AUTHENTICATION),
          rule(
              0,
              "model_not_found|model_not_exist|deploymentnotfound|unknown_model|model_not_supported"
                  + "|model_decommissioned",
              ErrorKind.MODEL_NOT_FOUND),
          rule(403, "", ErrorKind.PERMISSION_DENIED),
          rule(
              404,
              "model.{0,200}(?:not found|not exist|does not exist|deprecated|not available|not supported)|no such model"
                  + "|deployment.{0,80}not exist|no endpoints found",
              ErrorKind.MODEL_NOT_FOUND),
          rule(
              400,
              "(?:invalid model|not a valid model|model .{0,120} does not exist|unknown model|model not found"
                  + "|(?m:^model .{0,120} is not supported))",
              ErrorKind.MODEL_NOT_FOUND),
          rule(
              0,
              "overloaded|engine is currently overloaded|capacity exceeded",
              ErrorKind.OVERLOADED),
          rule(429, "", ErrorKind.RATE_LIMITED),
          rule(
              413,
              "rate_limit_exceeded",
              ErrorKind.RATE_LIMITED), // Groq: more than a minute's tokens at once
          rule(408, "", ErrorKind.TIMEOUT),
          rule(503, "", ErrorKind.OVERLOADED),
          rule(529, "", ErrorKind.OVERLOADED),
          // Errors inside a status 200 often have no status at all: the type has to do.
          rule(200, "rate_limit|rate_limited|too many requests", ErrorKind.RATE_LIMITED),
          rule(200, "permission", ErrorKind.PERMISSION_DENIED),
          rule(
              200,
              "invalid_request|invalid_prompt|badrequest|tool_use_failed|validation",
              ErrorKind.INVALID_REQUEST),
          rule(200, "", ErrorKind.SERVER_ERROR));

  private OpenAiErrors() {}

  /** Says what an error of a status means; 200 for one inside an answer. */
  public static ErrorKind classify(int status, ErrorBody error) {
    String text =
        (error.code() + '\n' + error.type() + '\n' + beginning(error.message()))
            .toLowerCase(Locale.ROOT);
    int effective = status >= 200 && status < 300 ? inside(error) : status;
    for (Rule rule : RULES) {
      if (rule.fits(effective, text)) {
        return rule.kind();
      }
    }
    return effective >= 500 ? ErrorKind.SERVER_ERROR : ErrorKind.INVALID_REQUEST;
  }

  private static String beginning(String message) {
    return message.length() > 4_000 ? message.substring(0, 4_000) : message;
  }

  /** An error inside an answer of status 200 may carry its own status as its code. */
  private static int inside(ErrorBody error) {
    return error.code().matches("[45]\\d\\d") ? Integer.parseInt(error.code()) : 200;
  }
}
