package io.llmgw.provider.internal.ollama;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.PartDone;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonBytes;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.TextBuffer;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads the lines of a stream, or one whole answer, which is a stream of one line. {@code done} is
 * the protocol's end. Reads the answers of {@code /api/generate} too, which have their text beside
 * the other fields.
 */
final class OllamaDecoder implements StreamDecoder {
  /** State of reasoning, which goes back under its own name. */
  static final ProviderState THINKING =
      new ProviderState(OllamaChatFormat.ORIGIN, RawJson.of("{\"type\":\"thinking\"}"));

  private final ResponseHead head;
  private final TextBuffer text = new TextBuffer();
  private final TextBuffer thinking = new TextBuffer();
  private final OllamaToolCalls calls = new OllamaToolCalls();
  private final OllamaLogprobs logprobs = new OllamaLogprobs();
  private final OllamaUsage usage = new OllamaUsage();
  private String model = "";
  private String doneReason = "";
  private boolean finished;

  OllamaDecoder(ResponseHead head) {
    this.head = head;
  }

  @Override
  public void event(String name, JsonSlice data, Consumer<StreamEvent> out) throws IOException {
    JsonParser json = data.parser();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new JsonBytes.NotJsonException("not a JSON object");
    }
    boolean done = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "message" -> {
          if (value == JsonToken.START_OBJECT) {
            message(data, out);
          }
        }
        case "response" -> text(json, value, out);
        case "thinking" -> thinking(json, value, out);
        case "model" -> {
          if (model.isEmpty() && value == JsonToken.VALUE_STRING) {
            model = json.getText();
          }
        }
        case "done" -> done = value == JsonToken.VALUE_TRUE;
        case "done_reason" -> {
          doneReason = value == JsonToken.VALUE_STRING ? json.getText() : doneReason;
        }
        case "logprobs" -> logprobs.read(json, value);
        case "error" -> error(json, value);
        default -> {
          if (OllamaUsage.isOne(field)) {
            usage.read(field, json, value);
          } else {
            json.skipChildren();
          }
        }
      }
    }
    if (done && !finished) {
      finished = true;
      message().parts().stream()
          .filter(part -> !(part instanceof TextPart))
          .forEach(part -> out.accept(new PartDone(part)));
    }
  }

  private void message(JsonSlice data, Consumer<StreamEvent> out) throws IOException {
    JsonParser json = data.parser();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "content" -> text(json, value, out);
        case "thinking" -> thinking(json, value, out);
        case "tool_calls" -> calls.read(data, value, out);
        default -> json.skipChildren();
      }
    }
  }

  private void text(JsonParser json, JsonToken value, Consumer<StreamEvent> out)
      throws IOException {
    if (value == JsonToken.VALUE_STRING && json.getTextLength() > 0) {
      String piece = json.getText();
      text.append(piece);
      out.accept(new TextDelta(piece));
    }
  }

  private void thinking(JsonParser json, JsonToken value, Consumer<StreamEvent> out)
      throws IOException {
    if (value == JsonToken.VALUE_STRING && json.getTextLength() > 0) {
      String piece = json.getText();
      thinking.append(piece);
      out.accept(new ReasoningDelta(piece));
    }
  }

  private void error(JsonParser json, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    ErrorBody error = ErrorBodies.read(json);
    throw ProviderFailure.of(
        OllamaErrors.classify(head.status(), error),
        error.message().isEmpty() ? "an error without a description" : error.message());
  }

  @Override
  public boolean end(boolean doneMarker, Consumer<StreamEvent> out) {
    return finished;
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public ProviderAnswer answer() {
    return ProviderAnswer.of(message())
        .finish(reason(), doneReason)
        .usage(usage.ofChat(), usage.raw())
        .model(model)
        .logprobs(logprobs.all())
        .build();
  }

  private AssistantMessage message() {
    List<Part> parts = new ArrayList<>(2);
    if (!thinking.isEmpty()) {
      parts.add(new ReasoningPart(thinking.toString(), THINKING));
    }
    if (!text.isEmpty() || !calls.any()) {
      parts.add(new TextPart(text.toString()));
    }
    parts.addAll(calls.parts());
    return new AssistantMessage(parts, ProviderState.NONE);
  }

  /** A turn of tool calls ends with "stop"; servers before 0.1.33 gave no reason at all. */
  private FinishReason reason() {
    return switch (doneReason) {
      case "stop", "" -> {
        if (!finished) {
          yield FinishReason.OTHER;
        }
        yield calls.any() ? FinishReason.TOOL_CALLS : FinishReason.STOP;
      }
      case "length" -> FinishReason.LENGTH;
      default -> FinishReason.OTHER;
    };
  }
}
