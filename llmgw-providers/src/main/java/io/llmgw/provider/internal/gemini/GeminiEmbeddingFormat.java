package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.EmbeddingFormat;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient.BatchLimits;
import java.io.IOException;
import java.util.Map;

/**
 * Embeddings of the Gemini API: {@code batchEmbedContents}, one request for each text. Extras go
 * into each of them.
 */
public final class GeminiEmbeddingFormat implements EmbeddingFormat {
  /** At most 100 texts a batch (error message of the API: "at most 100 requests"). */
  private static final BatchLimits LIMITS = BatchLimits.ofTexts(100);

  /** Creates the format. */
  public GeminiEmbeddingFormat() {}

  @Override
  public String path(String model) {
    return GeminiPlatform.DEVELOPER.path(model, "batchEmbedContents");
  }

  @Override
  public BatchLimits batchLimits(String model) {
    return LIMITS;
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return GeminiErrors.classify(head.status(), error);
  }

  @Override
  public void writeRequest(
      String model, EmbeddingRequest request, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("requests");
    for (String input : request.inputs()) {
      out.writeStartObject();
      out.writeStringField("model", model.startsWith("models/") ? model : "models/" + model);
      writeText(input, request, out);
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /** Writes one text and what is wanted of its vector; Vertex AI's newest models want the same. */
  static void writeText(String input, EmbeddingRequest request, JsonGenerator out)
      throws IOException {
    Map<String, Object> extras = request.extras().of(GeminiRequestWriter.FORMAT);
    out.writeObjectFieldStart("content");
    out.writeArrayFieldStart("parts");
    out.writeStartObject();
    out.writeStringField("text", input);
    out.writeEndObject();
    out.writeEndArray();
    out.writeEndObject();
    if (request.purpose().isPresent() && !extras.containsKey("taskType")) {
      out.writeStringField("taskType", GeminiTasks.name(request.purpose().get()));
    }
    if (request.dimensions().isPresent() && !extras.containsKey("outputDimensionality")) {
      out.writeNumberField("outputDimensionality", request.dimensions().getAsInt());
    }
    Json.writeExtras(out, extras, "model", "content");
  }

  @Override
  public EmbeddingAnswer readAnswer(JsonSlice body, EmbeddingRequest request, ResponseHead head)
      throws IOException {
    return new GeminiVectors(request.inputs().size(), head).read(body);
  }
}
