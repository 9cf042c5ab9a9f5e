package io.llmgw.provider.internal.ollama;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.EmbeddingFormat;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.Vectors;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient.BatchLimits;
import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.util.Map;

/** Ollama's embeddings. */
public final class OllamaEmbeddingFormat implements EmbeddingFormat {
  /** Creates the format. */
  public OllamaEmbeddingFormat() {}

  @Override
  public String path(String model) {
    return "/api/embed";
  }

  /** Returns no limits: the documentation names none. */
  @Override
  public BatchLimits batchLimits(String model) {
    return BatchLimits.NONE;
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return OllamaErrors.classify(head.status(), error);
  }

  @Override
  public void writeRequest(
      String model, EmbeddingRequest request, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    Map<String, Object> extras = request.extras().of(OllamaChatFormat.ORIGIN);
    out.writeStartObject();
    out.writeStringField("model", model);
    out.writeArrayFieldStart("input");
    for (String input : request.inputs()) {
      out.writeString(input);
    }
    out.writeEndArray();
    if (!extras.containsKey("truncate")) {
      out.writeBooleanField("truncate", false); // by default the end of a long text is lost
    }
    if (request.dimensions().isPresent() && !extras.containsKey("dimensions")) {
      out.writeNumberField("dimensions", request.dimensions().getAsInt());
    }
    Json.writeExtras(out, extras, "model", "input");
    out.writeEndObject();
  }

  @Override
  public EmbeddingAnswer readAnswer(JsonSlice body, EmbeddingRequest request, ResponseHead head)
      throws IOException {
    Vectors vectors = new Vectors(request.inputs().size());
    OllamaUsage usage = new OllamaUsage();
    String model = "";
    JsonParser json = body.parser();
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      boolean array = value == JsonToken.START_ARRAY;
      if (field.equals("embeddings") && array) {
        vectors.readAll(json);
      } else if (field.equals("embedding") && array) {
        vectors.read(json); // as /api/embeddings answered, before there was /api/embed
      } else if (field.equals("model") && value == JsonToken.VALUE_STRING) {
        model = json.getText();
      } else if (field.equals("error") && value != JsonToken.VALUE_NULL) {
        ErrorBody error = ErrorBodies.read(json);
        throw ProviderFailure.of(OllamaErrors.classify(head.status(), error), error.message());
      } else if (OllamaUsage.isOne(field)) {
        usage.read(field, json, value);
      } else {
        json.skipChildren();
      }
    }
    return new EmbeddingAnswer(vectors.all(), usage.ofEmbeddings(), usage.raw(), model);
  }
}
