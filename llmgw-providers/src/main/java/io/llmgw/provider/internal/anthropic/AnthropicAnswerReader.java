package io.llmgw.provider.internal.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.ProviderState;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a whole answer of the Messages API. */
final class AnthropicAnswerReader {
  private static final ErrorBody NO_ERROR = new ErrorBody("", "", "an error without a description");

  private final ResponseHead head;
  private final List<Part> parts = new ArrayList<>();
  private final AnthropicUsage usage = new AnthropicUsage();
  private String model = "";
  private String stopReason = "";
  private boolean content;
  private @Nullable String error;

  private AnthropicAnswerReader(ResponseHead head) {
    this.head = head;
  }

  /**
   * Reads an answer.
   *
   * @throws ProviderFailure if it is an error, or no message
   */
  static ProviderAnswer read(JsonSlice body, ResponseHead head) throws IOException {
    AnthropicAnswerReader reader = new AnthropicAnswerReader(head);
    reader.read(body);
    return ProviderAnswer.of(new AssistantMessage(reader.parts, ProviderState.NONE))
        .finish(AnthropicBlocks.finishReason(reader.stopReason), reader.stopReason)
        .usage(reader.usage.usage(), reader.usage.raw())
        .model(reader.model)
        .serviceTier(reader.usage.serviceTier())
        .build();
  }

  private void read(JsonSlice body) throws IOException {
    JsonParser parser = body.parser();
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw malformed("the answer is no JSON object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      switch (field) {
        case "model" -> model = parser.getValueAsString("");
        case "stop_reason" -> stopReason = parser.getValueAsString("");
        case "usage" -> usage.add(body.rawValue());
        case "error" -> error = token == JsonToken.VALUE_NULL ? null : body.rawValue();
        case "content" -> readContent(body, token);
        default -> parser.skipChildren();
      }
    }
    if (error != null && !content) {
      throw error(error, head);
    }
    if (!content) {
      throw malformed("the answer has no content, so it is no message");
    }
  }

  private void readContent(JsonSlice body, JsonToken token) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      body.parser().skipChildren();
      return;
    }
    content = true;
    while (body.parser().nextToken() != JsonToken.END_ARRAY) {
      String raw = body.rawValue();
      AnthropicBlocks.part(RawObject.parse(raw), raw).ifPresent(parts::add);
    }
  }

  /**
   * Makes a failure of an error object inside a response of status 200, whole or streamed. It is
   * bare: the client adds target, status and request id.
   */
  static ProviderFailure error(String json, ResponseHead head) throws IOException {
    ErrorBody error = json.isEmpty() ? NO_ERROR : ErrorBodies.of(Json.TREES.readTree(json));
    ErrorKind kind = AnthropicErrors.classify(head.status(), error);
    return ProviderFailure.of(kind, error.message().isEmpty() ? error.type() : error.message());
  }

  static ProviderFailure malformed(String what) {
    return ProviderFailure.of(ErrorKind.MALFORMED_ANSWER, what);
  }
}
