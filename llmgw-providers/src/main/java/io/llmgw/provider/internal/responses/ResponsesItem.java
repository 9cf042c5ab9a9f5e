package io.llmgw.provider.internal.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Citation;
import io.llmgw.chat.Part;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.TokenLogprob;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.provider.internal.json.TextBuffer;
import io.llmgw.provider.internal.json.TextSlice;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One complete item of an answer. Its text is the state of the part it becomes, so that it goes
 * back in the next turn as it came. Of a message with several pieces of content the first part has
 * the state; the others only say that they belong to it.
 */
final class ResponsesItem {
  /** The field of the state of a part that belongs to the item of the part before it. */
  static final String CONTINUES = "continues";

  private final String raw;
  private final List<Content> contents = new ArrayList<>(1);
  private final TextBuffer summary = new TextBuffer();
  private List<TokenLogprob> logprobs = List.of();
  private String type = "";
  private String id = "";
  private String callId = "";
  private String name = "";
  private String arguments = "";

  /** A piece of content: text, a refusal, reasoning. */
  private record Content(String type, String text, List<Citation> citations) {

    boolean isText() {
      return type.equals("output_text") || type.equals("text");
    }

    boolean isRefusal() {
      return type.equals("refusal");
    }
  }

  private ResponsesItem(String raw) {
    this.raw = raw;
  }

  /**
   * Reads an item.
   *
   * @param raw the text of one JSON object
   */
  static ResponsesItem parse(String raw) throws IOException {
    ResponsesItem item = new ResponsesItem(raw);
    TextSlice data = new TextSlice(raw);
    try (JsonParser json = data.parser()) {
      json.nextToken();
      item.read(data, json);
    }
    return item;
  }

  private void read(TextSlice data, JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "type" -> type = json.getValueAsString("");
        case "id" -> id = json.getValueAsString("");
        case "call_id" -> callId = json.getValueAsString("");
        case "name" -> name = json.getValueAsString("");
        case "arguments" ->
            arguments =
                value == JsonToken.START_OBJECT ? data.rawValue() : json.getValueAsString("");
        case "summary" -> summary(json, value);
        case "content" -> contents(data, json, value);
        default -> json.skipChildren();
      }
    }
  }

  private void summary(JsonParser json, JsonToken value) throws IOException {
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        summary.append(string(json, "text"));
      }
    }
  }

  /** Reads an object and returns its string field of this name. */
  private static String string(JsonParser json, String name) throws IOException {
    String found = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = json.currentName().equals(name);
      if (json.nextToken() == JsonToken.VALUE_STRING && wanted) {
        found = json.getText();
      } else {
        json.skipChildren();
      }
    }
    return found;
  }

  private void contents(TextSlice data, JsonParser json, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      contents.add(new Content("output_text", json.getText(), List.of()));
    } else if (value == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() == JsonToken.START_OBJECT) {
          contents.add(content(data, json));
        } else {
          json.skipChildren();
        }
      }
    } else {
      json.skipChildren();
    }
  }

  private Content content(TextSlice data, JsonParser json) throws IOException {
    String kind = "";
    String text = "";
    String refusal = "";
    List<Citation> citations = List.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "type" -> kind = json.getValueAsString("");
        case "text" -> text = json.getValueAsString("");
        case "refusal" -> refusal = json.getValueAsString("");
        case "annotations" -> {
          if (value == JsonToken.START_ARRAY) {
            citations = ResponsesCitations.read(data);
          }
        }
        case "logprobs" -> {
          if (value == JsonToken.START_ARRAY) {
            addLogprobs(ResponsesLogprobs.read(json));
          }
        }
        default -> json.skipChildren();
      }
    }
    return new Content(kind, kind.equals("refusal") ? refusal : text, citations);
  }

  private void addLogprobs(List<TokenLogprob> more) {
    if (logprobs.isEmpty()) {
      logprobs = more;
    } else {
      logprobs = new ArrayList<>(logprobs);
      logprobs.addAll(more);
    }
  }

  String id() {
    return id;
  }

  String type() {
    return type;
  }

  String name() {
    return name;
  }

  /** Returns the arguments of a call as they were sent. */
  String arguments() {
    return arguments;
  }

  List<TokenLogprob> logprobs() {
    return logprobs;
  }

  /**
   * Returns the id under which a call's result is returned.
   *
   * @param instead for servers that send none
   */
  String callId(String instead) {
    return callId.isEmpty() ? (id.isEmpty() ? instead : id) : callId;
  }

  /** Returns the text of a message. */
  String text() {
    StringBuilder all = new StringBuilder();
    contents.stream().filter(Content::isText).forEach(one -> all.append(one.text()));
    return all.toString();
  }

  /** Returns the refusal of a message. */
  String refusal() {
    StringBuilder all = new StringBuilder();
    contents.stream().filter(Content::isRefusal).forEach(one -> all.append(one.text()));
    return all.toString();
  }

  /** Returns the summary of a reasoning item, else its text, which open models show. */
  String reasoning() {
    if (!summary.isEmpty()) {
      return summary.toString();
    }
    StringBuilder all = new StringBuilder();
    contents.forEach(one -> all.append(one.text()));
    return all.toString();
  }

  /**
   * Returns what the item is in a message.
   *
   * @param origin the origin of its state
   * @param callIdInstead the id of a call that has none
   */
  List<Part> parts(String origin, String callIdInstead) {
    ProviderState state = new ProviderState(origin, RawJson.of(raw));
    return switch (type) {
      case "message" -> message(origin, state);
      case "reasoning" -> List.of(new Part.ReasoningPart(reasoning(), state));
      case "function_call" -> List.of(call(callId(callIdInstead), name, arguments, state));
      default -> List.of(new Part.OpaquePart(type, state));
    };
  }

  private List<Part> message(String origin, ProviderState whole) {
    if (contents.isEmpty()) {
      return List.of(new Part.TextPart("", whole));
    }
    List<Part> parts = new ArrayList<>(contents.size());
    for (Content one : contents) {
      ProviderState state = parts.isEmpty() ? whole : continuation(origin);
      if (one.isText()) {
        parts.add(new Part.TextPart(one.text(), one.citations(), state));
      } else if (one.isRefusal()) {
        parts.add(new Part.RefusalPart(one.text(), state));
      }
    }
    return parts.isEmpty() ? List.of(new Part.OpaquePart(type, whole)) : parts;
  }

  private ProviderState continuation(String origin) {
    return new ProviderState(
        origin, RawJson.of(Json.TREES.createObjectNode().put(CONTINUES, id).toString()));
  }

  /** Makes a call of its arguments as they were sent. */
  static Part.ToolCall call(String id, String name, String arguments, ProviderState state) {
    boolean none = arguments.isBlank() || arguments.strip().equals("null");
    String text = none ? "{}" : arguments;
    return new Part.ToolCall(id, name, RawJson.of(text), RawObject.isObject(text), state);
  }
}
