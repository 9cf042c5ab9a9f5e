package io.llmgw.benchmarks.streams;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.Consumer;

/** OpenAI's chat completions by hand. */
final class OpenAiChatParser extends HandWritten {
  OpenAiChatParser(Consumer<String> deltas) {
    super(deltas);
  }

  @Override
  void event(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "choices" -> {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            choice(json);
          }
        }
        case "usage" -> usage(json, "prompt_tokens", "completion_tokens");
        default -> json.skipChildren();
      }
    }
  }

  private void choice(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "delta" -> delta(json);
        case "finish_reason" -> {
          if (value == JsonToken.VALUE_STRING) {
            finishReason = json.getText();
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  private void delta(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "content" -> text(json);
        case "tool_calls" -> {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            call(json);
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  private void call(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "id" -> callId = json.getText();
        case "function" -> function(json);
        default -> json.skipChildren();
      }
    }
  }

  private void function(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> callName = json.getText();
        case "arguments" -> arguments(json);
        default -> json.skipChildren();
      }
    }
  }
}
