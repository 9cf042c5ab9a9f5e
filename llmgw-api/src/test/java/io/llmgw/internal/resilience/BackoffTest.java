package io.llmgw.internal.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static long millis(int retry, long seed) {
    return Backoff.before(retry, Optional.empty(), new Random(seed)).orElseThrow().toMillis();
  }

  @Test
  void doublesFromAQuarterSecondToFiveSecondsWithTwentyPercentJitter() {
    for (long seed = 0; seed < 200; seed++) {
      assertThat(millis(1, seed)).isBetween(200L, 300L);
      assertThat(millis(2, seed)).isBetween(400L, 600L);
      assertThat(millis(3, seed)).isBetween(800L, 1_200L);
      assertThat(millis(9, seed)).isBetween(4_000L, 6_000L);
    }
    assertThat(millis(1, 1)).isNotEqualTo(millis(1, 99));
  }

  @Test
  void waitsExactlyAsLongAsTheProviderAsks() {
    assertThat(Backoff.before(3, Optional.of(Duration.ofSeconds(27)), new Random(1)))
        .contains(Duration.ofSeconds(27));
  }

  @Test
  void doesNotWaitForAProviderThatAsksForMoreThanAMinute() {
    assertThat(Backoff.before(1, Optional.of(Duration.ofSeconds(90)), new Random(1))).isEmpty();
  }
}
