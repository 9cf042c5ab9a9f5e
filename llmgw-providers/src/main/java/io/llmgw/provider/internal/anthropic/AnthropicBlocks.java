package io.llmgw.provider.internal.anthropic;

import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the content blocks of an answer into parts. Streamed and whole answers share it, so that
 * both give the same.
 */
final class AnthropicBlocks {
  /**
   * The origin of the provider state this format makes and accepts: the whole block as it was sent.
   */
  static final String ORIGIN = "anthropic";

  /** What a text block has that says nothing but its text. */
  static final Set<String> TEXT_FIELDS = Set.of("type", "text");

  private static final Set<String> TOOL_FIELDS = Set.of("type", "id", "name", "input");

  private static final Map<String, FinishReason> FINISH_REASONS =
      Map.of(
          "end_turn", FinishReason.STOP,
          "max_tokens", FinishReason.LENGTH,
          "model_context_window_exceeded", FinishReason.LENGTH,
          "stop_sequence", FinishReason.STOP_SEQUENCE,
          "tool_use", FinishReason.TOOL_CALLS,
          "refusal", FinishReason.REFUSAL,
          "pause_turn", FinishReason.PAUSE);

  private AnthropicBlocks() {}

  /** Returns what a {@code stop_reason} means; empty stands for none. */
  static FinishReason finishReason(String stopReason) {
    return FINISH_REASONS.getOrDefault(stopReason, FinishReason.OTHER);
  }

  /**
   * Turns a block into a part.
   *
   * @param block the block
   * @param raw its text, which goes back to the provider where the part alone would not say all
   * @return empty for a text block without text
   */
  static Optional<Part> part(RawObject block, String raw) throws IOException {
    String type = block.string("type");
    return switch (type) {
      case "text" -> text(block, raw);
      case "thinking" -> Optional.of(new ReasoningPart(block.string("thinking"), state(raw)));
      case "redacted_thinking" -> Optional.of(new ReasoningPart("", state(raw)));
      case "tool_use" -> Optional.of(toolCall(block, raw));
      default -> Optional.of(new OpaquePart(type, state(raw)));
    };
  }

  private static Optional<Part> text(RawObject block, String raw) throws IOException {
    String text = block.string("text");
    if (saysMore(block, TEXT_FIELDS)) {
      return Optional.of(
          new TextPart(
              text, AnthropicCitations.of(block.raw("citations"), text.length()), state(raw)));
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(new TextPart(text));
  }

  private static ToolCall toolCall(RawObject block, String raw) throws IOException {
    String input = block.raw("input");
    return new ToolCall(
        block.string("id"),
        block.string("name"),
        RawJson.of(input == null ? "{}" : input),
        input == null || RawObject.isObject(input),
        saysMore(block, TOOL_FIELDS) ? state(raw) : ProviderState.NONE);
  }

  /** Tells whether a block has content besides the fields that its part keeps anyway. */
  static boolean saysMore(RawObject block, Set<String> known) {
    for (Map.Entry<String, String> field : block.fields().entrySet()) {
      String value = field.getValue();
      if (!known.contains(field.getKey()) && !value.equals("null") && !value.equals("[]")) {
        return true;
      }
    }
    return false;
  }

  static ProviderState state(String raw) {
    return new ProviderState(ORIGIN, RawJson.of(raw));
  }
}
