package io.llmgw.provider.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryDelaysTest {
  private static Optional<Duration> find(Map<String, String> headers) {
    return RetryDelays.find(headers::get, Optional.empty(), "", TestContexts.NOW);
  }

  private static Optional<Duration> retryAfter(String value) {
    return find(Map.of("retry-after", value));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"1500, 250, 7, 1500", "-, 250, 7, 250", "-, -, 7, 7000"})
  void theFinerHeaderComesFirst(String openAi, String azure, String standard, long millis) {
    Map<String, Optional<String>> headers =
        Map.of(
            "retry-after-ms", Optional.ofNullable(openAi),
            "x-ms-retry-after-ms", Optional.ofNullable(azure),
            "retry-after", Optional.ofNullable(standard));
    assertThat(
            RetryDelays.find(
                name -> headers.get(name).orElse(null),
                Optional.of(Duration.ofSeconds(9)),
                "try again in 10s",
                TestContexts.NOW))
        .contains(Duration.ofMillis(millis));
  }

  @Test
  void whatNoHeaderSaysTheDetailsSayAndElseTheMessage() {
    Optional<Duration> details = Optional.of(Duration.ofSeconds(9));
    assertThat(RetryDelays.find(name -> null, details, "try again in 10s", TestContexts.NOW))
        .contains(Duration.ofSeconds(9));
    assertThat(
            RetryDelays.find(name -> null, Optional.empty(), "try again in 10s", TestContexts.NOW))
        .contains(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Wed, 21 Oct 2026 07:28:30 GMT",
        "Wednesday, 21-Oct-26 07:28:30 GMT",
        "Wed Oct 21 07:28:30 2026",
        " Wed, 21 Oct 2026 07:28:30 GMT "
      })
  void aDateMayHaveEveryFormThatHttpKnows(String date) {
    assertThat(retryAfter(date)).contains(Duration.ofSeconds(90));
  }

  @Test
  void aDateThatHasPassedMeansNow() {
    assertThat(retryAfter("Wed, 21 Oct 2026 07:00:00 GMT")).contains(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "-1",
        "1e999",
        "NaN",
        "99999999999",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "ü"
      })
  void whatIsNoDelayOrLongerThanAYearIsNotRead(String value) {
    assertThat(retryAfter(value)).isEmpty();
    assertThat(find(Map.of("retry-after", value, "x-ms-retry-after-ms", "20")))
        .contains(Duration.ofMillis(20));
  }
}
