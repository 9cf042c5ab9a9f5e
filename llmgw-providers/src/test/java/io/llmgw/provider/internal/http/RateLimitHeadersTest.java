package io.llmgw.provider.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.outcome.RateLimitStatus.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitHeadersTest {
  private static final Instant NOW = Instant.parse("2026-05-28T22:15:00Z");

  private static RateLimitStatus read(String... namesAndValues) {
    return RateLimitHeaders.read(Headers.of(namesAndValues), NOW);
  }

  private static Optional<Window> window(long limit, long remaining, Duration reset) {
    return Optional.of(
        new Window(OptionalLong.of(limit), OptionalLong.of(remaining), Optional.of(reset)));
  }

  @Test
  void openAisNamesAreRead() {
    RateLimitStatus status =
        read(
            "x-ratelimit-limit-requests", "500",
            "X-RateLimit-Remaining-Requests", "499",
            "x-ratelimit-reset-requests", "2m52.8s",
            "x-ratelimit-limit-tokens", "30000",
            "x-ratelimit-remaining-tokens", "29000",
            "x-ratelimit-reset-tokens", "26ms");

    assertThat(status.requests()).isEqualTo(window(500, 499, Duration.ofMillis(172_800)));
    assertThat(status.tokens()).isEqualTo(window(30_000, 29_000, Duration.ofMillis(26)));
    assertThat(status.inputTokens()).isEmpty();
  }

  @Test
  void anthropicsNamesAreRead() {
    RateLimitStatus status =
        read(
            "anthropic-ratelimit-input-tokens-limit", "10000",
            "anthropic-ratelimit-input-tokens-remaining", "9000",
            "anthropic-ratelimit-input-tokens-reset", "2026-05-28T22:16:00Z",
            "anthropic-ratelimit-output-tokens-remaining", "7");

    assertThat(status.inputTokens()).isEqualTo(window(10_000, 9_000, Duration.ofMinutes(1)));
    assertThat(status.outputTokens().orElseThrow().remaining()).hasValue(7);
    assertThat(status.outputTokens().orElseThrow().limit()).isEmpty();
  }

  @Test
  void ofSeveralPeriodsTheShortestCounts() {
    RateLimitStatus status =
        read(
            "x-ratelimit-limit-tokens-month", "200000000",
            "x-ratelimit-limit-tokens-minute", "500",
            "x-ratelimit-remaining-tokens-minute", "20",
            "x-ratelimit-remaining-tokens-month", "1",
            "x-ratelimit-limit-req-minute", "4",
            "x-ratelimit-remaining-requests-day", "90");

    assertThat(status.tokens().orElseThrow().limit()).hasValue(500);
    assertThat(status.tokens().orElseThrow().remaining()).hasValue(20);
    assertThat(status.requests().orElseThrow().limit()).hasValue(4);
    assertThat(status.requests().orElseThrow().remaining()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "6m0s, 360000",
    "1h2m3s, 3723000",
    "1.5, 1500",
    "0, 0",
    "1780006560, 60000",
    "1780006560000, 60000",
    "2026-05-28T22:14:00Z, 0",
  })
  void aResetIsADurationOrATime(String value, long milliseconds) {
    assertThat(read("x-ratelimit-reset", value).requests().orElseThrow().resetsIn())
        .contains(Duration.ofMillis(milliseconds));
  }

  @Test
  void whatCannotBeReadIsNotKnown() {
    assertThat(read("x-ratelimit-reset", "soon").requests()).isEmpty();
    assertThat(read("content-type", "text/plain", "x-ratelimit-limit-input-images", "5"))
        .isEqualTo(RateLimitStatus.UNKNOWN);
  }
}
