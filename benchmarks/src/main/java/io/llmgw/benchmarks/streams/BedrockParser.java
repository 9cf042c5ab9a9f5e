package io.llmgw.benchmarks.streams;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * Bedrock's Converse by hand; the names in the JSON tell enough to do without the events' types.
 */
final class BedrockParser extends HandWritten {
  BedrockParser(Consumer<String> deltas) {
    super(deltas);
  }

  @Override
  void frames(InputStream body) throws IOException {
    new EventMessages(body).read(this::event);
  }

  @Override
  void event(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "delta" -> delta(json);
        case "start" -> start(json);
        case "stopReason" -> finishReason = json.getText();
        case "usage" -> usage(json, "inputTokens", "outputTokens");
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
        case "toolUse" -> input(json);
        default -> json.skipChildren();
      }
    }
  }

  private void input(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean input = json.currentName().equals("input");
      json.nextToken();
      if (input) {
        arguments(json);
      } else {
        json.skipChildren();
      }
    }
  }

  private void start(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean toolUse = json.currentName().equals("toolUse");
      json.nextToken();
      if (toolUse) {
        call(json);
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
        case "name" -> callName = json.getText();
        case "toolUseId" -> callId = json.getText();
        default -> json.skipChildren();
      }
    }
  }
}
