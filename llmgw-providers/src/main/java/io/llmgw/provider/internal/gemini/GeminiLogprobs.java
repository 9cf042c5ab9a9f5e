package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmgw.chat.TokenLogprob;
import io.llmgw.provider.internal.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a {@code logprobsResult}; only sent if it was asked for. */
final class GeminiLogprobs {
  private GeminiLogprobs() {}

  static List<TokenLogprob> read(String json) throws IOException {
    JsonNode result = Json.TREES.readTree(json);
    List<TokenLogprob> all = new ArrayList<>();
    int at = 0;
    for (JsonNode chosen : result.path("chosenCandidates")) {
      List<TokenLogprob> top = new ArrayList<>();
      for (JsonNode one : result.path("topCandidates").path(at++).path("candidates")) {
        top.add(token(one, List.of()));
      }
      all.add(token(chosen, top));
    }
    return all;
  }

  private static TokenLogprob token(JsonNode node, List<TokenLogprob> top) {
    return new TokenLogprob(
        node.path("token").asText(""), node.path("logProbability").asDouble(0), top);
  }
}
