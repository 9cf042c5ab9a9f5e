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
 * Embeddings of Vertex AI: {@code predict} with one instance for each text. Extras are parameters.
 * Models from {@code gemini-embedding-2} are asked by {@code embedContent} instead, one text at a
 * time.
 */
public final class VertexEmbeddingFormat implements EmbeddingFormat {
  /** 250 texts and 20,000 tokens (Vertex AI, page on text embeddings). */
  private static final BatchLimits LIMITS = new BatchLimits(250, 20_000);

  private static final BatchLimits ONE = BatchLimits.ofTexts(1);

  private final GeminiPlatform platform;

  /** Speaks to one project and location. */
  public VertexEmbeddingFormat(GeminiPlatform platform) {
    this.platform = platform;
  }

  private static boolean isContent(String model) {
    return model.contains("gemini-embedding-") && !model.contains("gemini-embedding-001");
  }

  @Override
  public String path(String model) {
    return platform.path(model, isContent(model) ? "embedContent" : "predict");
  }

  /** {@code gemini-embedding-001} takes one text a request (same page). */
  @Override
  public BatchLimits batchLimits(String model) {
    return model.contains("gemini-embedding-") ? ONE : LIMITS;
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
    if (isContent(model)) {
      GeminiEmbeddingFormat.writeText(request.inputs().get(0), request, out);
    } else {
      writeInstances(request, out);
      writeParameters(request, out);
    }
    out.writeEndObject();
  }

  private static void writeInstances(EmbeddingRequest request, JsonGenerator out)
      throws IOException {
    out.writeArrayFieldStart("instances");
    for (String input : request.inputs()) {
      out.writeStartObject();
      out.writeStringField("content", input);
      if (request.purpose().isPresent()) {
        out.writeStringField("task_type", GeminiTasks.name(request.purpose().get()));
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeParameters(EmbeddingRequest request, JsonGenerator out)
      throws IOException {
    Map<String, Object> extras = request.extras().of(GeminiRequestWriter.FORMAT);
    boolean dimensions =
        request.dimensions().isPresent() && !extras.containsKey("outputDimensionality");
    out.writeObjectFieldStart("parameters");
    if (!extras.containsKey("autoTruncate")) {
      out.writeBooleanField("autoTruncate", false); // by default the end of a long text is lost
    }
    if (dimensions) {
      out.writeNumberField("outputDimensionality", request.dimensions().getAsInt());
    }
    Json.writeExtras(out, extras);
    out.writeEndObject();
  }

  @Override
  public EmbeddingAnswer readAnswer(JsonSlice body, EmbeddingRequest request, ResponseHead head)
      throws IOException {
    return new GeminiVectors(request.inputs().size(), head).read(body);
  }
}
