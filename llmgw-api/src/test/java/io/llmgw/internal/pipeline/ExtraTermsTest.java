package io.llmgw.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.value.Extras;
import io.llmgw.value.RawJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What extras may make of a request, whichever API they are for. */
class ExtraTermsTest {
  private static ExtraTerms of(String field, Object value) {
    return ExtraTerms.of(Extras.NONE.with("any", field, value));
  }

  @Test
  void outputLimitsAreFoundHoweverTheyAreWritten() {
    assertThat(of("max_completion_tokens", 9_000).output()).isEqualTo(9_000);
    assertThat(of("max_tokens", 9_000L).output()).isEqualTo(9_000);
    assertThat(of("inferenceConfig", Map.of("maxTokens", 9_000)).output()).isEqualTo(9_000);
    assertThat(of("generationConfig", Map.of("maxOutputTokens", 9_000)).output()).isEqualTo(9_000);
    assertThat(of("options", Map.of("num_predict", -1)).output()).isEqualTo(Integer.MAX_VALUE);
    assertThat(of("max_tokens", Long.MAX_VALUE).output()).isEqualTo(Integer.MAX_VALUE);
    assertThat(of("generationConfig", RawJson.of("{\"maxOutputTokens\" : 9000}")).output())
        .isEqualTo(9_000);
    assertThat(of("max_tokens", RawJson.of("9000")).output()).isEqualTo(9_000);
  }

  @Test
  void theMostOfAllCounts() {
    Extras extras =
        Extras.NONE
            .with("a", "max_tokens", 10)
            .with("b", "max_tokens", 30)
            .with("c", "max_tokens", 20)
            .with("c", "n", 3);
    assertThat(ExtraTerms.of(extras)).isEqualTo(new ExtraTerms(30, 3, ""));
  }

  @Test
  void answersAndTheServiceTierAreFound() {
    assertThat(of("generationConfig", Map.of("candidateCount", 4)).answers()).isEqualTo(4);
    assertThat(of("service_tier", "priority").serviceTier()).isEqualTo("priority");
  }

  @Test
  void otherExtrasSayNothing() {
    assertThat(ExtraTerms.of(Extras.NONE)).isEqualTo(ExtraTerms.NONE);
    assertThat(of("tools", List.of(Map.of("type", "web_search", "name", "n"))))
        .isEqualTo(ExtraTerms.NONE);
    assertThat(of("temperature", 0.5)).isEqualTo(ExtraTerms.NONE);
  }
}
