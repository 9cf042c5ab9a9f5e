package io.llmgw.provider.internal.ollama;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.ToolCallDelta;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Collects tool calls, each of which comes whole. Older servers give them no ids; then they get
 * some of our making, which differ between the answers of a conversation too, so that each result
 * finds its call.
 */
final class OllamaToolCalls {
  private final List<ToolCall> calls = new ArrayList<>(0);

  boolean any() {
    return !calls.isEmpty();
  }

  List<ToolCall> parts() {
    return List.copyOf(calls);
  }

  /** Reads a list of calls. */
  void read(JsonSlice data, JsonToken value, Consumer<StreamEvent> out) throws IOException {
    JsonParser json = data.parser();
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        ToolCall call = new Call().read(data);
        out.accept(
            new ToolCallDelta(calls.size(), call.id(), call.name(), call.arguments().text()));
        calls.add(call);
      } else {
        json.skipChildren();
      }
    }
  }

  /** One call while it is read. */
  private static final class Call {
    private String id = "";
    private String name = "";
    private String arguments = "";

    ToolCall read(JsonSlice data) throws IOException {
      JsonParser json = data.parser();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("id") && value == JsonToken.VALUE_STRING) {
          id = json.getText();
        } else if (field.equals("function") && value == JsonToken.START_OBJECT) {
          function(data);
        } else {
          json.skipChildren();
        }
      }
      boolean none = arguments.isBlank() || arguments.equals("null");
      return new ToolCall(
          id.isEmpty() ? made() : id,
          name,
          RawJson.of(none ? "{}" : arguments),
          none || RawObject.isObject(arguments),
          ProviderState.NONE);
    }

    private void function(JsonSlice data) throws IOException {
      JsonParser json = data.parser();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        if (field.equals("name") && value == JsonToken.VALUE_STRING) {
          name = json.getText();
        } else if (field.equals("arguments") && value == JsonToken.VALUE_STRING) {
          arguments = json.getText();
        } else if (field.equals("arguments")) {
          arguments = data.rawValue();
        } else {
          json.skipChildren();
        }
      }
    }

    private static String made() {
      return "call_" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    }
  }
}
