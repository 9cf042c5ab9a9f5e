package io.llmgw.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {
  @ParameterizedTest
  @CsvSource({
    "PT0.000000001S, 1 ms",
    "PT0.25S, 250 ms",
    "PT1S, 1 s",
    "PT2.4S, 3 s",
    "PT59.5S, 1 min",
    "PT61S, 1 min 1 s",
    "PT59M59.1S, 1 h",
    "PT13H, 13 h",
    "PT72148S, 20 h 3 min",
    "PT23H59M1S, 1 d",
    "P9DT3H30M, 9 d 4 h",
  })
  void aWaitIsToldInTheTwoLargestUnitsAndNeverTooShort(Duration wait, String text) {
    assertThat(Refusals.readable(wait)).isEqualTo(text);
  }
}
