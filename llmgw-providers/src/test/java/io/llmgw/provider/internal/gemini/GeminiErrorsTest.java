package io.llmgw.provider.internal.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.provider.internal.http.ErrorBody;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiErrorsTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "400, INVALID_ARGUMENT, Request contains an invalid argument., INVALID_REQUEST",
        "400, INVALID_ARGUMENT, API key not valid. Please pass a valid API key., AUTHENTICATION",
        "400, INVALID_ARGUMENT, API key expired. Please renew the API key., AUTHENTICATION",
        "400, INVALID_ARGUMENT, The input token count (9) exceeds the maximum number of tokens allowed (8)., CONTEXT_WINDOW_EXCEEDED",
        "400, INVALID_ARGUMENT, Unable to submit request because the input token count is 9 but model only supports up to 8., CONTEXT_WINDOW_EXCEEDED",
        "429, RESOURCE_EXHAUSTED, Quota exceeded for x/generate_content_requests_per_minute_per_project, RATE_LIMITED",
        "429, RESOURCE_EXHAUSTED, Quota exceeded for x/generate_content_requests_per_day_per_project, QUOTA_EXHAUSTED",
        "400, FAILED_PRECONDITION, User location is not supported for the API use., PERMISSION_DENIED",
        "401, UNAUTHENTICATED, Request had invalid authentication credentials., AUTHENTICATION",
        "403, PERMISSION_DENIED, Your API key was reported as leaked., AUTHENTICATION",
        "403, PERMISSION_DENIED, Permission denied on resource, PERMISSION_DENIED",
        "404, NOT_FOUND, models/x is not found for API version v1beta, MODEL_NOT_FOUND",
        "404, NOT_FOUND, Publisher Model `x` not found., MODEL_NOT_FOUND",
        "404, NOT_FOUND, CachedContent not found, INVALID_REQUEST",
        "429, RESOURCE_EXHAUSTED, You exceeded your current quota, RATE_LIMITED",
        "429, RESOURCE_EXHAUSTED, Your prepayment credits are depleted., QUOTA_EXHAUSTED",
        "499, CANCELLED, The operation was cancelled., SERVER_ERROR",
        "500, INTERNAL, An internal error has occurred., SERVER_ERROR",
        "501, UNIMPLEMENTED, No, INVALID_REQUEST",
        "503, UNAVAILABLE, The model is overloaded., OVERLOADED",
        "504, DEADLINE_EXCEEDED, Deadline expired, TIMEOUT",
        "200, UNAVAILABLE, The service is currently unavailable., OVERLOADED",
        "413, -, Too large, INVALID_REQUEST",
        "429, -, Slow down, RATE_LIMITED",
        "502, -, Bad gateway, SERVER_ERROR"
      })
  void anErrorsWordingDecidesThenItsNameThenItsStatus(
      int status, String type, String message, ErrorKind kind) {
    ErrorBody error = new ErrorBody(type == null ? "" : type, "", message);

    assertThat(GeminiErrors.classify(status, error)).isEqualTo(kind);
  }

  private static ErrorBody error(String details) {
    String body =
        "{\"error\":{\"code\":429,\"message\":\"Quota\",\"status\":\"RESOURCE_EXHAUSTED\","
            + "\"details\":["
            + details
            + "]}}";
    return ErrorBodies.read(body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aQuotaOfADayIsUsedUpAndOneOfAMinuteIsNot() {
    ErrorBody minute = error("{\"violations\":[{\"quotaId\":\"RequestsPerMinutePerProject\"}]}");
    ErrorBody day = error("{\"violations\":[{\"quotaId\":\"RequestsPerDayPerProject\"}]}");
    ErrorBody limit = error("{\"metadata\":{\"quota_limit\":\"RequestsPerDay\"}}");

    assertThat(GeminiErrors.classify(429, minute)).isEqualTo(ErrorKind.RATE_LIMITED);
    assertThat(GeminiErrors.classify(429, day)).isEqualTo(ErrorKind.QUOTA_EXHAUSTED);
    assertThat(GeminiErrors.classify(429, limit)).isEqualTo(ErrorKind.QUOTA_EXHAUSTED);
  }

  @Test
  void aReasonSaysMoreThanAStatus() {
    assertThat(GeminiErrors.classify(400, error("{\"reason\":\"API_KEY_INVALID\"}")))
        .isEqualTo(ErrorKind.AUTHENTICATION);
  }

  @Test
  void theDelayStandsInTheDetails() {
    assertThat(error("{\"reason\":\"x\"},{\"retryDelay\":\"13s\"}").retryAfter())
        .contains(Duration.ofSeconds(13));
    assertThat(error("{\"retryDelay\":\"soon\"}").retryAfter()).isEmpty();
  }
}
