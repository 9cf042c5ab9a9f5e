package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.EmbeddingFormat;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.openai.OpenAiEmbeddingDialect.Encoding;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient.BatchLimits;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Embeddings over OpenAI's format, as each server speaks it. */
public final class OpenAiEmbeddingFormat implements EmbeddingFormat {
  private final String origin;
  private final OpenAiEmbeddingDialect dialect;

  /**
   * Speaks one dialect.
   *
   * @param origin whose extras are sent beside those of {@code openai}
   * @param dialect what is particular about the server
   */
  public OpenAiEmbeddingFormat(String origin, OpenAiEmbeddingDialect dialect) {
    this.origin = origin;
    this.dialect = dialect;
  }

  @Override
  public String path(String model) {
    return dialect.path();
  }

  @Override
  public BatchLimits batchLimits(String model) {
    return dialect.limits().apply(model);
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return OpenAiErrors.classify(head.status(), error);
  }

  @Override
  public EmbeddingAnswer readAnswer(JsonSlice body, EmbeddingRequest request, ResponseHead head)
      throws IOException {
    boolean bytes = dialect.encoding() == Encoding.BASE64_INT8;
    return new OpenAiVectorReader(request.inputs().size(), bytes).read(body, head);
  }

  @Override
  public void writeRequest(
      String model, EmbeddingRequest request, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    Map<String, Object> extras = new TreeMap<>(request.extras().of(OpenAiDialect.FORMAT));
    extras.putAll(request.extras().of(origin));
    out.writeStartObject();
    out.writeStringField("model", model);
    out.writeArrayFieldStart("input");
    for (String input : request.inputs()) {
      out.writeString(input);
    }
    out.writeEndArray();
    if (dialect.encoding() != Encoding.DECIMAL && !extras.containsKey("encoding_format")) {
      out.writeStringField(
          "encoding_format", dialect.encoding() == Encoding.BASE64 ? "base64" : "base64_int8");
    }
    dimensions(request, extras, out, adjustments);
    String purpose = request.purpose().map(p -> dialect.purposes().getOrDefault(p, "")).orElse("");
    if (!purpose.isEmpty() && !extras.containsKey("input_type")) {
      out.writeStringField("input_type", purpose);
    }
    Json.writeExtras(out, extras, "model", "input");
    out.writeEndObject();
  }

  private void dimensions(
      EmbeddingRequest request,
      Map<String, Object> extras,
      JsonGenerator out,
      Adjustments adjustments)
      throws IOException {
    if (request.dimensions().isEmpty()) {
      return;
    }
    String field = dialect.dimensionsField();
    if (field.isEmpty()) {
      adjustments.leftOut("dimensions", origin + " does not take it");
    } else if (!extras.containsKey(field)) {
      out.writeNumberField(field, request.dimensions().getAsInt());
    }
  }
}
