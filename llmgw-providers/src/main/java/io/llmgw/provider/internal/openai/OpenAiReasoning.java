package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.TextBuffer;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reasoning in chat completions: text under one of several names, and {@code reasoning_details}
 * that must go back as they came.
 *
 * <p>The provider state of a reasoning part is {@code {"field":"reasoning_content"}} (the name
 * under which its text came) and, if there were any, {@code "reasoning_details":[…]}.
 */
final class OpenAiReasoning {
  /** The name for text that came as blocks of type thinking inside the content (Mistral). */
  static final String THINKING = "thinking";

  /** The pieces of a detail that are cut over several chunks of a stream and belong together. */
  private static final List<String> CUT = List.of("text", "summary", "data");

  private final TextBuffer text = new TextBuffer();
  private final List<String> details = new ArrayList<>(0);
  private String field = "";

  void add(String field, String piece) {
    if (this.field.isEmpty()) {
      this.field = field;
    }
    text.append(piece);
  }

  /** Keeps one element of {@code reasoning_details}, byte for byte. */
  void addDetail(String json) {
    details.add(json);
  }

  /** Returns the readable text of a detail, empty for an encrypted one. */
  static String textOf(String detail) {
    try {
      JsonNode node = Json.TREES.readTree(detail);
      return node.path("text").asText(node.path("summary").asText(""));
    } catch (IOException e) {
      return "";
    }
  }

  /** Returns the part; empty if there was no reasoning. */
  Optional<ReasoningPart> part(String origin) {
    if (text.isEmpty() && details.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder state =
        new StringBuilder("{\"field\":\"").append(field.isEmpty() ? "reasoning" : field);
    state.append('"');
    if (!details.isEmpty()) {
      state.append(",\"reasoning_details\":[").append(String.join(",", merged())).append(']');
    }
    ProviderState provider = new ProviderState(origin, RawJson.of(state.append('}').toString()));
    return Optional.of(new ReasoningPart(text.toString(), provider));
  }

  /**
   * Joins details that were cut over several chunks; a detail that came whole stays as its bytes
   * were.
   */
  private List<String> merged() {
    List<String> whole = new ArrayList<>();
    Optional<ObjectNode> open = Optional.empty();
    for (String detail : details) {
      try {
        JsonNode node = Json.TREES.readTree(detail);
        if (open.isPresent() && continues(open.get(), node)) {
          append(open.get(), node);
          whole.set(whole.size() - 1, open.get().toString());
          continue;
        }
        open = node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
      } catch (IOException e) {
        open = Optional.empty();
      }
      whole.add(detail);
    }
    return whole;
  }

  private static boolean continues(ObjectNode open, JsonNode next) {
    return next.isObject()
        && open.path("type").equals(next.path("type"))
        && !next.path("index").isMissingNode()
        && open.path("index").equals(next.path("index"))
        && (open.path("id").isMissingNode()
            || next.path("id").isMissingNode()
            || next.path("id").isNull()
            || open.path("id").equals(next.path("id")));
  }

  private static void append(ObjectNode open, JsonNode next) {
    next.properties()
        .forEach(
            field -> {
              JsonNode old = open.path(field.getKey());
              if (CUT.contains(field.getKey()) && old.isTextual() && field.getValue().isTextual()) {
                open.put(field.getKey(), old.asText() + field.getValue().asText());
              } else if (!field.getValue().isNull()) {
                open.set(field.getKey(), field.getValue());
              }
            });
  }

  /** What of earlier reasoning goes back in an assistant's message. */
  static final class Replay {
    private final ArrayNode details = Json.TREES.createArrayNode();
    private String field = "";
    private String text = "";
    private String thinking = "";

    void add(ReasoningPart part, boolean currentTurn) throws IOException {
      JsonNode state = Json.TREES.readTree(part.state().data().text());
      state.path("reasoning_details").forEach(details::add);
      String name = state.path("field").asText("");
      if (name.equals(THINKING)) {
        thinking += part.text();
      } else if (currentTurn && !name.isEmpty() && !part.text().isEmpty()) {
        field = name;
        text += part.text();
      }
    }

    /** Returns reasoning that goes into the content as a block. */
    String thinking() {
      return thinking;
    }

    /** Tells whether text goes back under a field of its own. */
    boolean hasField() {
      return !field.isEmpty();
    }

    void writeThinking(JsonGenerator out, String answer) throws IOException {
      out.writeStartArray();
      out.writeStartObject();
      out.writeStringField("type", "thinking");
      out.writeArrayFieldStart("thinking");
      textBlock(out, thinking);
      out.writeEndArray();
      out.writeEndObject();
      if (!answer.isEmpty()) {
        textBlock(out, answer);
      }
      out.writeEndArray();
    }

    private static void textBlock(JsonGenerator out, String text) throws IOException {
      out.writeStartObject();
      out.writeStringField("type", "text");
      out.writeStringField("text", text);
      out.writeEndObject();
    }

    void writeFields(JsonGenerator out) throws IOException {
      if (!field.isEmpty()) {
        out.writeStringField(field, text);
      }
      if (!details.isEmpty()) {
        out.writeFieldName("reasoning_details");
        Json.TREES.writeTree(out, details);
      }
    }
  }
}
