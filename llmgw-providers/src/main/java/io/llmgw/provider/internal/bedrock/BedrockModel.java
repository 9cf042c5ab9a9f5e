package io.llmgw.provider.internal.bedrock;

import io.llmgw.provider.internal.anthropic.ClaudeModel;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a model on Bedrock takes, as far as it differs between models and asking for the wrong thing
 * is refused. From Bedrock's user guide ("Supported models and features", "ToolChoice", "Structured
 * outputs", "Extended thinking"). An inference profile's ARN does not name its model; it is taken
 * for one that knows what Converse itself defines.
 *
 * @param reasoning how reasoning is asked for
 * @param forcedTools whether {@code toolChoice} {@code any} and {@code tool} are taken
 * @param structured whether it takes a JSON schema for the answer and strict tools
 * @param caching what of prompt caching it takes
 */
record BedrockModel(
    Reasoning reasoning, boolean forcedTools, boolean structured, BedrockCaching caching) {

  /** Ways to ask for reasoning. */
  enum Reasoning {
    /** As Anthropic's own API does. */
    CLAUDE,
    /** Nova 2: {@code reasoningConfig} with three efforts. */
    NOVA,
    /** OpenAI's open models: {@code reasoning_effort}. */
    EFFORT,
    /** No setting is known. */
    NONE
  }

  private static final List<String> STRUCTURED =
      List.of(
          "gpt-oss",
          "qwen",
          "deepseek.v3",
          "gemma",
          "kimi",
          "minimax",
          "nemotron",
          "magistral",
          "ministral",
          "voxtral",
          "mistral-large-3");

  /** Models that choose themselves whether they call a tool. */
  private static final List<String> FREE =
      List.of("llama", "cohere", "jamba", "deepseek.r1", "mistral-small", "pixtral", "writer");

  /**
   * Returns what a model takes.
   *
   * @param id the model's id, with or without a region before it, or an ARN
   */
  static BedrockModel of(String id) {
    String name = id.toLowerCase(Locale.ROOT);
    Optional<ClaudeModel> claude = claude(id);
    BedrockCaching caching = BedrockCaching.of(id);
    if (claude.isPresent()) {
      ClaudeModel model = claude.get();
      return new BedrockModel(Reasoning.CLAUDE, model.forcedTools(), model.structured(), caching);
    }
    Reasoning reasoning =
        name.contains("nova-2")
            ? Reasoning.NOVA
            : name.contains("gpt-oss") ? Reasoning.EFFORT : Reasoning.NONE;
    boolean free = FREE.stream().anyMatch(name::contains);
    boolean structured = STRUCTURED.stream().anyMatch(name::contains);
    return new BedrockModel(reasoning, !free, structured, caching);
  }

  /** Returns what Anthropic's own API says of the model, if it is one of theirs. */
  static Optional<ClaudeModel> claude(String id) {
    return id.toLowerCase(Locale.ROOT).contains("claude")
        ? Optional.of(ClaudeModel.of(id))
        : Optional.empty();
  }
}
