package io.llmgw.tests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmgw.rerank.RankedDocument;
import io.llmgw.spi.RerankAnswer;
import java.util.ArrayList;
import java.util.List;

/** Compares a ranking with what meta.json has of it: the results in the order sent. */
final class RerankComparison {
  private RerankComparison() {}

  /** Returns how many documents were sent at least: one more than the greatest index. */
  static int documents(JsonNode expect) {
    int most = 0;
    for (JsonNode result : expect.path("results")) {
      most = Math.max(most, result.path("index").asInt());
    }
    return most + 1;
  }

  static void compare(
      JsonNode expect, RerankAnswer answer, UsageRule usage, Mismatches mismatches) {
    List<RankedDocument> expected = new ArrayList<>();
    for (JsonNode result : expect.path("results")) {
      expected.add(
          new RankedDocument(result.path("index").asInt(), result.path("score").asDouble()));
    }
    mismatches.equal("results", expected, answer.results());
    if (expect.has("model")) {
      mismatches.text("model", expect.path("model").asText(""), answer.model());
    }
    if (expect.has("usage")) {
      usage.compare(expect.path("usage"), answer.usage(), mismatches);
    }
  }
}
