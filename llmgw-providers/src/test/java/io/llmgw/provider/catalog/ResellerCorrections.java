package io.llmgw.provider.catalog;

import static io.llmgw.provider.catalog.Correction.fix;
import static io.llmgw.provider.catalog.Correction.price;

import java.math.BigDecimal;
import java.util.List;

/** Where the lists are wrong or silent about models at all other providers. */
final class ResellerCorrections {
  static final List<Correction> ALL =
      List.of(
          fix(
              "vertex",
              "0.15 and 0.6 is Vertex AI's price, which the id with the version has; 0.1 is the"
                  + " Gemini API's",
              m -> {
                price(m, "0.15", "0.6");
                m.prices.put("cache_read", new BigDecimal("0.0375"));
                m.prices.put("audio_input", BigDecimal.ONE);
              },
              "gemini-2.0-flash"),
          fix(
              "vertex",
              "twenty times the price of mistral-nemo@latest, which it is",
              m -> price(m, "0.15", "0.15"),
              "mistral-nemo@2407"),
          fix(
              "vertex",
              "the price of Mistral Small of 2024; this one costs 0.1 and 0.3 everywhere",
              m -> price(m, "0.1", "0.3"),
              "mistral-small-2503",
              "mistral-small-2503@001"),
          fix(
              "vertex",
              "a price for a thousand characters taken for one of tokens",
              ModelDraft::unpriced,
              "text-embedding-preview-0409"),
          fix(
              "bedrock",
              "0.25 and 1.25 is the price of Claude 3 Haiku",
              m -> {
                price(m, "0.8", "4");
                m.prices.put("cache_read", new BigDecimal("0.08"));
                m.prices.put("cache_write_5m", new BigDecimal("1"));
              },
              "eu.anthropic.claude-3-5-haiku-20241022-v1:0"),
          fix(
              "bedrock",
              "1,000,000 tokens is the window of later models",
              m -> {
                m.context = 200_000;
                m.tiers.clear();
                m.prices.remove("cache_write_1h");
              },
              "anthropic.claude-3-5-sonnet-20240620-v1:0",
              "anthropic.claude-3-5-sonnet-20241022-v2:0"),
          fix(
              "bedrock",
              "ten times the price of the same model at every gateway; Amazon lists 0.02",
              m -> m.prices.put("input", new BigDecimal("0.02")),
              "amazon.titan-embed-text-v2:0"),
          fix(
              "bedrock",
              "sold by the request and by the minute of video",
              ModelDraft::unpriced,
              "twelvelabs.marengo-embed-2-7-v1:0",
              "us.twelvelabs.marengo-embed-2-7-v1:0",
              "eu.twelvelabs.marengo-embed-2-7-v1:0"),
          fix(
              "azure",
              "copied from gpt-4o-audio-preview; OpenAI's prices of the mini",
              m -> {
                price(m, "0.15", "0.6");
                m.prices.put("audio_input", BigDecimal.TEN);
                m.prices.put("audio_output", new BigDecimal("20"));
              },
              "gpt-4o-mini-audio-preview-2024-12-17"),
          fix(
              "azure",
              "1.21 and 4.84 is the price of a region",
              m -> {
                price(m, "1.1", "4.4");
                m.prices.put("cache_read", new BigDecimal("0.55"));
              },
              "o1-mini"),
          fix(
              "azure",
              "the price of a region, cached input that of all; the global price, as for the alias",
              m -> price(m, "0.15", "0.6"),
              "gpt-4o-mini-2024-07-18"),
          fix(
              "azure",
              "no pro model has a discount on cached input",
              m -> {
                m.prices.remove("cache_read");
                m.tiers.values().forEach(tier -> tier.remove("cache_read"));
              },
              "gpt-5.4-pro",
              "gpt-5.4-pro-2026-03-05",
              "gpt-5.5-pro",
              "gpt-5.5-pro-2026-04-23"),
          fix(
              "azure",
              "a price for a thousand tokens taken for one of a token",
              m -> price(m, "3.2", "9.71"),
              "jais-30b-chat"),
          fix(
              "azure",
              "input and output are swapped",
              m -> price(m, "0.35", "1.41"),
              "Llama-4-Maverick-17B-128E-Instruct-FP8"),
          fix(
              "azure",
              "output at a third of the input, and no other source",
              ModelDraft::unpriced,
              "Meta-Llama-3-70B-Instruct"),
          fix(
              "azure",
              "the price of the first weeks; lower at the same seller's other entry",
              m -> price(m, "4", "12"),
              "mistral-large-2402"),
          fix(
              "azure",
              "the price of the model of 2024-02; lower at the same seller's other entry",
              m -> price(m, "2", "6"),
              "mistral-large-latest"),
          fix(
              "vercel",
              "2.5 is the price above 200,000 tokens",
              m -> price(m, "1.25", "10"),
              "google/gemini-2.5-pro"),
          fix(
              "azure",
              "3,072 is the length of text-embedding-3-large",
              m -> m.dimensions = 1_536,
              "embed-v-4-0"),
          fix(
              "cohere",
              "a price for a thousand tokens taken for one of a token",
              m -> m.prices.put("input", new BigDecimal("0.1")),
              "embed-multilingual-light-v3.0"),
          fix(
              "cohere",
              "the list has the length of the vectors for that of the input",
              m -> m.context = 512,
              "embed-english-v2.0",
              "embed-english-light-v2.0",
              "embed-english-v3.0",
              "embed-english-light-v3.0",
              "embed-multilingual-v3.0",
              "embed-multilingual-light-v3.0"),
          fix(
              "cohere",
              "the list has the length of the vectors for that of the input",
              m -> m.context = 256,
              "embed-multilingual-v2.0"),
          fix(
              "voyage",
              "the limit of a whole request; one text may have 32,000 tokens",
              m -> m.context = 32_000,
              "voyage-context-3"),
          fix(
              "together",
              "thirty times the input; 0.6 at the same maker's other model and at every reseller",
              m -> price(m, "0.2", "0.6"),
              "Qwen/Qwen3-235B-A22B-Instruct-2507-tput"),
          fix(
              "mistral",
              "another name of codestral-2508",
              m -> {
                m.context = 256_000;
                m.maxOutput = 256_000;
              },
              "codestral-latest"),
          fix(
              "deepseek",
              "since 2026-04-24 another name of deepseek-v4-flash, until 2026-07-24 (DeepSeek's"
                  + " change log)",
              m -> {
                price(m, "0.14", "0.28");
                m.prices.put("cache_read", new BigDecimal("0.0028"));
                m.context = 1_000_000;
                m.maxOutput = 0;
                m.deprecated = "2026-07-24";
              },
              "deepseek-chat",
              "deepseek-reasoner"),
          fix(
              "openrouter",
              "Anthropic cancelled the rise to 3 and 15 on 2026-09-01; the overlay is newer",
              m -> {
                price(m, "2", "10");
                m.prices.put("cache_read", new BigDecimal("0.2"));
                m.prices.put("cache_write_5m", new BigDecimal("2.5"));
              },
              "anthropic/claude-sonnet-5"));

  private ResellerCorrections() {}
}
