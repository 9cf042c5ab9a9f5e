package io.llmgw.tests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmgw.rerank.RankedDocument;
import io.llmgw.spi.RerankAnswer;
import java.util.List;

/** Compares results with meta.json, in the order in which they were sent. */
final class RerankComparison {
  private static final double TOLERANCE = 1e-9;

  private RerankComparison() {}

  static void compare(
      JsonNode expect, RerankAnswer answer, UsageRule usage, Mismatches mismatches) {
    JsonNode expected = expect.path("results");
    List<RankedDocument> results = answer.results();
    mismatches.equal("results", expected.size(), results.size());
    for (int i = 0; i < Math.min(expected.size(), results.size()); i++) {
      JsonNode one = expected.get(i);
      RankedDocument result = results.get(i);
      mismatches.equal("index of result " + i, one.path("index").asInt(), result.index());
      double score = one.path("score").asDouble();
      mismatches.expect(
          Math.abs(score - result.score()) <= TOLERANCE,
          "score of result " + i + ": expected " + score + ", but was " + result.score());
    }
    if (expect.has("model")) {
      mismatches.text("model", expect.path("model").asText(""), answer.model());
    }
    if (expect.has("usage")) {
      usage.compare(expect.path("usage"), answer.usage(), mismatches);
    }
  }

  /** Returns how many documents there have to have been. */
  static int documents(JsonNode expect) {
    int documents = 1;
    for (JsonNode one : expect.path("results")) {
      documents = Math.max(documents, one.path("index").asInt() + 1);
    }
    return documents;
  }
}
