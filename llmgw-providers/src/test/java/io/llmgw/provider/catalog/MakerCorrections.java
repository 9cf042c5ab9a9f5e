package io.llmgw.provider.catalog;

import static io.llmgw.provider.catalog.Correction.fix;

import java.math.BigDecimal;
import java.util.List;

/** Where the lists are wrong or silent about models at OpenAI and Anthropic themselves. */
final class MakerCorrections {
  static final List<Correction> ALL =
      List.of(
          fix(
              "openai",
              "priority input of 2.5 is fifty times the standard price; nano has no priority tier",
              m -> m.services.remove("priority"),
              "gpt-5-nano"),
          fix(
              "openai",
              "a cache read price filed under cache creation, compare ft:gpt-4o-2024-08-06",
              m -> m.prices.put("cache_read", m.prices.remove("cache_write_5m")),
              "ft:gpt-4o-2024-11-20"),
          fix(
              "openai",
              "no pro model has a discount on cached input; genai-prices agrees",
              m -> {
                m.prices.remove("cache_read");
                m.tiers.values().forEach(tier -> tier.remove("cache_read"));
              },
              "gpt-5.4-pro",
              "gpt-5.4-pro-2026-03-05",
              "gpt-5.5-pro",
              "gpt-5.5-pro-2026-04-23"),
          fix(
              "openai",
              "search price of gpt-4o-mini-search-preview; neither the alias nor a flag supports"
                  + " it",
              m -> {
                m.prices.remove("search");
                m.capabilities.remove("web_search");
              },
              "gpt-4o-mini-2024-07-18"),
          fix(
              "openai",
              "272000 is the input limit of a window of 400000, as for gpt-5",
              m -> m.context = 400_000,
              "gpt-5-search-api",
              "gpt-5-search-api-2025-10-14"),
          fix(
              "openai",
              "8192 tokens according to genai-prices and OpenAI's API reference",
              m -> m.context = 8_192,
              "text-embedding-3-large",
              "text-embedding-3-small",
              "text-embedding-ada-002",
              "text-embedding-ada-002-v2"),
          fix(
              "openai",
              "the same model as text-embedding-ada-002",
              m -> m.dimensions = 1_536,
              "text-embedding-ada-002-v2"),
          fix(
              "openai",
              "no flag for system messages, which o1 and the deep research models have",
              m -> m.capabilities.add("system"),
              "ft:o4-mini-2025-04-16",
              "o3",
              "o3-2025-04-16",
              "o3-mini",
              "o3-mini-2025-01-31",
              "o3-pro",
              "o3-pro-2025-06-10",
              "o4-mini",
              "o4-mini-2025-04-16"),
          fix(
              "openai",
              "no flag for web search, which the siblings or the alias have",
              m -> m.capabilities.add("web_search"),
              "gpt-4o-mini-search-preview-2025-03-11",
              "gpt-4o-search-preview-2025-03-11",
              "gpt-5.4",
              "gpt-5.4-2026-03-05"),
          fix(
              "openai",
              "o1, o3 and o4-mini are flagged as unable to call tools in parallel",
              m -> m.capabilities.remove("parallel_tools"),
              "o1-2024-12-17"),
          fix(
              "anthropic",
              "6 is the price of the Sonnets; completed by the rule for one-hour writes",
              m -> m.prices.remove("cache_write_1h"),
              "claude-3-haiku-20240307",
              "claude-3-opus-20240229"),
          fix(
              "anthropic",
              "web search costs the same with every Claude model that has it",
              m -> {
                m.prices.put("search", new BigDecimal("0.01"));
                m.capabilities.add("web_search");
              },
              "claude-haiku-4-5",
              "claude-haiku-4-5-20251001"),
          fix(
              "anthropic",
              "the beta of 1,000,000 tokens has ended; genai-prices lists 200,000",
              m -> m.context = 200_000,
              "claude-4-sonnet-20250514",
              "claude-sonnet-4-20250514"),
          fix(
              "anthropic",
              "another spelling of claude-opus-4-20250514 and claude-sonnet-4-20250514",
              m -> m.deprecated = "2026-05-14",
              "claude-4-opus-20250514",
              "claude-4-sonnet-20250514"));

  private MakerCorrections() {}
}
