package io.llmgw.benchmarks.streams;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.Consumer;

/** OpenAI's Responses by hand: from the deltas; the answer that is sent again is skipped. */
final class ResponsesParser extends HandWritten {
  ResponsesParser(Consumer<String> deltas) {
    super(deltas);
  }

  @Override
  void event(JsonParser json) throws IOException {
    String type = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "type" -> type = json.getText();
        case "delta" -> delta(json, type);
        case "item" -> {
          if (type.equals("response.output_item.added")) {
            item(json);
          } else {
            json.skipChildren();
          }
        }
        case "response" -> {
          if (type.equals("response.completed")) {
            response(json);
          } else {
            json.skipChildren();
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  private void delta(JsonParser json, String type) throws IOException {
    switch (type) {
      case "response.output_text.delta" -> text(json);
      case "response.function_call_arguments.delta" -> arguments(json);
      default -> json.skipChildren();
    }
  }

  private void item(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "call_id" -> callId = json.getText();
        case "name" -> callName = json.getText();
        default -> json.skipChildren();
      }
    }
  }

  private void response(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "status" -> finishReason = json.getText();
        case "usage" -> usage(json, "input_tokens", "output_tokens");
        default -> json.skipChildren();
      }
    }
  }
}
