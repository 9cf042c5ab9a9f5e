package io.llmgw.provider.internal.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBody;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicErrorsTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "400, invalid_request_error, messages: at least one message is required, INVALID_REQUEST",
        "400, invalid_request_error, prompt is too long: 3333404 tokens > 200000 maximum, CONTEXT_WINDOW_EXCEEDED",
        "400, invalid_request_error, input length and `max_tokens` exceed context limit: 1 + 2 > 2, CONTEXT_WINDOW_EXCEEDED",
        "400, invalid_request_error, context_management: unknown edit, INVALID_REQUEST",
        "400, invalid_request_error, Your credit balance is too low to access the API, QUOTA_EXHAUSTED",
        "400, invalid_request_error, You have reached your specified API usage limits, QUOTA_EXHAUSTED",
        "400, invalid_request_error, Output blocked by content filtering policy, CONTENT_FILTERED",
        "401, authentication_error, invalid x-api-key, AUTHENTICATION",
        "402, billing_error, Pay, QUOTA_EXHAUSTED",
        "403, permission_error, No, PERMISSION_DENIED",
        "404, not_found_error, model: claude-none, MODEL_NOT_FOUND",
        "404, not_found_error, Not Found, INVALID_REQUEST",
        "413, request_too_large, Request exceeds the maximum size, INVALID_REQUEST",
        "429, rate_limit_error, Slow down, RATE_LIMITED",
        "500, api_error, Internal server error, SERVER_ERROR",
        "504, timeout_error, Too slow, TIMEOUT",
        "529, overloaded_error, Overloaded, OVERLOADED",
        "200, overloaded_error, Overloaded, OVERLOADED",
        "200, api_error, Internal server error, SERVER_ERROR",
        // Types that are not known: the status decides.
        "401, new_error, x, AUTHENTICATION",
        "422, -, prompt is too long, CONTEXT_WINDOW_EXCEEDED",
        "429, -, x, RATE_LIMITED",
        "503, -, x, OVERLOADED",
        "529, -, x, OVERLOADED",
        "502, -, x, SERVER_ERROR",
        "200, new_error, x, SERVER_ERROR"
      })
  void anErrorsTypeDecidesThenItsWordingThenItsStatus(
      int status, String type, String message, ErrorKind kind) {
    ErrorBody error = new ErrorBody(type == null ? "" : type, "", message);

    assertThat(AnthropicErrors.classify(status, error)).isEqualTo(kind);
  }
}
