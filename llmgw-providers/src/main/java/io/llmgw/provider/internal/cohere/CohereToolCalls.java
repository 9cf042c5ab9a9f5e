package io.llmgw.provider.internal.cohere;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.ToolCallDelta;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.provider.internal.json.TextBuffer;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects tool calls; the pieces of one call have the same index. */
final class CohereToolCalls {
  private final List<Call> calls = new ArrayList<>(0);

  int count() {
    return calls.size();
  }

  /** Reads a call or a piece of one; the parser stands at its start. */
  void read(JsonSlice data, int index, Consumer<StreamEvent> out) throws IOException {
    JsonParser json = data.parser();
    Call call = call(index);
    String piece = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("id") && value == JsonToken.VALUE_STRING && !json.getText().isEmpty()) {
        call.id = json.getText();
      } else if (field.equals("function") && value == JsonToken.START_OBJECT) {
        piece = function(data, call);
      } else {
        json.skipChildren();
      }
    }
    call.arguments.append(piece);
    out.accept(new ToolCallDelta(calls.indexOf(call), call.id, call.name, piece));
  }

  private static String function(JsonSlice data, Call call) throws IOException {
    JsonParser json = data.parser();
    String piece = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("name") && value == JsonToken.VALUE_STRING && call.name.isEmpty()) {
        call.name = json.getText();
      } else if (field.equals("arguments") && value == JsonToken.VALUE_STRING) {
        piece = json.getText();
      } else if (field.equals("arguments") && value == JsonToken.START_OBJECT) {
        piece = data.rawValue();
      } else {
        json.skipChildren();
      }
    }
    return piece;
  }

  private Call call(int index) {
    for (Call call : calls) {
      if (call.index == index) {
        return call;
      }
    }
    Call call = new Call(index);
    calls.add(call);
    return call;
  }

  List<ToolCall> parts() {
    return calls.stream().map(Call::part).toList();
  }

  static String stringOf(RawObject object, String name) {
    try {
      return object.string(name);
    } catch (IOException e) {
      throw new UncheckedIOException("what was read cannot be read again", e);
    }
  }

  /** One call, as far as it has come. */
  private static final class Call {
    private final int index;
    private final TextBuffer arguments = new TextBuffer();
    private String id;
    private String name = "";

    Call(int index) {
      this.index = index;
      this.id = "call_" + index; // until the real one comes, which is with the first piece
    }

    ToolCall part() {
      String text = arguments.toString();
      boolean none = text.isBlank() || text.strip().equals("null");
      return new ToolCall(
          id,
          name,
          RawJson.of(none ? "{}" : text),
          none || RawObject.isObject(text),
          ProviderState.NONE);
    }
  }
}
