package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads vectors in all shapes Google sends them: {@code embeddings[].values}, {@code
 * embedding.values}, {@code predictions[].embeddings.values}. Vertex AI counts tokens at each
 * vector, in {@code statistics.token_count}.
 */
final class GeminiVectors {
  private final int inputs;
  private final ResponseHead head;
  private final List<float[]> vectors = new ArrayList<>();
  private String usage = "";
  private long tokens;
  private boolean counted;
  private float[] scratch = new float[3_072];

  GeminiVectors(int inputs, ResponseHead head) {
    this.inputs = inputs;
    this.head = head;
  }

  EmbeddingAnswer read(JsonSlice body) throws IOException {
    JsonParser json = body.parser();
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "embeddings", "predictions" -> readList(json, value);
        case "embedding" -> readVector(json, value);
        case "usageMetadata" -> usage = body.rawValue();
        case "error" -> throw GeminiAnswer.error(ErrorBodies.read(json), head);
        default -> json.skipChildren();
      }
    }
    if (vectors.size() != inputs) {
      throw ProviderFailure.of(
          ErrorKind.MALFORMED_ANSWER,
          "the answer has " + vectors.size() + " vectors for " + inputs + " inputs");
    }
    return new EmbeddingAnswer(vectors, usage(), raw(), "");
  }

  private Usage usage() throws IOException {
    if (!counted) {
      return GeminiUsage.read(usage, 0);
    }
    return Usage.builder().count(Meter.INPUT, tokens).build();
  }

  private RawJson raw() {
    return RawJson.of(counted ? "{\"token_count\":" + tokens + "}" : usage);
  }

  private void readList(JsonParser json, JsonToken value) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      readVector(json, json.currentToken());
    }
  }

  private void readVector(JsonParser json, JsonToken value) throws IOException {
    if (value != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken inner = json.nextToken();
      switch (field) {
        case "values" -> vectors.add(numbers(json, inner));
        case "embeddings" -> readVector(json, inner);
        case "statistics" -> readStatistics(json, inner);
        default -> json.skipChildren();
      }
    }
  }

  private void readStatistics(JsonParser json, JsonToken value) throws IOException {
    if (value != JsonToken.START_OBJECT) {
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean count = json.currentName().equals("token_count");
      if (json.nextToken().isNumeric() && count) {
        tokens += Math.max(0, (long) json.getDoubleValue());
        counted = true;
      } else {
        json.skipChildren();
      }
    }
  }

  private float[] numbers(JsonParser json, JsonToken value) throws IOException {
    int size = 0;
    while (value == JsonToken.START_ARRAY && json.nextToken() != JsonToken.END_ARRAY) {
      if (size == scratch.length) {
        scratch = Arrays.copyOf(scratch, 2 * size);
      }
      scratch[size++] = json.getFloatValue();
    }
    if (size == 0) {
      throw ProviderFailure.of(ErrorKind.MALFORMED_ANSWER, "the answer has an empty vector");
    }
    return Arrays.copyOf(scratch, size);
  }
}
