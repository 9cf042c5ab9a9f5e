package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.ReportedCost;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one answer with vectors: as decimal numbers or in base64, whichever was asked for, since
 * servers may ignore the wish.
 */
final class OpenAiVectorReader {
  private final float[][] vectors;
  private final boolean int8;
  private String model = "";
  private RawJson usage = RawJson.NONE;
  private int count;
  private float[] scratch = new float[2_048];

  OpenAiVectorReader(int inputs, boolean int8) {
    this.int8 = int8;
    this.vectors = new float[inputs][];
  }

  EmbeddingAnswer read(JsonSlice data, ResponseHead head) throws IOException {
    JsonParser json = data.parser();
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "data" -> vectors(json, value);
        case "model" -> model = value == JsonToken.VALUE_STRING ? json.getText() : model;
        case "usage" ->
            usage = value == JsonToken.START_OBJECT ? RawJson.of(data.rawValue()) : usage;
        case "error" -> error(json, value, head);
        default -> json.skipChildren();
      }
    }
    return new EmbeddingAnswer(complete(), OpenAiUsage.read(usage), usage, model)
        .withReportedUsd(ReportedCost.usd(usage));
  }

  private static void error(JsonParser json, JsonToken value, ResponseHead head)
      throws IOException {
    if (value != JsonToken.VALUE_NULL) {
      ErrorBody error = ErrorBodies.read(json);
      throw ProviderFailure.of(OpenAiErrors.classify(head.status(), error), error.message());
    }
  }

  private List<float[]> complete() {
    List<float[]> all = new ArrayList<>(vectors.length);
    for (float @Nullable [] vector : vectors) {
      if (vector == null || count != vectors.length) {
        throw wrong(count + " vectors for " + vectors.length + " inputs");
      }
      all.add(vector);
    }
    return all;
  }

  private static ProviderFailure wrong(String what) {
    return ProviderFailure.of(ErrorKind.MALFORMED_ANSWER, "the answer has " + what);
  }

  private void vectors(JsonParser json, JsonToken value) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw wrong("an element that is no object");
      }
      element(json);
    }
  }

  private void element(JsonParser json) throws IOException {
    int index = count;
    float[] vector = new float[0];
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("index") && value.isNumeric()) {
        index = json.getIntValue();
      } else if (field.equals("embedding") && value == JsonToken.START_ARRAY) {
        vector = numbers(json);
      } else if (field.equals("embedding") && value == JsonToken.VALUE_STRING) {
        vector = binary(json);
      } else {
        json.skipChildren();
      }
    }
    if (vector.length == 0) {
      throw wrong("an empty vector at index " + index);
    }
    if (index < 0 || index >= vectors.length || vectors[index] != null) {
      throw wrong("a vector of index " + index + " too many (inputs: " + vectors.length + ")");
    }
    vectors[index] = vector;
    count++;
  }

  private float[] numbers(JsonParser json) throws IOException {
    int size = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (size == scratch.length) {
        scratch = Arrays.copyOf(scratch, 2 * size);
      }
      scratch[size++] = json.getFloatValue();
    }
    return Arrays.copyOf(scratch, size);
  }

  /** Signed bytes, or little-endian 32-bit floats. */
  private float[] binary(JsonParser json) throws IOException {
    byte[] bytes = json.getBinaryValue();
    if (int8) {
      float[] vector = new float[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        vector[i] = bytes[i];
      }
      return vector;
    }
    if (bytes.length % Float.BYTES != 0) {
      throw wrong("a vector of " + bytes.length + " bytes, which is no number of floats");
    }
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }
}
