package io.llmgw.provider.internal.openai;

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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects tool calls from pieces. A piece belongs to the call of its index; without an index, to
 * the call of its id; with neither, to the last call. A new id together with a name begins a new
 * call even under a known index, because some servers send every call under index 0. An empty id or
 * name in a later piece never replaces the first.
 */
final class OpenAiToolCalls {
  private final String origin;
  private final List<Call> calls = new ArrayList<>(0);
  private String answerId = "";

  OpenAiToolCalls(String origin) {
    this.origin = origin;
  }

  boolean any() {
    return !calls.isEmpty();
  }

  void answerId(JsonParser json) throws IOException {
    if (answerId.isEmpty()) {
      answerId = json.getText();
    }
  }

  /** Reads an array of calls or pieces of calls. */
  void read(JsonSlice data, JsonParser json, Consumer<StreamEvent> out) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        piece(data, json).addTo(this, out);
      } else {
        json.skipChildren();
      }
    }
  }

  /** Reads the one call of the format before there were tools. */
  void readLegacy(JsonSlice data, JsonParser json, Consumer<StreamEvent> out) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    Piece piece = new Piece();
    piece.index = 0;
    function(data, json, piece);
    if (!piece.name.isEmpty() || !piece.arguments.isEmpty()) {
      piece.addTo(this, out); // Snowflake sends an empty one beside real tool calls
    }
  }

  private static Piece piece(JsonSlice data, JsonParser json) throws IOException {
    Piece piece = new Piece();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "index" -> piece.index = value.isNumeric() ? json.getIntValue() : -1;
        case "id" -> piece.id = text(json, value);
        case "function" -> {
          if (value == JsonToken.START_OBJECT) {
            function(data, json, piece);
          }
        }
        case "extra_content" -> {
          if (value == JsonToken.START_OBJECT) {
            piece.extra = data.rawValue();
          }
        }
        default -> json.skipChildren();
      }
    }
    return piece;
  }

  private static void function(JsonSlice data, JsonParser json, Piece piece) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "name" -> piece.name = text(json, value);
        case "arguments" -> {
          // A few servers send the arguments as an object instead of its text.
          piece.arguments = value == JsonToken.START_OBJECT ? data.rawValue() : text(json, value);
        }
        default -> json.skipChildren();
      }
    }
  }

  private static String text(JsonParser json, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    json.skipChildren();
    return "";
  }

  /** Returns the calls in the order in which they began. */
  List<ToolCall> parts() {
    List<ToolCall> parts = new ArrayList<>(calls.size());
    for (Call call : calls) {
      parts.add(call.part(origin));
    }
    return parts;
  }

  private @Nullable Call find(Piece piece) {
    for (int i = calls.size() - 1; i >= 0; i--) {
      Call call = calls.get(i);
      boolean same =
          piece.index >= 0
              ? call.index == piece.index && !piece.startsAnother(call)
              : piece.id.isEmpty() ? piece.name.isEmpty() : piece.id.equals(call.id);
      if (same) {
        return call;
      }
    }
    return null;
  }

  /** One element of a {@code tool_calls} array. */
  private static final class Piece {
    private int index = -1;
    private String id = "";
    private String name = "";
    private String arguments = "";
    private String extra = "";

    boolean startsAnother(Call call) {
      return !id.isEmpty() && !name.isEmpty() && !call.idMissing && !id.equals(call.id);
    }

    void addTo(OpenAiToolCalls all, Consumer<StreamEvent> out) {
      Call call = all.find(this);
      if (call == null) {
        call = new Call(all.calls.size(), index);
        call.id = "call_" + call.ordinal + (all.answerId.isEmpty() ? "" : "_" + all.answerId);
        all.calls.add(call);
      }
      if (call.idMissing && !id.isEmpty()) {
        call.id = id;
        call.idMissing = false;
      }
      if (call.name.isEmpty()) {
        call.name = name;
      }
      if (!extra.isEmpty()) {
        call.extra = extra;
      }
      call.arguments.append(arguments);
      call.part = null;
      out.accept(new ToolCallDelta(call.ordinal, call.id, call.name, arguments));
    }
  }

  /** One call, as far as it has come. */
  private static final class Call {
    private final int ordinal;
    private final int index;
    private final TextBuffer arguments = new TextBuffer();
    private String id = "";
    private boolean idMissing =
        true; // then it has one of our making, so that its result can be returned
    private String name = "";
    private String extra = "";
    private @Nullable ToolCall part; // made when the call is complete

    Call(int ordinal, int index) {
      this.ordinal = ordinal;
      this.index = index;
    }

    ToolCall part(String origin) {
      ToolCall made = part;
      if (made == null) {
        made = make(origin);
        part = made;
      }
      return made;
    }

    private ToolCall make(String origin) {
      String text = arguments.toString();
      boolean none = text.isBlank() || text.strip().equals("null");
      ProviderState state =
          extra.isEmpty()
              ? ProviderState.NONE
              : new ProviderState(origin, RawJson.of("{\"extra_content\":" + extra + "}"));
      return none
          ? new ToolCall(id, name, RawJson.of("{}"), state)
          : new ToolCall(id, name, RawJson.of(text), RawObject.isObject(text), state);
    }
  }
}
