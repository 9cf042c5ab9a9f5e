package io.llmgw.benchmarks.streams;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** Ollama's own chat by hand. */
final class OllamaParser extends HandWritten {
  OllamaParser(Consumer<String> deltas) {
    super(deltas);
  }

  @Override
  void frames(InputStream body) throws IOException {
    Lines.read(body, 0, this::event);
  }

  @Override
  void event(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "message" -> message(json);
        case "done_reason" -> finishReason = json.getText();
        case "prompt_eval_count" -> inputTokens = json.getLongValue();
        case "eval_count" -> outputTokens = json.getLongValue();
        default -> json.skipChildren();
      }
    }
  }

  private void message(JsonParser json) throws IOException {
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
        case "arguments" -> wholeArguments(json);
        default -> json.skipChildren();
      }
    }
  }
}
