package io.llmgw.provider.internal.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Alternative;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.StreamEvent;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.json.JsonBytes;
import io.llmgw.provider.internal.json.JsonSlice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One choice of an answer: read at once, or collected from the chunks of a stream. */
final class OpenAiChoice {
  final OpenAiSources sources = new OpenAiSources();
  final OpenAiLogprobs logprobs = new OpenAiLogprobs();
  private final OpenAiMessage message;
  private String finishReason = "";
  private int index;
  private boolean seen;
  private boolean sawDelta;

  /** What broke the choice off: OpenRouter has the upstream's error here. */
  @Nullable ErrorBody error;

  OpenAiChoice(String origin) {
    this.message = new OpenAiMessage(origin, sources);
  }

  /** Tells whether anything of the choice has come. */
  boolean seen() {
    return seen;
  }

  int index() {
    return index;
  }

  String rawFinish() {
    return finishReason;
  }

  FinishReason finish() {
    return OpenAiFinish.of(finishReason, message.hasToolCalls());
  }

  AssistantMessage build() {
    return message.build();
  }

  Alternative alternative() {
    return new Alternative(build(), finish(), finishReason);
  }

  void id(JsonParser json) throws IOException {
    message.id(json);
  }

  /** Tells the parts that are complete only at the end. */
  void end(Consumer<StreamEvent> out) {
    message.finish(out);
  }

  /** Reads the choice of a whole answer. */
  void readWhole(JsonSlice data, JsonParser json) throws IOException {
    seen = true;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "index" -> index = value.isNumeric() ? json.getIntValue() : index;
        case "finish_reason" -> finishReason = text(json, value, finishReason);
        case "logprobs" -> logprobs.read(json);
        case "error" -> error(json, value);
        case "message" -> {
          if (value == JsonToken.START_OBJECT) {
            message.read(data, json, event -> {});
          } else {
            json.skipChildren();
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  /**
   * Reads the first choice's part of a chunk. Chunks of other choices are mixed in, and the index
   * may come after the content; what comes before it is then kept as text and read once the index
   * is known.
   */
  void readChunk(JsonSlice data, JsonParser json, Consumer<StreamEvent> out) throws IOException {
    int at = -1;
    String early = "";
    String earlyMessage = "";
    String earlyLogprobs = "";
    String reason = "";
    boolean hasDelta = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      boolean object = value == JsonToken.START_OBJECT;
      switch (field) {
        case "index" -> at = value.isNumeric() ? json.getIntValue() : at;
        case "finish_reason" -> reason = text(json, value, reason);
        case "logprobs" -> earlyLogprobs = object ? data.rawValue() : "";
        case "error" -> error(json, value);
        case "delta" -> {
          hasDelta = true;
          if (at == 0 && object) {
            message.read(data, json, out);
          } else if (at < 0 && object) {
            early = data.rawValue();
          } else {
            json.skipChildren();
          }
        }
        case "message" -> {
          if (object && !sawDelta && message.isEmpty()) {
            earlyMessage = data.rawValue();
          } else {
            json.skipChildren(); // the whole answer again beside its deltas
          }
        }
        default -> json.skipChildren();
      }
    }
    if (at > 0) {
      return;
    }
    seen = true;
    sawDelta |= hasDelta;
    if (!reason.isEmpty()) {
      finishReason = reason;
    }
    if (!early.isEmpty()) {
      again(early, parser -> message.read(parser, parser.parser(), out));
    } else if (!earlyMessage.isEmpty() && !hasDelta) {
      again(earlyMessage, parser -> message.read(parser, parser.parser(), out));
    }
    if (!earlyLogprobs.isEmpty()) {
      again(earlyLogprobs, parser -> logprobs.read(parser.parser()));
    }
  }

  private void error(JsonParser json, JsonToken value) throws IOException {
    if (value == JsonToken.START_OBJECT) {
      ErrorBody read = ErrorBodies.read(json);
      boolean empty = read.message().isEmpty() && read.type().isEmpty() && read.code().isEmpty();
      error = empty ? error : read;
    } else {
      json.skipChildren();
    }
  }

  private static String text(JsonParser json, JsonToken value, String otherwise)
      throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    json.skipChildren();
    return otherwise;
  }

  /** Reads an object that stands in its text. */
  private interface Reader {
    void read(JsonSlice json) throws IOException;
  }

  private static void again(String object, Reader reader) throws IOException {
    byte[] bytes = object.getBytes(StandardCharsets.UTF_8);
    try (JsonBytes json = new JsonBytes()) {
      json.set(bytes, 0, bytes.length);
      json.parser().nextToken();
      reader.read(json);
    }
  }
}
