package io.llmgw.provider.internal.cohere;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.RerankFormat;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.rerank.RankedDocument;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.RerankAnswer;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cohere's rerank, version 2. Answers of version 1 have the same shape. */
public final class CohereRerankFormat implements RerankFormat {
  /** Creates the format. */
  public CohereRerankFormat() {}

  @Override
  public String path() {
    return "/rerank";
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return CohereErrors.classify(head.status(), error);
  }

  @Override
  public void writeRequest(String model, RerankRequest request, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("model", model);
    out.writeStringField("query", request.query());
    out.writeArrayFieldStart("documents");
    for (String document : request.documents()) {
      out.writeString(document);
    }
    out.writeEndArray();
    if (request.top().isPresent()) {
      out.writeNumberField("top_n", request.top().getAsInt());
    }
    out.writeEndObject();
  }

  @Override
  public RerankAnswer readAnswer(JsonSlice body, RerankRequest request, ResponseHead head)
      throws IOException {
    List<RankedDocument> results = null;
    RawJson meta = RawJson.NONE;
    JsonParser json = body.parser();
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "results" -> results = results(json, value, request.documents().size());
        case "meta" -> meta = value == JsonToken.START_OBJECT ? RawJson.of(body.rawValue()) : meta;
        case "message" -> CohereEmbeddingFormat.refusal(json, value, head);
        default -> json.skipChildren();
      }
    }
    if (results == null) {
      throw wrong("no results");
    }
    return new RerankAnswer(results, CohereUsage.read(meta), meta, "");
  }

  private static @Nullable List<RankedDocument> results(
      JsonParser json, JsonToken value, int documents) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return null;
    }
    List<RankedDocument> results = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw wrong("a result that is no object");
      }
      results.add(result(json, documents));
    }
    return results;
  }

  private static RankedDocument result(JsonParser json, int documents) throws IOException {
    int index = -1;
    double score = Double.NaN;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("index") && value.isNumeric()) {
        index = json.getIntValue();
      } else if (field.equals("relevance_score") && value.isNumeric()) {
        score = json.getDoubleValue();
      } else {
        json.skipChildren();
      }
    }
    if (index < 0 || index >= documents || Double.isNaN(score)) {
      throw wrong(
          "a result of index "
              + index
              + " and score "
              + score
              + " for "
              + documents
              + " documents");
    }
    return new RankedDocument(index, score);
  }

  private static ProviderFailure wrong(String what) {
    return ProviderFailure.of(ErrorKind.MALFORMED_ANSWER, "the answer has " + what);
  }
}
