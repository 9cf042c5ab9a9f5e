package io.llmgw.provider.catalog;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was decided where the price lists are wrong, silent or disagree.
 *
 * <p>Read it again with every new list: the generator prints what changes nothing any more.
 */
final class CatalogDecisions {

  /**
   * Models only genai-prices knows: prices from there; capabilities, and limits where the context
   * window is the same, as the model named last, their predecessor.
   */
  static final List<Addition> ADDITIONS =
      List.of(
          new Addition("anthropic", "claude-opus-5", "claude-opus-4-8"),
          new Addition("gemini", "gemini-3.6-flash", "gemini-3.5-flash"),
          new Addition("gemini", "gemini-3.5-flash-lite", "gemini-3.1-flash-lite"),
          new Addition("vertex", "gemini-3.6-flash", "gemini-3.5-flash"),
          new Addition("vertex", "gemini-3.5-flash-lite", "gemini-3.1-flash-lite"),
          new Addition("deepseek", "deepseek-v4-flash", "deepseek-reasoner"),
          new Addition("deepseek", "deepseek-v4-pro", "deepseek-reasoner"),
          new Addition("xai", "grok-4.5", "grok-4.3"),
          new Addition("moonshot", "kimi-k2.7-code", "kimi-k2.6"),
          new Addition("moonshot", "kimi-k3", "kimi-k2.6"));

  /** Models of Anthropic that Amazon and Google sell too, by Anthropic's id. */
  static final Set<String> NEWEST_CLAUDE =
      Set.of("claude-sonnet-5", "claude-opus-5", "claude-fable-5");

  /** Where the lists are wrong or silent. One that changes nothing any more is printed. */
  static final List<Correction> CORRECTIONS =
      Stream.concat(MakerCorrections.ALL.stream(), ResellerCorrections.ALL.stream()).toList();

  /** Disagreements with genai-prices that were looked into, and why ours stayed. */
  static final List<Decision> DECIDED =
      List.of(
          keep(
              "anthropic",
              "1,000,000 since the flat price of 2026-03-13, which they have too",
              Set.of("context"),
              "claude-opus-4-6"),
          keep(
              "anthropic",
              "only requests of the ended beta could be above 200,000",
              Set.of("tiers"),
              "claude-sonnet-4-2025",
              "claude-4-sonnet"),
          keep(
              "anthropic",
              "1,000,000 was the beta, which has ended",
              Set.of("context"),
              "claude-sonnet-4-5"),
          keep(
              "anthropic",
              "Anthropic cancelled the rise to 3 and 15 on 2026-09-01; the overlay is newer",
              Set.of("input", "output", "cache_read", "cache_write_5m"),
              "claude-sonnet-5"),
          keep("openai", "theirs is rounded", Set.of("context"), "gpt-4.1"),
          keep(
              "openai",
              "theirs lumps it with later snapshots, which became cheaper",
              Set.of("input", "output", "cache_read"),
              "gpt-4o-2024-05-13"),
          keep(
              "openai",
              "theirs repeats the text price",
              Set.of("audio_input"),
              "gpt-4o-audio-preview",
              "gpt-4o-mini-audio-preview"),
          keep(
              "openai",
              "theirs lumps the chat models with the reasoning models",
              Set.of("context"),
              "gpt-5-chat",
              "gpt-5.1-chat",
              "gpt-5.2-chat"),
          keep(
              "openai",
              "gpt-5.4 and gpt-5.6 have the same window and the same tier",
              Set.of("context", "tiers"),
              "gpt-5.5"),
          keep("openai", "theirs is the window of o1-preview", Set.of("context"), "o1"),
          keep(
              "mistral",
              "theirs is the price of the model of 2024 with a digit too many",
              Set.of("input", "output"),
              "ministral-8b"),
          keep(
              "openrouter",
              "theirs has the price of input for output, a sixth of every sibling's",
              Set.of("input", "output"),
              "qwen/qwen3-235b-a22b-thinking-2507"),
          keep(
              "mistral",
              "the model of 2024, which did not become cheaper with the name that moved on",
              Set.of("input", "output"),
              "codestral-2405"));

  private CatalogDecisions() {}

  /** Returns why a price stayed that genai-prices has otherwise. */
  static Optional<String> reasonToKeep(String provider, String id, String field) {
    return DECIDED.stream()
        .filter(decision -> decision.provider().equals(provider) && decision.covers(id, field))
        .map(Decision::reason)
        .findFirst();
  }

  private static Decision keep(
      String provider, String reason, Set<String> fields, String... prefixes) {
    return new Decision(provider, reason, fields, List.of(prefixes));
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
   * A disagreement that is known.
   *
   * @param provider our name of the provider
   * @param reason why ours stayed
   * @param fields meters, {@code context} or {@code tiers}
   * @param prefixes how the ids of the models begin
   */
  record Decision(String provider, String reason, Set<String> fields, List<String> prefixes) {

    /** Tells whether this is about a field of a model. */
    boolean covers(String id, String field) {
      return fields.contains(field) && prefixes.stream().anyMatch(id::startsWith);
    }
  }
}
