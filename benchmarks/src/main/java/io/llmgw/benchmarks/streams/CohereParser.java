package io.llmgw.benchmarks.streams;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Cohere's chat of version 2 by hand; the names in the JSON tell enough to do without the types.
 */
final class CohereParser extends HandWritten {
  CohereParser(Consumer<String> deltas) {
    super(deltas);
  }

  @Override
  void event(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean delta = json.currentName().equals("delta");
      json.nextToken();
      if (delta) {
        delta(json);
      } else {
        json.skipChildren();
      }
    }
  }

  private void delta(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "message" -> message(json);
        case "finish_reason" -> finishReason = json.getText();
        case "usage" -> usage(json);
        default -> json.skipChildren();
      }
    }
  }

  private void message(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "content" -> {
          if (value == JsonToken.START_OBJECT) {
            content(json);
          } else {
            json.skipChildren();
          }
        }
        case "tool_calls" -> {
          if (value == JsonToken.START_OBJECT) {
            call(json);
          } else {
            json.skipChildren();
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  private void content(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean text = json.currentName().equals("text");
      json.nextToken();
      if (text) {
        text(json);
      } else {
        json.skipChildren();
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

  private void usage(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean billed = json.currentName().equals("billed_units");
      json.nextToken();
      if (billed) {
        usage(json, "input_tokens", "output_tokens");
      } else {
        json.skipChildren();
      }
    }
  }
}
