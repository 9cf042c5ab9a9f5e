package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.RerankBody;
import io.llmgw.provider.internal.client.RerankFormat;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.ReportedCost;
import io.llmgw.rerank.RankedDocument;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.RerankAnswer;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rerank as servers beside OpenAI's format have it: {@code POST /rerank}, with the ranking under
 * {@code results} (Together, OpenRouter, vLLM, llama.cpp) or {@code data} (Voyage, Fireworks).
 */
public final class OpenAiRerankFormat implements RerankFormat {
  private final String origin;
  private final String topField;

  /**
   * Speaks to one server.
   *
   * @param origin the server's name, under which extras are given
   * @param topField the field of the wanted number of documents
   */
  public OpenAiRerankFormat(String origin, String topField) {
    this.origin = origin;
    this.topField = topField;
  }

  @Override
  public String path() {
    return "/rerank";
  }

  @Override
  public void writeRequest(String model, RerankRequest request, JsonGenerator out)
      throws IOException {
    RerankBody.write(model, request, topField, request.extras().of(origin), out);
  }

  @Override
  public ErrorKind classify(ResponseHead head, ErrorBody error) {
    return OpenAiErrors.classify(head.status(), error);
  }

  @Override
  public RerankAnswer readAnswer(JsonSlice body, RerankRequest request, ResponseHead head)
      throws IOException {
    JsonParser json = body.parser();
    json.nextToken();
    List<RankedDocument> results = new ArrayList<>();
    RawJson usage = RawJson.NONE;
    String model = "";
    boolean ranked = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "results", "data" -> {
          ranked |= value == JsonToken.START_ARRAY;
          results(json, value, request.documents().size(), results);
        }
        case "usage" ->
            usage = value == JsonToken.START_OBJECT ? RawJson.of(body.rawValue()) : usage;
        case "model" -> model = value == JsonToken.VALUE_STRING ? json.getText() : model;
        case "error" -> error(json, value, head);
        default -> json.skipChildren();
      }
    }
    if (!ranked) {
      throw malformed("no results");
    }
    return new RerankAnswer(results, OpenAiUsage.read(usage), usage, model)
        .withReportedUsd(ReportedCost.usd(usage));
  }

  private static void error(JsonParser json, JsonToken value, ResponseHead head)
      throws IOException {
    if (value != JsonToken.VALUE_NULL) {
      ErrorBody error = ErrorBodies.read(json);
      throw ProviderFailure.of(OpenAiErrors.classify(head.status(), error), error.message());
    }
  }

  private static void results(
      JsonParser json, JsonToken value, int documents, List<RankedDocument> into)
      throws IOException {
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw malformed("a result that is no object");
      }
      into.add(result(json, documents));
    }
  }

  private static RankedDocument result(JsonParser json, int documents) throws IOException {
    int index = -1;
    double score = Double.NaN;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("index") && value.isNumeric()) {
        index = json.getIntValue();
      } else if ((field.equals("relevance_score") || field.equals("score")) && value.isNumeric()) {
        score = json.getDoubleValue();
      } else {
        json.skipChildren();
      }
    }
    if (index < 0 || index >= documents) {
      throw malformed("a document of index " + index + ", which was not sent");
    }
    if (Double.isNaN(score)) {
      throw malformed("no score for document " + index);
    }
    return new RankedDocument(index, score);
  }

  private static ProviderFailure malformed(String what) {
    return ProviderFailure.of(ErrorKind.MALFORMED_ANSWER, "the answer has " + what);
  }
}
