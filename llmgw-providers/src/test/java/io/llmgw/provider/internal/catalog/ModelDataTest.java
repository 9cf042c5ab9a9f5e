package io.llmgw.provider.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.model.Capability;
import io.llmgw.model.ModelInfo;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelDataTest {

  @ParameterizedTest
  @CsvSource({
    "openai, gpt-5-mini-2099-01-01, gpt-5-mini",
    "openai, ft:gpt-4o-2024-08-06:acme::id, ft:gpt-4o-2024-08-06",
    "vertex-anthropic, claude-sonnet-4-6@20260217, claude-sonnet-4-6",
    "vertex, gemini-2.5-flash@default, gemini-2.5-flash",
    "bedrock, global.anthropic.claude-opus-4-6-v1:0, global.anthropic.claude-opus-4-6-v1",
    "bedrock, us.anthropic.claude-opus-4-8-v1:0, us.anthropic.claude-opus-4-8",
    "bedrock, arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0,"
        + " amazon.nova-pro-v1:0",
    "bedrock, arn:aws:bedrock:us-east-1:1:inference-profile/us.amazon.nova-pro-v1:0,"
        + " us.amazon.nova-pro-v1:0",
  })
  void anotherIdOfTheSameModelFindsIt(String catalogue, String asked, String found) {
    ModelData data = ModelData.builtIn(catalogue);

    assertThat(data.find(asked).orElseThrow().id()).isEqualTo(found);
    assertThat(data.find(asked)).isEqualTo(data.find(found));
    assertThat(data.find(asked).orElseThrow().prices()).isPresent();
  }

  @Test
  void anUnknownProfileHasTheModelsLimitsButNoPrice() {
    ModelData data = ModelData.builtIn("bedrock");
    ModelInfo base = data.find("amazon.nova-pro-v1:0").orElseThrow();
    ModelInfo profile = data.find("ca.amazon.nova-pro-v1:0").orElseThrow();

    assertThat(profile.contextWindow()).isEqualTo(base.contextWindow());
    assertThat(profile.capabilities()).isEqualTo(base.capabilities());
    assertThat(profile.prices()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "bedrock, arn:aws:bedrock:us-east-1:1:application-inference-profile/abc",
    "openrouter, openai/gpt-oss-120b:nitro",
    "mistral, mistral-medium-9999",
    "github, openai/gpt-4.1",
  })
  void whatMayCostSomethingElseIsNotKnown(String catalogue, String asked) {
    assertThat(ModelData.builtIn(catalogue).find(asked)).isEmpty();
  }

  @Test
  void embeddingAndRerankModelsAreKnownAsSuch() {
    ModelInfo embedding = ModelData.builtIn("voyage").find("voyage-3.5").orElseThrow();
    ModelInfo rerank = ModelData.builtIn("cohere").find("rerank-v3.5").orElseThrow();

    assertThat(embedding.capabilities()).containsExactly(Capability.EMBEDDINGS);
    assertThat(embedding.dimensions()).hasValue(1_024);
    assertThat(rerank.capabilities()).containsExactly(Capability.RERANK);
    assertThat(
            rerank
                .prices()
                .orElseThrow()
                .cost(Usage.builder().count(Meter.SEARCH_UNIT, 2).build())
                .usd()
                .orElseThrow())
        .isEqualByComparingTo("0.004");
  }

  @Test
  void aFreeModelCostsNothingAndALocalOneIsNotKnown() {
    ModelInfo free = ModelData.builtIn("zai").find("glm-4.5-flash").orElseThrow();
    ModelInfo local = ModelData.builtIn("ollama").find("llama3.1").orElseThrow();

    assertThat(free.prices().orElseThrow().cost(Usage.of(10, 10)).usd().orElseThrow()).isZero();
    assertThat(local.prices()).isEmpty();
  }

  @Test
  void aFurtherNameStandsForAModelBesideItsOwn() {
    ModelData data = ModelData.builtIn("azure").named(Map.of("my-gpt", "gpt-5-mini"));

    assertThat(data.find("my-gpt")).isPresent().isEqualTo(data.find("gpt-5-mini"));
    assertThat(data.find("other")).isEmpty();
    assertThat(ModelData.builtIn("azure").find("my-gpt")).isEmpty();
  }
}
