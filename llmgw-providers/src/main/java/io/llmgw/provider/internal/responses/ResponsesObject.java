package io.llmgw.provider.internal.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.TokenLogprob;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.ReportedCost;
import io.llmgw.provider.internal.json.UsageNumbers;
import io.llmgw.provider.internal.openai.OpenAiUsage;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A response object: a whole answer, or what an event of a stream says of it so far. */
final class ResponsesObject {
  private Optional<ErrorBody> error = Optional.empty();
  private RawJson usage = RawJson.NONE;
  private RawJson toolUsage = RawJson.NONE;
  private String id = "";
  private String model = "";
  private String status = "";
  private String incompleteReason = "";
  private String serviceTier = "";
  private boolean hasOutput;

  /** Takes the items of an answer. */
  interface Output {
    /** Tells whether an item is not known yet. */
    boolean wants(int index);

    /** Takes the text of an item that is wanted. */
    void item(int index, String raw) throws IOException;
  }

  /** Reads a response object; the parser stands at its start and afterwards at its end. */
  void read(JsonSlice data, Output output) throws IOException {
    JsonParser json = data.parser();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "id" -> id = json.getValueAsString(id);
        case "model" -> model = json.getValueAsString(model);
        case "status" -> status = json.getValueAsString("");
        case "service_tier" -> serviceTier = json.getValueAsString("");
        case "output" -> output(data, json, value, output);
        case "usage" -> usage = value == JsonToken.START_OBJECT ? raw(data) : usage;
        case "tool_usage" -> toolUsage = value == JsonToken.START_OBJECT ? raw(data) : toolUsage;
        case "incomplete_details" -> incomplete(json, value);
        case "error" -> {
          if (value != JsonToken.VALUE_NULL) {
            error = Optional.of(ErrorBodies.read(json));
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  private static RawJson raw(JsonSlice data) throws IOException {
    return RawJson.of(data.rawValue());
  }

  private void output(JsonSlice data, JsonParser json, JsonToken value, Output output)
      throws IOException {
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    hasOutput = true;
    for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
      if (json.currentToken() == JsonToken.START_OBJECT && output.wants(i)) {
        output.item(i, data.rawValue());
      } else {
        json.skipChildren();
      }
    }
  }

  private void incomplete(JsonParser json, JsonToken value) throws IOException {
    if (value != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean reason = json.currentName().equals("reason");
      if (json.nextToken() == JsonToken.VALUE_STRING && reason) {
        incompleteReason = json.getText();
      } else {
        json.skipChildren();
      }
    }
  }

  /** Tells whether there is a list of items, without which it is no answer. */
  boolean hasOutput() {
    return hasOutput;
  }

  String id() {
    return id;
  }

  Optional<ErrorBody> error() {
    return error;
  }

  boolean failed() {
    return status.equals("failed");
  }

  /** Sets the status an event's name says, for servers that do not repeat it. */
  void statusUnlessSaid(String said) {
    if (status.isEmpty() || status.equals("in_progress")) {
      status = said;
    }
  }

  /** Makes the answer of its parts. */
  ProviderAnswer answer(List<Part> parts, List<TokenLogprob> logprobs) {
    return ProviderAnswer.of(new AssistantMessage(parts, ProviderState.NONE))
        .finish(finishReason(parts), status)
        .usage(usage(), usage)
        .reportedUsd(ReportedCost.usd(usage))
        .model(model)
        .serviceTier(serviceTier)
        .logprobs(logprobs)
        .build();
  }

  private FinishReason finishReason(List<Part> parts) {
    return switch (status) {
      case "completed", "complete" ->
          has(parts, Part.ToolCall.class)
              ? FinishReason.TOOL_CALLS
              : has(parts, Part.RefusalPart.class) ? FinishReason.REFUSAL : FinishReason.STOP;
      case "incomplete" ->
          switch (incompleteReason) {
            case "max_output_tokens", "max_tokens", "length" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
          };
      default -> FinishReason.OTHER;
    };
  }

  private static boolean has(List<Part> parts, Class<? extends Part> kind) {
    return parts.stream().anyMatch(kind::isInstance);
  }

  private Usage usage() {
    try {
      Usage tokens = OpenAiUsage.read(usage);
      long searches =
          toolUsage.isEmpty() ? 0 : UsageNumbers.read(toolUsage).at("web_search", "num_requests");
      return searches == 0 || !tokens.isKnown()
          ? tokens
          : tokens.plus(Usage.builder().count(Meter.SEARCH, searches).build());
    } catch (IOException e) {
      return Usage.unknown(); // it was read as JSON once; whatever is wrong, the answer is good
    }
  }
}
