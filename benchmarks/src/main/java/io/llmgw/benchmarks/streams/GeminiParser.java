package io.llmgw.benchmarks.streams;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.Consumer;

/** Gemini by hand. */
final class GeminiParser extends HandWritten {
  GeminiParser(Consumer<String> deltas) {
    super(deltas);
  }

  @Override
  void event(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "candidates" -> {
          while (json.nextToken() == JsonToken.START_OBJECT) {
            candidate(json);
          }
        }
        case "usageMetadata" -> usage(json, "promptTokenCount", "candidatesTokenCount");
        default -> json.skipChildren();
      }
    }
  }

  private void candidate(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "content" -> content(json);
        case "finishReason" -> finishReason = json.getText();
        default -> json.skipChildren();
      }
    }
  }

  private void content(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean parts = json.currentName().equals("parts");
      json.nextToken();
      if (!parts) {
        json.skipChildren();
        continue;
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        part(json);
      }
    }
  }

  private void part(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "text" -> text(json);
        case "functionCall" -> call(json);
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
        case "name" -> callName = json.getText();
        case "args" -> wholeArguments(json);
        default -> json.skipChildren();
      }
    }
  }
}
