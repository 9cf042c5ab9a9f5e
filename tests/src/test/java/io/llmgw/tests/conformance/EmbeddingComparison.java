package io.llmgw.tests.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.llmgw.spi.EmbeddingAnswer;
import java.util.List;

/** Compares vectors with what meta.json keeps of them: how long they are and how they begin. */
final class EmbeddingComparison {
  private static final double TOLERANCE = 1e-6;

  private EmbeddingComparison() {}

  static void compare(
      JsonNode expect, EmbeddingAnswer answer, UsageRule usage, Mismatches mismatches) {
    JsonNode expected = vectors(expect);
    List<float[]> vectors = answer.vectors();
    mismatches.equal("vectors", expected.size(), vectors.size());
    for (int i = 0; i < Math.min(expected.size(), vectors.size()); i++) {
      // Expectations are in the order sent, answers in the order of the inputs.
      int input = expect.path("order").path(i).asInt(i);
      if (input < vectors.size()) {
        vector("vector " + input, expected.get(i), vectors.get(input), mismatches);
      }
    }
    if (expect.has("model")) {
      mismatches.text("model", expect.path("model").asText(""), answer.model());
    }
    if (expect.has("usage")) {
      usage.compare(expect.path("usage"), answer.usage(), mismatches);
    }
  }

  /** Returns what is expected of each vector; Cohere sends them by type. */
  static JsonNode vectors(JsonNode expect) {
    JsonNode embeddings = expect.path("embeddings");
    return embeddings.isObject() ? embeddings.path("float") : embeddings;
  }

  private static void vector(
      String what, JsonNode expected, float[] actual, Mismatches mismatches) {
    mismatches.equal("dimensions of " + what, expected.path("dims").asInt(), actual.length);
    JsonNode first = expected.path("first3");
    for (int i = 0; i < Math.min(first.size(), actual.length); i++) {
      double value = first.get(i).asDouble();
      mismatches.expect(
          Math.abs(value - actual[i]) <= TOLERANCE,
          what + "[" + i + "]: expected " + value + ", but was " + actual[i]);
    }
  }
}
