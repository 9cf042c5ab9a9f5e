package io.llmgw.provider.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogGeneratorTest {

  @Test
  @EnabledIfSystemProperty(named = "llmgw.prices", matches = ".+", disabledReason = "no lists here")
  void theResourcesAreWhatTheListsMake() throws IOException {
    Path lists = Path.of(Objects.requireNonNull(System.getProperty("llmgw.prices")));
    Map<String, String> made = new CatalogGenerator(lists).resources();

    assertThat(made.keySet()).containsExactlyElementsOf(CatalogFile.providers().toList());
    made.forEach((provider, text) -> assertThat(CatalogFile.text(provider)).isEqualTo(text));
  }

  @ParameterizedTest
  @CsvSource({
    "us.anthropic.claude-opus-4-5-20251101-v1:0, claude-opus-4-5-20251101, claude-opus-4-5",
    "claude-opus-4-5@20251101, claude-opus-4-5-20251101, claude-opus-4-5",
    "anthropic/claude-opus-4.5, claude-opus-4-5, claude-opus-4-5",
    "accounts/fireworks/models/qwen2p5-7b, qwen2-5-7b, qwen2-5-7b",
    "openai/gpt-oss-120b:groq, gpt-oss-120b, gpt-oss-120b",
    "openai/gpt-4o:extended, gpt-4o:extended, gpt-4o:extended",
    "mistral.mistral-7b-instruct-v0:2, mistral-7b-instruct, mistral-7b-instruct",
    "gemini-pro-latest, gemini-pro-latest, gemini-pro-latest",
    "ft:gpt-4o-mini-2024-07-18, ft-gpt-4o-mini-2024-07-18, ft-gpt-4o-mini",
  })
  void aModelIsRecognisedUnderItsIds(String id, String dated, String family) {
    assertThat(ModelFamily.dated(id)).isEqualTo(dated);
    assertThat(ModelFamily.of(id)).isEqualTo(family);
  }

  @ParameterizedTest
  @CsvSource({
    "bedrock, bedrock/eu-west-1/minimax.minimax-m2.5, false",
    "bedrock, bedrock/us-east-1/zai.glm-5, true",
    "bedrock, eu.amazon.nova-lite-v1:0, true",
    "bedrock, claude-sonnet-4-5-20250929-v1:0, false",
    "azure, azure/eu/gpt-5.1, false",
    "azure, azure/global/gpt-5.1, true",
    "groq, groq/openai/gpt-oss-20b, true",
    "fireworks, fireworks_ai/glm-4p7, false",
    "together, together-ai-up-to-4b, false",
  })
  void onlyWhatTheWireTakesIsAnId(String name, String key, boolean taken) {
    Provider provider =
        CatalogProviders.ALL.stream()
            .filter(row -> row.name().equals(name))
            .findFirst()
            .orElseThrow();

    assertThat(provider.rank(key).isPresent()).isEqualTo(taken);
  }
}
