package io.llmgw.benchmarks.streams;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.Consumer;

/** Anthropic's Messages by hand; the names in the JSON tell enough to do without the events'. */
final class AnthropicParser extends HandWritten {
  AnthropicParser(Consumer<String> deltas) {
    super(deltas);
  }

  @Override
  void event(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "delta" -> delta(json);
        case "content_block" -> block(json);
        case "message" -> message(json);
        case "usage" -> usage(json, "input_tokens", "output_tokens");
        default -> json.skipChildren();
      }
    }
  }

  private void delta(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "text" -> text(json);
        case "partial_json" -> arguments(json);
        case "stop_reason" -> finishReason = json.getText();
        default -> json.skipChildren();
      }
    }
  }

  private void block(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "text" -> text(json);
        case "id" -> callId = json.getText();
        case "name" -> callName = json.getText();
        default -> json.skipChildren();
      }
    }
  }

  private void message(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (field.equals("usage")) {
        usage(json, "input_tokens", "output_tokens");
      } else {
        json.skipChildren();
      }
    }
  }
}
