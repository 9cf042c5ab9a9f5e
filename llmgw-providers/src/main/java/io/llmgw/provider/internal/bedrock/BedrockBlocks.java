package io.llmgw.provider.internal.bedrock;

import io.llmgw.chat.Citation;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the content blocks of an answer into parts. Streamed and whole answers share it, so that
 * both give the same.
 */
final class BedrockBlocks {
  /** The name of the extras, and the origin of provider state: the whole block as it was sent. */
  static final String ORIGIN = "bedrock";

  private static final Map<String, FinishReason> FINISH_REASONS =
      Map.ofEntries(
          Map.entry("end_turn", FinishReason.STOP),
          Map.entry("tool_use", FinishReason.TOOL_CALLS),
          Map.entry("max_tokens", FinishReason.LENGTH),
          Map.entry("model_context_window_exceeded", FinishReason.LENGTH),
          Map.entry("stop_sequence", FinishReason.STOP_SEQUENCE),
          Map.entry("guardrail_intervened", FinishReason.CONTENT_FILTER),
          Map.entry("content_filtered", FinishReason.CONTENT_FILTER),
          Map.entry("refusal", FinishReason.REFUSAL),
          Map.entry("pause_turn", FinishReason.PAUSE));

  private BedrockBlocks() {}

  /** Returns what a {@code stopReason} means; empty stands for none. */
  static FinishReason finishReason(String stopReason) {
    return FINISH_REASONS.getOrDefault(stopReason, FinishReason.OTHER);
  }

  /**
   * Turns a block into a part.
   *
   * @param raw the block's text
   * @return empty for a text block without text
   */
  static Optional<Part> part(String raw) throws IOException {
    RawObject block = RawObject.parse(raw);
    for (String kind : block.fields().keySet()) {
      String content = block.raw(kind);
      if (content == null) {
        continue;
      }
      return switch (kind) {
        case "text" -> text(block.string("text"));
        case "toolUse" -> Optional.of(toolUse(RawObject.parse(content), raw));
        case "reasoningContent" -> Optional.of(reasoning(RawObject.parse(content), raw));
        case "citationsContent" -> Optional.of(cited(RawObject.parse(content), raw));
        default -> Optional.of(new OpaquePart(kind, state(raw)));
      };
    }
    return Optional.empty();
  }

  /** Makes a part of a text that nothing more is said about; empty for no text. */
  static Optional<Part> text(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(new TextPart(text));
  }

  /** A call of one of Bedrock's own tools is not the application's to run. */
  private static Part toolUse(RawObject call, String raw) throws IOException {
    if (call.string("type").equals("server_tool_use")) {
      return new OpaquePart("server_tool_use", state(raw));
    }
    String input = call.raw("input");
    return call(call.string("toolUseId"), call.string("name"), input == null ? "" : input);
  }

  /** Makes a call of arguments as they were sent. */
  static ToolCall call(String id, String name, String arguments) {
    boolean none = arguments.isBlank();
    boolean wellFormed = none || RawObject.isObject(arguments);
    return new ToolCall(
        id, name, RawJson.of(none ? "{}" : arguments), wellFormed, ProviderState.NONE);
  }

  private static Part reasoning(RawObject content, String raw) throws IOException {
    String said = content.raw("reasoningText");
    String text = said == null ? "" : RawObject.parse(said).string("text");
    return new ReasoningPart(text, state(raw));
  }

  private static Part cited(RawObject content, String raw) throws IOException {
    String text = texts(content.raw("content"));
    List<Citation> citations = new ArrayList<>();
    String list = content.raw("citations");
    if (list != null && list.startsWith("[")) {
      for (String citation : RawObject.elements(list)) {
        citations.add(citation(RawObject.parse(citation), citation, text.length()));
      }
    }
    return new TextPart(text, citations, state(raw));
  }

  private static Citation citation(RawObject citation, String raw, int length) throws IOException {
    String title = citation.string("title");
    String source = citation.string("source");
    String location = citation.raw("location");
    if (location != null && location.startsWith("{")) {
      source = source(RawObject.parse(location), source);
    }
    String quote = texts(citation.raw("sourceContent"));
    return new Citation(source, title, quote, 0, length, RawJson.of(raw));
  }

  /** The location is a union: of a page, of an index among the documents, or of a search result. */
  private static String source(RawObject location, String known) throws IOException {
    for (Map.Entry<String, String> kind : location.fields().entrySet()) {
      if (!kind.getValue().startsWith("{")) {
        continue;
      }
      RawObject place = RawObject.parse(kind.getValue());
      String url = place.string("url");
      String index = place.raw("documentIndex");
      if (!url.isEmpty()) {
        return url;
      }
      if (known.isEmpty() && index != null) {
        return index;
      }
    }
    return known;
  }

  private static String texts(@Nullable String list) throws IOException {
    StringBuilder all = new StringBuilder();
    if (list != null && list.startsWith("[")) {
      for (String element : RawObject.elements(list)) {
        all.append(RawObject.parse(element).string("text"));
      }
    }
    return all.toString();
  }

  static ProviderState state(String raw) {
    return new ProviderState(ORIGIN, RawJson.of(raw));
  }
}
