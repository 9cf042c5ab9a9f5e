package io.llmgw.provider.catalog;

import static io.llmgw.provider.catalog.CatalogFile.model;
import static io.llmgw.provider.catalog.CatalogFile.show;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares a sample of every catalogue with what was checked by hand. */
class CatalogFactsTest {

  @ParameterizedTest
  @CsvSource({
    "openai, gpt-5-mini, 400000, 128000, input=0.25 cache_read=0.025 output=2",
    "openai, gpt-5, 400000, 128000, input=1.25 cache_read=0.125 output=10",
    "openai, gpt-5-nano, 400000, 128000, input=0.05 cache_read=0.005 output=0.4",
    "openai, gpt-5-pro, 400000, 272000, input=15 output=120",
    "openai, gpt-4o, 128000, 16384, input=2.5 cache_read=1.25 output=10",
    "openai, gpt-4.1, 1047576, 32768, input=2 cache_read=0.5 output=8",
    "openai, o3, 200000, 100000, input=2 cache_read=0.5 output=8",
    "openai, o4-mini, 200000, 100000, input=1.1 cache_read=0.275 output=4.4",
    "openai, gpt-audio, 128000, 16384, input=2.5 output=10 audio_input=32 audio_output=64",
    "openai, gpt-5.5-pro, 1050000, 128000, input=30 output=180",
    "openai, text-embedding-3-small, 8192, 0, input=0.02",
    "anthropic, claude-haiku-4-5, 200000, 64000,"
        + " input=1 cache_read=0.1 cache_write_5m=1.25 cache_write_1h=2 output=5 search=0.01",
    "anthropic, claude-sonnet-4-5, 200000, 64000,"
        + " input=3 cache_read=0.3 cache_write_5m=3.75 cache_write_1h=6 output=15 search=0.01",
    "anthropic, claude-sonnet-5, 1000000, 128000,"
        + " input=2 cache_read=0.2 cache_write_5m=2.5 cache_write_1h=4 output=10 search=0.01",
    "anthropic, claude-opus-5, 1000000, 128000,"
        + " input=5 cache_read=0.5 cache_write_5m=6.25 cache_write_1h=10 output=25 search=0.01",
    "anthropic, claude-3-haiku-20240307, 200000, 4096,"
        + " input=0.25 cache_read=0.03 cache_write_5m=0.3 cache_write_1h=0.5 output=1.25",
    "gemini, gemini-2.5-pro, 1048576, 65535,"
        + " input=1.25 cache_read=0.125 output=10 search=0.035",
    "gemini, gemini-3.6-flash, 1048576, 65535,"
        + " input=1.5 cache_read=0.15 output=7.5 search=0.014",
    "gemini, gemini-embedding-001, 2048, 0, input=0.15",
    "gemini, gemma-3-27b-it, 131072, 8192, input=0 output=0",
    "vertex, gemini-3.1-pro-preview, 1048576, 65536,"
        + " input=2 cache_read=0.2 output=12 search=0.014",
    "vertex, gemini-2.0-flash, 1048576, 8192, "
        + "input=0.15 cache_read=0.0375 output=0.6 audio_input=1 search=0.035",
    "vertex-anthropic, claude-sonnet-4-5@20250929, 200000, 64000,"
        + " input=3 cache_read=0.3 cache_write_5m=3.75 cache_write_1h=6 output=15",
    "bedrock, us.anthropic.claude-sonnet-4-5-20250929-v1:0, 200000, 64000,"
        + " input=3.3 cache_read=0.33 cache_write_5m=4.125 cache_write_1h=6.6 output=16.5",
    "bedrock, global.anthropic.claude-sonnet-4-5-20250929-v1:0, 200000, 64000,"
        + " input=3 cache_read=0.3 cache_write_5m=3.75 cache_write_1h=6 output=15",
    "bedrock, eu.amazon.nova-lite-v1:0, 300000, 10000, input=0.078 output=0.312",
    "bedrock, amazon.titan-embed-text-v2:0, 8192, 0, input=0.02",
    "bedrock, cohere.rerank-v3-5:0, 32000, 0, search_unit=0.002",
    "azure, gpt-5-mini, 400000, 128000, input=0.25 cache_read=0.025 output=2",
    "azure, gpt-4o-mini, 128000, 16384, input=0.15 output=0.6 cache_read=0.075",
    "cohere, command-r7b-12-2024, 128000, 4096, input=0.0375 output=0.15",
    "cohere, rerank-v3.5, 4096, 0, search_unit=0.002",
    "cohere, embed-multilingual-light-v3.0, 512, 0, input=0.1",
    "voyage, rerank-2.5, 32000, 0, input=0.05",
    "voyage, voyage-4, 32000, 0, input=0.06",
    "groq, llama-3.3-70b-versatile, 128000, 32768, input=0.59 output=0.79",
    "mistral, mistral-large-latest, 262144, 262144, input=0.5 output=1.5",
    "mistral, codestral-latest, 256000, 256000, input=0.3 output=0.9",
    "deepseek, deepseek-v4-flash, 1000000, 0, input=0.14 cache_read=0.0028 output=0.28",
    "xai, grok-4.3, 1000000, 1000000, input=1.25 cache_read=0.2 output=2.5",
    "together, openai/gpt-oss-120b, 131072, 131072, input=0.15 output=0.6",
    "fireworks, accounts/fireworks/models/kimi-k2p5, 262144, 262144,"
        + " input=0.6 cache_read=0.1 output=3",
    "openrouter, anthropic/claude-sonnet-4.5, 200000, 64000,"
        + " input=3 cache_read=0.3 cache_write_5m=3.75 cache_write_1h=6 output=15",
    "openrouter, meta-llama/llama-3.3-70b-instruct:free, 0, 0, input=0 output=0",
    "perplexity, sonar-pro, 200000, 8000, input=3 output=15 search=0.006",
    "cerebras, gpt-oss-120b, 131072, 32768, input=0.35 output=0.75",
    "huggingface, openai/gpt-oss-120b:groq, 131072, 0, input=0.15 output=0.75",
    "moonshot, kimi-k2.6, 262144, 262144, input=0.95 cache_read=0.16 output=4",
    "zai, glm-5, 200000, 128000, input=1 cache_read=0.2 output=3.2",
    "zai, glm-4.5-flash, 128000, 32000, input=0 output=0",
    "alibaba, qwen3-max, 258048, 65536, input=1.2 output=6",
    "vercel, openai/gpt-4o, 128000, 16384, input=2.5 cache_read=1.25 output=10",
  })
  void factsCheckedByHand(String provider, String id, int context, int maxOutput, String prices) {
    JsonNode model = model(provider, id);

    assertThat(model.path("context").asInt()).isEqualTo(context);
    assertThat(model.path("maxOutput").asInt()).isEqualTo(maxOutput);
    assertThat(show(model.get("prices")).split(" ")).containsExactlyInAnyOrder(prices.split(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "ollama, llama3.1",
    "nvidia, nvidia/nv-rerankqa-mistral-4b-v3",
    "bedrock, anthropic.claude-mythos-preview",
    "vertex, text-embedding-005",
    "vertex, meta/llama-3.1-8b-instruct-maas",
  })
  void aZeroThatMeansUnknownIsNoPrice(String provider, String id) {
    assertThat(model(provider, id).has("prices")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-5-mini, flex, input=0.125 cache_read=0.0125 output=1",
    "gpt-5-mini, priority, input=0.45 cache_read=0.045 output=3.6",
    "gpt-5.4-nano, batch, input=0.1 cache_read=0.01 output=0.625",
    "gpt-4o-2024-05-13, priority, input=8.75 output=26.25",
  })
  void serviceTiersCheckedByHand(String id, String service, String prices) {
    assertThat(show(model("openai", id).get("service").get(service))).isEqualTo(prices);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, gpt-5.4, 0, 272000, input=5 cache_read=0.5 output=22.5",
    "gemini, gemini-2.5-pro, 0, 200000, input=2.5 cache_read=0.25 output=15",
    "xai, grok-4.3, 0, 200000, input=2.5 cache_read=0.4 output=5",
    "alibaba, qwen3-max, 0, 32000, input=2.4 output=12",
    "alibaba, qwen3-max, 1, 128000, input=3 output=15",
  })
  void theUpperTiersOfALongContextHaveTheirOwnPrices(
      String provider, String id, int number, int above, String prices) {
    JsonNode tier = model(provider, id).get("tiers").get(number);

    assertThat(tier.get("above").asInt()).isEqualTo(above);
    assertThat(show(tier.get("prices"))).isEqualTo(prices);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, text-embedding-3-large, 3072",
    "azure, text-embedding-3-large, 3072",
    "voyage, voyage-3-lite, 512",
    "cohere, embed-english-light-v3.0, 384",
    "bedrock, cohere.embed-english-v3, 1024",
    "mistral, codestral-embed, 1536",
    "vercel, cohere/embed-v4.0, 1536",
  })
  void theLengthOfVectorsIsKnown(String provider, String id, int dimensions) {
    JsonNode model = model(provider, id);

    assertThat(model.get("dimensions").asInt()).isEqualTo(dimensions);
    assertThat(model.get("capabilities")).anyMatch(can -> can.asText().equals("embeddings"));
  }

  @Test
  void aRerankModelSaysSo() {
    assertThat(model("cohere", "rerank-v3.5").get("capabilities"))
        .anyMatch(can -> can.asText().equals("rerank"));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0000029999900000000002, 3",
    "0.00000014999999999999999, 0.15",
    "0.00000018000000000000002, 0.18",
    "0.00000024997000000000006, 0.24997",
    "0.00000000000054687500, 0.000000546875",
    "1.0E-7, 0.1",
    "0.00012, 120",
  })
  void noiseIsTakenOffPrices(BigDecimal perToken, String perMillion) {
    assertThat(ModelDraft.plain(LitellmPrices.clean(perToken.movePointRight(6))))
        .isEqualTo(perMillion);
  }
}
