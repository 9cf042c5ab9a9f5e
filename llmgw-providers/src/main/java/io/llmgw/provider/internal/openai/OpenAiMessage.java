package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.PartDone;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.chat.StreamEvent.RefusalDelta;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.TextBuffer;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Collects one assistant message from deltas, or from the whole message, which is read like one big
 * delta.
 */
final class OpenAiMessage {
  private final String origin;
  private final TextBuffer text = new TextBuffer();
  private final TextBuffer refusal = new TextBuffer();
  private final OpenAiReasoning reasoning = new OpenAiReasoning();
  private final OpenAiToolCalls calls;
  private final OpenAiAudio audio;
  private final OpenAiSources sources;
  private String extraContent = "";
  private boolean hasText; // an empty string is text too

  OpenAiMessage(String origin, OpenAiSources sources) {
    this.origin = origin;
    this.sources = sources;
    this.calls = new OpenAiToolCalls(origin);
    this.audio = new OpenAiAudio(origin);
  }

  /** Tells whether nothing of the answer has come. */
  boolean isEmpty() {
    return text.isEmpty() && refusal.isEmpty() && !calls.any();
  }

  boolean hasToolCalls() {
    return calls.any();
  }

  /** Reads the answer's id, which stands in for the id of a tool call that has none. */
  void id(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      calls.answerId(json);
    } else {
      json.skipChildren();
    }
  }

  /** Reads a delta or message; the parser stands at its start and afterwards at its end. */
  void read(JsonSlice data, JsonParser json, Consumer<StreamEvent> out) throws IOException {
    boolean thought = false;
    String detailText = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "content" -> content(json, value, out);
        case "reasoning_content", "reasoning" -> {
          // Some servers send the same piece under both names.
          if (value == JsonToken.VALUE_STRING && !thought) {
            thought = reason(field, json.getText(), out);
          } else {
            json.skipChildren();
          }
        }
        case "reasoning_details" -> detailText = details(data, json, value);
        case "refusal" -> refuse(json, value, out);
        case "tool_calls" -> calls.read(data, json, out);
        case "function_call" -> calls.readLegacy(data, json, out);
        case "audio" -> audio.read(json);
        case "annotations" -> sources.annotations(data, json);
        case "extra_content" -> {
          if (value == JsonToken.START_OBJECT) {
            extraContent = data.rawValue();
          }
        }
        default -> json.skipChildren();
      }
    }
    if (!thought && !detailText.isEmpty()) {
      reason("reasoning", detailText, out);
    }
  }

  private void content(JsonParser json, JsonToken value, Consumer<StreamEvent> out)
      throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      text(json.getText(), out);
    } else if (value == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        block(json, out);
      }
    } else {
      json.skipChildren();
    }
  }

  private void text(String piece, Consumer<StreamEvent> out) {
    hasText = true;
    if (!piece.isEmpty()) {
      text.append(piece);
      out.accept(new TextDelta(piece));
    }
  }

  /**
   * A block of a content array: text, a refusal, or Mistral's thinking, whose text stands in blocks
   * of its own.
   */
  private void block(JsonParser json, Consumer<StreamEvent> out) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      text(json.getText(), out);
      return;
    }
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    String type = "";
    String own = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "type" -> type = value == JsonToken.VALUE_STRING ? json.getText() : "";
        case "text", "refusal" -> own = value == JsonToken.VALUE_STRING ? json.getText() : own;
        case "thinking" -> thinking(json, value, out);
        default -> json.skipChildren();
      }
    }
    if (type.equals("refusal")) {
      refusal.append(own);
      out.accept(new RefusalDelta(own));
    } else if (!own.isEmpty()) {
      text(own, out);
    }
  }

  private void thinking(JsonParser json, JsonToken value, Consumer<StreamEvent> out)
      throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      reason(OpenAiReasoning.THINKING, json.getText(), out);
      return;
    }
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    int depth = 1;
    while (depth > 0) {
      JsonToken token = json.nextToken();
      if (token == null) {
        return;
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (token == JsonToken.VALUE_STRING && "text".equals(json.currentName())) {
        reason(OpenAiReasoning.THINKING, json.getText(), out);
      }
    }
  }

  private boolean reason(String field, String piece, Consumer<StreamEvent> out) {
    if (piece.isEmpty()) {
      return false;
    }
    reasoning.add(field, piece);
    out.accept(new ReasoningDelta(piece));
    return true;
  }

  /** Keeps the details and returns their text, for servers that send it nowhere else. */
  private String details(JsonSlice data, JsonParser json, JsonToken value) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return "";
    }
    StringBuilder told = new StringBuilder(0);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String detail = data.rawValue();
      reasoning.addDetail(detail);
      told.append(OpenAiReasoning.textOf(detail));
    }
    return told.toString();
  }

  private void refuse(JsonParser json, JsonToken value, Consumer<StreamEvent> out)
      throws IOException {
    if (value != JsonToken.VALUE_STRING) {
      json.skipChildren();
      return;
    }
    String piece = json.getText();
    if (!piece.isEmpty()) {
      refusal.append(piece);
      out.accept(new RefusalDelta(piece));
    }
  }

  /** Tells the parts that are complete only now. */
  void finish(Consumer<StreamEvent> out) {
    reasoning.part(origin).ifPresent(part -> out.accept(new PartDone(part)));
    audio.part().ifPresent(part -> out.accept(new PartDone(part)));
    for (Part.ToolCall call : calls.parts()) {
      out.accept(new PartDone(call));
    }
  }

  /** Returns the message as far as it has come. */
  AssistantMessage build() {
    List<Part> parts = new ArrayList<>(2);
    Optional<Part.ReasoningPart> thought = reasoning.part(origin);
    thought.ifPresent(parts::add);
    if (hasText && !(text.isEmpty() && hasOther())) {
      parts.add(new Part.TextPart(text.toString(), sources.typed(), sources.state(origin)));
    }
    if (!refusal.isEmpty()) {
      parts.add(new Part.RefusalPart(refusal.toString(), ProviderState.NONE));
    }
    audio.part().ifPresent(parts::add);
    parts.addAll(calls.parts());
    ProviderState state =
        extraContent.isEmpty()
            ? ProviderState.NONE
            : new ProviderState(origin, RawJson.of("{\"extra_content\":" + extraContent + "}"));
    return new AssistantMessage(parts, state);
  }

  private boolean hasOther() {
    return calls.any() || !refusal.isEmpty();
  }
}
