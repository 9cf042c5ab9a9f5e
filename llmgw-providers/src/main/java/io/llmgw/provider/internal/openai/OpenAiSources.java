package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.llmgw.chat.Citation;
import io.llmgw.chat.ProviderState;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The sources of an answer: {@code annotations} of a message (OpenAI, OpenRouter), or {@code
 * citations} and {@code search_results} beside the choices (Perplexity, xAI), which name the same
 * sources, in the order in which the text numbers them.
 */
final class OpenAiSources {
  private final List<String> annotations = new ArrayList<>(0);
  private String citations = "";
  private String searchResults = "";

  /** Reads a message's annotations; chunks of a stream add to them. */
  void annotations(JsonSlice data, JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      annotations.add(data.rawValue());
    }
  }

  /** Reads the list beside the choices; each chunk repeats it. */
  void citations(JsonSlice data, JsonParser json) throws IOException {
    citations = list(citations, data, json);
  }

  /** Reads what was found; each chunk repeats it. */
  void searchResults(JsonSlice data, JsonParser json) throws IOException {
    searchResults = list(searchResults, data, json);
  }

  private static String list(String known, JsonSlice data, JsonParser json) throws IOException {
    if (known.isEmpty() && json.currentToken() == JsonToken.START_ARRAY) {
      return data.rawValue();
    }
    json.skipChildren();
    return known;
  }

  /** Returns all sources as the provider sent them. */
  ProviderState state(String origin) {
    if (annotations.isEmpty() && citations.isEmpty() && searchResults.isEmpty()) {
      return ProviderState.NONE;
    }
    List<String> fields = new ArrayList<>(3);
    if (!annotations.isEmpty()) {
      fields.add("\"annotations\":[" + String.join(",", annotations) + "]");
    }
    if (!citations.isEmpty()) {
      fields.add("\"citations\":" + citations);
    }
    if (!searchResults.isEmpty()) {
      fields.add("\"search_results\":" + searchResults);
    }
    return new ProviderState(origin, RawJson.of("{" + String.join(",", fields) + "}"));
  }

  /** Returns the sources; what is of no known shape stands only in the state. */
  List<Citation> typed() {
    List<Citation> typed = new ArrayList<>(0);
    try {
      for (String annotation : annotations) {
        add(typed, annotation);
      }
      if (typed.isEmpty() && !searchResults.isEmpty()) {
        for (String result : RawObject.elements(searchResults)) {
          add(typed, result);
        }
      }
      if (typed.isEmpty() && !citations.isEmpty()) {
        for (String citation : RawObject.elements(citations)) {
          add(typed, citation);
        }
      }
    } catch (IOException e) {
      return typed; // it was read as JSON once; the answer is good without its sources
    }
    return typed;
  }

  private static void add(List<Citation> all, String json) throws IOException {
    JsonNode node = Json.TREES.readTree(json);
    JsonNode fields = node.path("url_citation").isObject() ? node.path("url_citation") : node;
    String url = node.isTextual() ? node.asText() : fields.path("url").asText("");
    if (url.isEmpty()) {
      return;
    }
    int start = fields.path("start_index").asInt(-1);
    int end = fields.path("end_index").asInt(-1);
    boolean placed = end > start; // OpenRouter sends 0 and 0 for "nowhere in particular"
    all.add(
        new Citation(
            url,
            fields.path("title").asText(""),
            fields.path("content").asText(fields.path("snippet").asText("")),
            placed ? start : -1,
            placed ? end : -1,
            RawJson.of(json)));
  }
}
