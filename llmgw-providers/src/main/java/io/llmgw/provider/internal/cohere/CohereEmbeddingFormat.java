package io.llmgw.provider.internal.cohere;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.embedding.EmbeddingPurpose;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.provider.internal.client.EmbeddingFormat;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.Vectors;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient.BatchLimits;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.Map;

/** Cohere's embeddings, version 2, as numbers. */
public final class CohereEmbeddingFormat implements EmbeddingFormat {
  /** At most 96 texts a request (API reference, embed, version 2). */
  private static final BatchLimits LIMITS = BatchLimits.ofTexts(96);

  /** Creates the format. */
  public CohereEmbeddingFormat() {}

  @Override
  public String path(String model) {
    return "/embed";
  }

  @Override
  public BatchLimits batchLimits(String model) {
    return LIMITS;
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return CohereErrors.classify(head.status(), error);
  }

  @Override
  public void writeRequest(
      String model, EmbeddingRequest request, JsonGenerator out, Adjustments adjustments)
      throws IOException {
    Map<String, Object> extras = request.extras().of(CohereChatFormat.ORIGIN);
    out.writeStartObject();
    out.writeStringField("model", model);
    if (!extras.containsKey("input_type")) {
      out.writeStringField("input_type", inputType(request));
    }
    out.writeArrayFieldStart("embedding_types");
    out.writeString("float");
    out.writeEndArray();
    out.writeArrayFieldStart("texts");
    for (String input : request.inputs()) {
      out.writeString(input);
    }
    out.writeEndArray();
    if (request.dimensions().isPresent() && !extras.containsKey("output_dimension")) {
      out.writeNumberField("output_dimension", request.dimensions().getAsInt());
    }
    if (!extras.containsKey("truncate")) {
      out.writeStringField("truncate", "NONE"); // by default the end of a long text is lost
    }
    Json.writeExtras(out, extras, "model", "texts", "embedding_types");
    out.writeEndObject();
  }

  /** The API wants to know; texts to be searched are what is embedded most. */
  private static String inputType(EmbeddingRequest request) {
    return switch (request.purpose().orElse(EmbeddingPurpose.DOCUMENT)) {
      // There is none for comparing texts with each other; both sides being documents is nearest.
      case DOCUMENT, SIMILARITY -> "search_document";
      case QUERY -> "search_query";
      case CLASSIFICATION -> "classification";
      case CLUSTERING -> "clustering";
    };
  }

  @Override
  public EmbeddingAnswer readAnswer(JsonSlice body, EmbeddingRequest request, ResponseHead head)
      throws IOException {
    Vectors vectors = new Vectors(request.inputs().size());
    RawJson meta = RawJson.NONE;
    JsonParser json = body.parser();
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "embeddings" -> embeddings(json, value, vectors);
        case "meta" -> meta = value == JsonToken.START_OBJECT ? RawJson.of(body.rawValue()) : meta;
        case "message" -> refusal(json, value, head);
        default -> json.skipChildren();
      }
    }
    return new EmbeddingAnswer(vectors.all(), CohereUsage.read(meta), meta, "");
  }

  /** By type, or (as version 1 had it) the numbers at once. */
  private static void embeddings(JsonParser json, JsonToken value, Vectors vectors)
      throws IOException {
    if (value == JsonToken.START_ARRAY) {
      vectors.readAll(json);
      return;
    }
    if (value != JsonToken.START_OBJECT) {
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean numbers = json.currentName().equals("float");
      if (json.nextToken() == JsonToken.START_ARRAY && numbers) {
        vectors.readAll(json);
      } else {
        json.skipChildren();
      }
    }
  }

  /** Throws if a body of status 200 is an error. */
  static void refusal(JsonParser json, JsonToken value, ResponseHead head) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      ErrorBody error = new ErrorBody("", "", json.getText());
      throw ProviderFailure.of(CohereErrors.classify(head.status(), error), error.message());
    }
    json.skipChildren();
  }
}
