package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmgw.chat.Citation;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The sources of an answer: {@code groundingMetadata} (search, maps, files) and {@code
 * citationMetadata} (recited text).
 *
 * <p>Google counts places in bytes of UTF-8 over the answer's text, and repeats the text it means;
 * citations count characters of the part they belong to.
 */
final class GeminiCitations {
  private final List<String> groundings = new ArrayList<>(0);
  private final List<String> recitations = new ArrayList<>(0);

  /** Adds a {@code groundingMetadata}. */
  void grounding(String json) {
    if (json.startsWith("{") && !groundings.contains(json)) { // a stream may repeat it
      groundings.add(json);
    }
  }

  /** Adds a {@code citationMetadata}. */
  void recited(String json) {
    if (json.startsWith("{")) {
      recitations.add(json);
    }
  }

  /** Returns how many queries the web was searched for. */
  int searches() throws IOException {
    int most = 0; // a stream may repeat them
    for (String grounding : groundings) {
      most = Math.max(most, Json.TREES.readTree(grounding).path("webSearchQueries").size());
    }
    return most;
  }

  /** Returns the parts, those of text with what is cited in them. */
  List<Part> attach(List<Part> parts) throws IOException {
    if (groundings.isEmpty() && recitations.isEmpty()) {
      return parts;
    }
    Texts texts = new Texts(parts);
    for (String grounding : groundings) {
      ground(Json.TREES.readTree(grounding), texts);
    }
    for (String recitation : recitations) {
      JsonNode metadata = Json.TREES.readTree(recitation);
      String list = metadata.has("citations") ? "citations" : "citationSources";
      for (JsonNode one : metadata.path(list)) {
        texts.cite(one, one.path("startIndex").asInt(0), one.path("endIndex").asInt(-1), "", one);
      }
    }
    return texts.parts();
  }

  private static void ground(JsonNode metadata, Texts texts) {
    JsonNode chunks = metadata.path("groundingChunks");
    boolean[] used = new boolean[chunks.size()];
    for (JsonNode support : metadata.path("groundingSupports")) {
      JsonNode segment = support.path("segment");
      for (JsonNode index : support.path("groundingChunkIndices")) {
        JsonNode chunk = chunks.path(index.asInt(-1));
        if (chunk.isObject()) {
          used[index.asInt()] = true;
          texts.cite(
              source(chunk),
              segment.path("startIndex").asInt(0),
              segment.path("endIndex").asInt(-1),
              segment.path("text").asText(""),
              chunk);
        }
      }
    }
    for (int i = 0; i < used.length; i++) {
      if (!used[i]) {
        texts.cite(source(chunks.get(i)), 0, -1, "", chunks.get(i));
      }
    }
  }

  /** A chunk is an object in a field that names its kind: web, retrievedContext, maps. */
  private static JsonNode source(JsonNode chunk) {
    return chunk.elements().hasNext() ? chunk.elements().next() : chunk;
  }

  /** The text parts of an answer, and what is cited in each. */
  private static final class Texts {
    private final List<Part> parts;
    private final List<List<Citation>> citations = new ArrayList<>();
    private final StringBuilder all = new StringBuilder();
    private final byte[] bytes;

    Texts(List<Part> parts) {
      this.parts = parts;
      for (Part part : parts) {
        citations.add(new ArrayList<>(0));
        if (part instanceof TextPart text) {
          all.append(text.text());
        }
      }
      bytes = all.toString().getBytes(StandardCharsets.UTF_8);
    }

    void cite(JsonNode source, int from, int to, String words, JsonNode raw) {
      int start = -1;
      int end = -1;
      if (to > from && from >= 0 && to <= bytes.length) {
        start = characters(from);
        end = characters(to);
      }
      if (!words.isEmpty() && (start < 0 || !all.substring(start, end).equals(words))) {
        start = all.indexOf(words);
        end = start < 0 ? -1 : start + words.length();
      }
      place(source, start, end, raw);
    }

    private int characters(int length) {
      return new String(bytes, 0, length, StandardCharsets.UTF_8).length();
    }

    private void place(JsonNode source, int start, int end, JsonNode raw) {
      int before = 0;
      int target = -1;
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i) instanceof TextPart text) {
          int length = text.text().length();
          if (start >= 0 && start < before + length) {
            add(i, source, start - before, Math.min(end - before, length), raw);
            return;
          }
          target = length > 0 || target < 0 ? i : target;
          before += length;
        }
      }
      if (target >= 0) {
        add(target, source, -1, -1, raw);
      }
    }

    private void add(int part, JsonNode source, int start, int end, JsonNode raw) {
      String title = source.path("title").asText("");
      String uri = source.path("uri").asText("");
      String name = uri.isEmpty() ? source.path("documentName").asText("") : uri;
      if (name.isEmpty()) {
        name = source.path("fileSearchStore").asText("");
      }
      citations
          .get(part)
          .add(
              new Citation(
                  name,
                  title,
                  source.path("text").asText(""),
                  start,
                  end,
                  RawJson.of(raw.toString())));
    }

    List<Part> parts() {
      List<Part> cited = new ArrayList<>(parts.size());
      for (int i = 0; i < parts.size(); i++) {
        cited.add(
            parts.get(i) instanceof TextPart text && !citations.get(i).isEmpty()
                ? new TextPart(text.text(), citations.get(i), text.state())
                : parts.get(i));
      }
      return cited;
    }
  }
}
