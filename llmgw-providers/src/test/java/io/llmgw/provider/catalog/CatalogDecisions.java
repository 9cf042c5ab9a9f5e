package io.llmgw.provider.catalog;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What was decided where the price lists are wrong, silent or disagree.
 *
 * <p>Read it again with every new list: the generator prints what changes nothing any more.
 */
final class CatalogDecisions {

  /**
   * Models only genai-prices knows: prices from there, everything else as the model named last,
   * which has the same prices.
   */
  static final List<Addition> ADDITIONS =
      List.of(new Addition("anthropic", "claude-opus-5", "claude-opus-4-8"));

  /** Where the lists are wrong or silent. One that changes nothing any more is printed. */
  static final List<Correction> CORRECTIONS =
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
              "16 was copied from gpt-realtime-1.5; genai-prices lists 24",
              m -> m.prices.put("output", new BigDecimal("24")),
              "gpt-realtime-2"),
          fix(
              "openai",
              "the price of image tokens is filed as a price per image (0.000005)",
              m -> m.prices.put("image_input", new BigDecimal("5")),
              "gpt-realtime",
              "gpt-realtime-1.5",
              "gpt-realtime-2",
              "gpt-realtime-2025-08-28"),
          fix(
              "openai",
              "the price of image tokens is filed as a price per image (0.0000008)",
              m -> m.prices.put("image_input", new BigDecimal("0.8")),
              "gpt-realtime-mini-2025-10-06",
              "gpt-realtime-mini-2025-12-15"),
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

  /** Disagreements with genai-prices that were looked into, and why ours stayed. */
  static final List<Decision> DECIDED =
      List.of(
          keep(
              "1,000,000 since the flat price of 2026-03-13, which they have too",
              Set.of("context"),
              "claude-opus-4-6"),
          keep(
              "only requests of the ended beta could be above 200,000",
              Set.of("tiers"),
              "claude-sonnet-4-2025",
              "claude-4-sonnet"),
          keep("1,000,000 was the beta, which has ended", Set.of("context"), "claude-sonnet-4-5"),
          keep(
              "Anthropic cancelled the rise to 3 and 15 on 2026-09-01; the overlay is newer",
              Set.of("input", "output", "cache_read", "cache_write_5m"),
              "claude-sonnet-5"),
          keep("theirs is rounded", Set.of("context"), "gpt-4.1"),
          keep(
              "theirs lumps it with later snapshots, which became cheaper",
              Set.of("input", "output", "cache_read"),
              "gpt-4o-2024-05-13"),
          keep(
              "theirs repeats the text price",
              Set.of("audio_input"),
              "gpt-4o-audio-preview",
              "gpt-4o-mini-audio-preview"),
          keep(
              "theirs lumps the chat models with the reasoning models",
              Set.of("context"),
              "gpt-5-chat",
              "gpt-5.1-chat",
              "gpt-5.2-chat"),
          keep(
              "gpt-5.4 and gpt-5.6 have the same window and the same tier",
              Set.of("context", "tiers"),
              "gpt-5.5"),
          keep("theirs is the window of o1-preview", Set.of("context"), "o1"));

  private CatalogDecisions() {}

  private static Correction fix(
      String provider, String reason, Consumer<ModelDraft> change, String... ids) {
    return new Correction(provider, reason, change, List.of(ids));
  }

  private static Decision keep(String reason, Set<String> fields, String... prefixes) {
    return new Decision(reason, fields, List.of(prefixes));
  }

  /**
   * A model to add.
   *
   * @param provider our name of the provider
   * @param id the model
   * @param template the model whose limits and capabilities it shares
   */
  record Addition(String provider, String id, String template) {}

  /**
   * A change to what the lists say.
   *
   * @param provider our name of the provider
   * @param reason why
   * @param change what
   * @param ids the models it is for; all have to be there
   */
  record Correction(
      String provider, String reason, Consumer<ModelDraft> change, List<String> ids) {}

  /**
   * A disagreement that is known.
   *
   * @param reason why ours stayed
   * @param fields meters, {@code context} or {@code tiers}
   * @param prefixes how the ids of the models begin
   */
  record Decision(String reason, Set<String> fields, List<String> prefixes) {

    /** Tells whether this is about a field of a model. */
    boolean covers(String id, String field) {
      return fields.contains(field) && prefixes.stream().anyMatch(id::startsWith);
    }
  }
}
