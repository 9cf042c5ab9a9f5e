package io.llmgw.provider.internal.bedrock;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.ProviderState;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a whole answer of Converse. */
final class BedrockAnswerReader {
  private final List<Part> parts = new ArrayList<>();
  private RawJson usage = RawJson.NONE;
  private String stopReason = "";
  private String tier = "";
  private boolean content;

  private BedrockAnswerReader() {}

  /**
   * Reads an answer.
   *
   * @throws ProviderFailure if it is no message
   */
  static ProviderAnswer read(JsonSlice body) throws IOException {
    BedrockAnswerReader reader = new BedrockAnswerReader();
    reader.readAll(body);
    return ProviderAnswer.of(new AssistantMessage(reader.parts, ProviderState.NONE))
        .finish(BedrockBlocks.finishReason(reader.stopReason), reader.stopReason)
        .usage(BedrockUsage.of(reader.usage), reader.usage)
        .serviceTier(reader.tier)
        .build();
  }

  private void readAll(JsonSlice body) throws IOException {
    JsonParser parser = body.parser();
    parser.nextToken();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (field) {
        case "stopReason" -> stopReason = parser.getValueAsString("");
        case "usage" -> usage = RawJson.of(body.rawValue());
        case "serviceTier" -> tier = tier(body.rawValue());
        case "output" -> readOutput(body, token);
        default -> parser.skipChildren();
      }
    }
    if (!content) {
      throw ProviderFailure.of(
          ErrorKind.MALFORMED_ANSWER, "the answer has no content, so it is no message");
    }
  }

  /** Returns the type in {@code {"type":"flex"}}. */
  static String tier(String json) throws IOException {
    return json.startsWith("{") ? RawObject.parse(json).string("type") : "";
  }

  /** Output holds the message, and the message the content. */
  private void readOutput(JsonSlice body, JsonToken token) throws IOException {
    JsonParser parser = body.parser();
    if (token != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      if (field.equals("message")) {
        readOutput(body, value);
      } else if (field.equals("content") && value == JsonToken.START_ARRAY) {
        content = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          BedrockBlocks.part(body.rawValue()).ifPresent(parts::add);
        }
      } else {
        parser.skipChildren();
      }
    }
  }
}
