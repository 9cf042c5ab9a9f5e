package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.StreamEvent;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonBytes;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.ReportedCost;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads chat completions: the chunks of a stream, or one whole answer, which differs only in having
 * a {@code message} where chunks have a {@code delta}.
 *
 * <p>Reads leniently what servers send strictly or not: unknown fields, null for absent, choices
 * that are missing, empty or of another index, usage on any chunk (the last one counts; it is
 * cumulative), a finish reason sent twice or before the last content.
 */
final class OpenAiDecoder implements StreamDecoder {
  private final ResponseHead head;
  private final boolean whole;
  private final String origin;
  private final List<OpenAiChoice> others = new ArrayList<>(0);

  private OpenAiChoice first;
  private String model = "";
  private String serviceTier = "";
  private RawJson usage = RawJson.NONE;
  private RawJson groqUsage = RawJson.NONE;

  OpenAiDecoder(String origin, ResponseHead head, boolean whole) {
    this.head = head;
    this.whole = whole;
    this.origin = origin;
    this.first = new OpenAiChoice(origin);
  }

  /** Tells whether there has been a choice: an answer without one is none. */
  boolean sawChoice() {
    return first.seen();
  }

  @Override
  public void event(String name, JsonSlice data, Consumer<StreamEvent> out) throws IOException {
    JsonParser json = data.parser();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new JsonBytes.NotJsonException("not a JSON object");
    }
    if (name.equals("error")) {
      throw failure(ErrorBodies.read(json));
    }
    boolean hasChoices = false;
    String type = "";
    String code = "";
    String text = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "choices" -> {
          hasChoices = value == JsonToken.START_ARRAY;
          choices(data, json, out);
        }
        case "usage" -> {
          if (value == JsonToken.START_OBJECT) {
            usage = RawJson.of(data.rawValue());
          }
        }
        case "x_groq" -> groq(data, json);
        case "model" -> {
          if (model.isEmpty() && value == JsonToken.VALUE_STRING) {
            model = json.getText();
          }
        }
        case "service_tier" -> {
          if (serviceTier.isEmpty()) {
            serviceTier = scalar(json, value);
          }
        }
        case "id" -> first.id(json);
        case "error" -> error(json, value);
        case "citations" -> first.sources.citations(data, json);
        case "search_results" -> first.sources.searchResults(data, json);
        case "type" -> type = scalar(json, value);
        case "code" -> code = scalar(json, value);
        case "message", "detail" -> text = scalar(json, value);
        default -> json.skipChildren();
      }
    }
    if (!hasChoices && !text.isEmpty()) {
      throw failure(new ErrorBody(type, code, text)); // an error without the object around it
    }
  }

  private static String scalar(JsonParser json, JsonToken value) throws IOException {
    if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
      return json.getText();
    }
    json.skipChildren();
    return "";
  }

  private void error(JsonParser json, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    ErrorBody error = ErrorBodies.read(json);
    if (!error.message().isEmpty() || !error.type().isEmpty() || !error.code().isEmpty()) {
      throw failure(error);
    }
  }

  private ProviderFailure failure(ErrorBody error) {
    return ProviderFailure.of(
        OpenAiErrors.classify(head.status(), error),
        error.message().isEmpty() ? (error.type() + " " + error.code()).trim() : error.message());
  }

  /** Groq sends usage here too, on streams nobody asked usage for only here. */
  private void groq(JsonSlice data, JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      if (json.nextToken() == JsonToken.START_OBJECT && field.equals("usage")) {
        groqUsage = RawJson.of(data.rawValue());
      } else {
        json.skipChildren();
      }
    }
  }

  private void choices(JsonSlice data, JsonParser json, Consumer<StreamEvent> out)
      throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
      } else if (whole) {
        choice(data, json);
      } else {
        first.readChunk(data, json, out);
      }
      ErrorBody broken = first.error;
      if (broken != null) {
        throw failure(broken);
      }
    }
  }

  private void choice(JsonSlice data, JsonParser json) throws IOException {
    if (!first.seen()) {
      first.readWhole(data, json);
      return;
    }
    OpenAiChoice next = new OpenAiChoice(origin);
    next.readWhole(data, json);
    if (next.index() < first.index()) {
      others.add(first);
      first = next;
    } else {
      others.add(next);
    }
  }

  /**
   * The end is a finish reason, and {@code [DONE]} or the body's own end. Snowflake and some
   * upstreams of OpenRouter never send a finish reason; there {@code [DONE]} after the final usage,
   * which a cut answer does not have, says the same.
   */
  @Override
  public boolean end(boolean doneMarker, Consumer<StreamEvent> out) {
    boolean counted = doneMarker && first.seen() && !usage.isEmpty();
    if (first.rawFinish().isEmpty() && !counted) {
      return false;
    }
    first.end(out);
    return true;
  }

  @Override
  public boolean finished() {
    return false; // usage may follow the finish reason; only [DONE] or the body's end is the end
  }

  @Override
  public ProviderAnswer answer() {
    RawJson raw = usage.isEmpty() ? groqUsage : usage;
    return ProviderAnswer.of(first.build())
        .finish(first.finish(), first.rawFinish())
        .usage(usage(raw), raw)
        .reportedUsd(ReportedCost.usd(raw))
        .model(model)
        .serviceTier(serviceTier)
        .alternatives(others.stream().map(OpenAiChoice::alternative).toList())
        .logprobs(first.logprobs.tokens())
        .build();
  }

  private static Usage usage(RawJson raw) {
    try {
      return OpenAiUsage.read(raw);
    } catch (IOException e) {
      return Usage.unknown(); // it was read as JSON once; whatever is wrong, the answer is good
    }
  }
}
