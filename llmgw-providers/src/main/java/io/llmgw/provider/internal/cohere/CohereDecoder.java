package io.llmgw.provider.internal.cohere;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.StreamEvent;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonBytes;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.TextSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Reads the events of a stream, or one whole answer. An event's {@code delta} has the fields of the
 * whole answer, with one block or call where the answer has a list; so the fields' names decide,
 * not the event's type, except for {@code message-end}, which is the protocol's end.
 */
final class CohereDecoder implements StreamDecoder {
  private static final String END = "message-end";

  private final ResponseHead head;
  private final CohereMessage message = new CohereMessage();
  private final CohereLogprobs logprobs = new CohereLogprobs();
  private RawJson usage = RawJson.NONE;
  private String finishReason = "";
  private String problem = "";
  private boolean sawMessage;
  private boolean finished;

  /** A block or call that came before its event's index. */
  private String lateBlock = "";

  private String lateCall = "";

  CohereDecoder(ResponseHead head) {
    this.head = head;
  }

  /**
   * Reads a whole answer.
   *
   * @throws ProviderFailure if it is an error, or no answer of this format
   */
  void whole(JsonSlice data) throws IOException {
    start(data.parser());
    fields(data, 0, event -> {});
    failIfBroken();
    if (!sawMessage) {
      throw ProviderFailure.of(ErrorKind.MALFORMED_ANSWER, "the answer has no message");
    }
  }

  @Override
  public void event(String name, JsonSlice data, Consumer<StreamEvent> out) throws IOException {
    JsonParser json = data.parser();
    start(json);
    boolean end = name.equals(END);
    int index = -1;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "type" -> end |= isEnd(json, value);
        case "index" -> index = value.isNumeric() ? json.getIntValue() : -1;
        case "delta" -> {
          if (value == JsonToken.START_OBJECT) {
            fields(data, index, out);
          }
        }
        case "logprobs" -> logprobs.read(json, value);
        case "message" -> {
          if (value == JsonToken.VALUE_STRING) {
            error(json, value);
          }
          json.skipChildren();
        }
        case "error" -> error(json, value);
        default -> json.skipChildren();
      }
    }
    late(index, out);
    failIfBroken();
    if (end && !finished) {
      finished = true;
      message.finish(out);
    }
  }

  private static void start(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new JsonBytes.NotJsonException("not a JSON object");
    }
  }

  /** Makes no string of the types that come all the time. */
  private static boolean isEnd(JsonParser json, JsonToken value) throws IOException {
    return value == JsonToken.VALUE_STRING
        && json.getTextLength() == END.length()
        && json.getText().equals(END);
  }

  /** Reads the fields of a whole answer, or of a delta. */
  private void fields(JsonSlice data, int index, Consumer<StreamEvent> out) throws IOException {
    JsonParser json = data.parser();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "message" -> {
          if (value == JsonToken.START_OBJECT) {
            sawMessage = true;
            message(data, index, out);
          } else {
            error(json, value);
          }
        }
        case "finish_reason" -> {
          finishReason = value == JsonToken.VALUE_STRING ? json.getText() : finishReason;
        }
        case "usage" -> {
          usage = value == JsonToken.START_OBJECT ? RawJson.of(data.rawValue()) : usage;
        }
        case "logprobs" -> logprobs.read(json, value);
        case "error" -> {
          if (value == JsonToken.VALUE_STRING) {
            problem = json.getText(); // beside the finish reason ERROR
          } else {
            error(json, value);
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  private void message(JsonSlice data, int index, Consumer<StreamEvent> out) throws IOException {
    JsonParser json = data.parser();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "content" -> content(data, value, index, out);
        case "tool_plan" -> {
          if (value == JsonToken.VALUE_STRING) {
            message.plan(json.getText(), out);
          }
        }
        case "tool_calls" -> toolCalls(data, value, index, out);
        case "citations" -> citations(data, value);
        default -> json.skipChildren();
      }
    }
  }

  private void content(JsonSlice data, JsonToken value, int index, Consumer<StreamEvent> out)
      throws IOException {
    switch (value) {
      case START_ARRAY -> CohereMessage.each(data.parser(), i -> message.content(data, i, out));
      case START_OBJECT -> {
        if (index < 0) {
          lateBlock = data.rawValue();
        } else {
          message.content(data, index, out);
        }
      }
      case VALUE_STRING -> message.content(data.parser(), out);
      default -> {}
    }
  }

  private void toolCalls(JsonSlice data, JsonToken value, int index, Consumer<StreamEvent> out)
      throws IOException {
    if (value == JsonToken.START_ARRAY) {
      CohereMessage.each(data.parser(), i -> message.calls().read(data, i, out));
    } else if (value == JsonToken.START_OBJECT && index < 0) {
      lateCall = data.rawValue();
    } else if (value == JsonToken.START_OBJECT) {
      message.calls().read(data, index, out);
    }
  }

  private void citations(JsonSlice data, JsonToken value) throws IOException {
    if (value == JsonToken.START_ARRAY) {
      CohereMessage.each(data.parser(), i -> message.citations().add(data.rawValue()));
    } else if (value == JsonToken.START_OBJECT) {
      message.citations().add(data.rawValue());
    }
  }

  private void late(int index, Consumer<StreamEvent> out) throws IOException {
    if (!lateBlock.isEmpty()) {
      message.content(opened(lateBlock), Math.max(0, index), out);
      lateBlock = "";
    }
    if (!lateCall.isEmpty()) {
      message.calls().read(opened(lateCall), Math.max(0, index), out);
      lateCall = "";
    }
  }

  private static JsonSlice opened(String object) throws IOException {
    TextSlice slice = new TextSlice(object);
    slice.parser().nextToken();
    return slice;
  }

  private void error(JsonParser json, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    ErrorBody error = ErrorBodies.read(json);
    throw ProviderFailure.of(
        CohereErrors.classify(head.status(), error),
        error.message().isEmpty() ? "an error without a description" : error.message());
  }

  /** An answer that ended by a fault of the model's server is none. */
  private void failIfBroken() {
    ErrorKind kind =
        switch (finishReason) {
          case "ERROR" -> ErrorKind.SERVER_ERROR;
          case "TIMEOUT" -> ErrorKind.TIMEOUT;
          case "ERROR_TOXIC" -> ErrorKind.CONTENT_FILTERED;
          default -> null;
        };
    if (kind != null) {
      throw ProviderFailure.of(
          kind,
          "the answer ended with " + finishReason + (problem.isEmpty() ? "" : ": " + problem));
    }
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
    return ProviderAnswer.of(message.build())
        .finish(reason(), finishReason)
        .usage(used(), usage)
        .logprobs(logprobs.all())
        .build();
  }

  private Usage used() {
    try {
      return CohereUsage.read(usage);
    } catch (IOException e) {
      return Usage.unknown(); // it was read as JSON once; whatever is wrong, the answer is good
    }
  }

  private FinishReason reason() {
    return switch (finishReason) {
      case "COMPLETE" -> message.calls().count() > 0 ? FinishReason.TOOL_CALLS : FinishReason.STOP;
      case "STOP_SEQUENCE" -> FinishReason.STOP_SEQUENCE;
      case "MAX_TOKENS", "ERROR_LIMIT" -> FinishReason.LENGTH;
      case "TOOL_CALL" -> FinishReason.TOOL_CALLS;
      default -> FinishReason.OTHER;
    };
  }
}
