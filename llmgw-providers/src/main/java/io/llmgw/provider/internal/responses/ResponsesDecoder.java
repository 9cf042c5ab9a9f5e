package io.llmgw.provider.internal.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Part;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.TokenLogprob;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonBytes;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.ProviderAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of the Responses API.
 *
 * <p>Nearly all events are deltas, which are read in passing. Whole items are taken from {@code
 * response.output_item.done}; what a server did not send there is taken from the response object of
 * the last event, and what is not there either, from the deltas. Fields may come in any order
 * (Bedrock sends the type last) and events without their beginning.
 */
final class ResponsesDecoder implements StreamDecoder {
  private static final String TEXT_DELTA = "response.output_text.delta";

  private final String origin;
  private final ResponseHead head;
  private final ResponsesObject response = new ResponsesObject();
  private final List<ResponsesStreamItem> items = new ArrayList<>(2); // by index
  private @Nullable ResponsesStreamItem current;
  private int calls;
  private boolean finished;

  ResponsesDecoder(String origin, ResponseHead head) {
    this.origin = origin;
    this.head = head;
  }

  @Override
  public void event(String name, JsonSlice data, Consumer<StreamEvent> out) throws IOException {
    JsonParser json = data.parser();
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new JsonBytes.NotJsonException("not a JSON object");
    }
    String type = name;
    int index = -1;
    String itemId = "";
    String delta = "";
    String item = "";
    String code = "";
    String message = "";
    Optional<ErrorBody> error = Optional.empty();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "type" -> type = is(json, TEXT_DELTA) ? TEXT_DELTA : json.getValueAsString(name);
        case "output_index" -> index = json.getValueAsInt(-1);
        case "item_id" -> itemId = itemId(json);
        case "delta" -> delta = string(json, value);
        case "item" -> item = value == JsonToken.START_OBJECT ? data.rawValue() : "";
        case "response" -> {
          if (value == JsonToken.START_OBJECT) {
            response.read(data, new Missing(out));
          }
        }
        case "code" -> code = string(json, value);
        case "message" -> message = string(json, value);
        case "error" -> {
          if (value != JsonToken.VALUE_NULL) {
            error = Optional.of(ErrorBodies.read(json));
          }
        }
        default -> json.skipChildren();
      }
    }
    if (error.isPresent() || isError(type)) {
      throw ResponsesErrors.failure(error.orElse(new ErrorBody(type, code, message)), head);
    }
    apply(type, index, itemId, delta, item, out);
  }

  private static boolean isError(String type) {
    return type.equals("error") || type.equals("response.error");
  }

  /** Returns a string's value without making one of the type that comes all the time. */
  private static boolean is(JsonParser json, String expected) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING
        || json.getTextLength() != expected.length()) {
      return false;
    }
    char[] chars = json.getTextCharacters();
    int offset = json.getTextOffset();
    for (int i = expected.length() - 1; i >= 0; i--) { // types differ at their end
      if (chars[offset + i] != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String itemId(JsonParser json) throws IOException {
    ResponsesStreamItem latest = current;
    return latest != null && is(json, latest.id()) ? latest.id() : json.getValueAsString("");
  }

  private static String string(JsonParser json, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    json.skipChildren();
    return "";
  }

  private void apply(
      String type, int index, String itemId, String delta, String item, Consumer<StreamEvent> out)
      throws IOException {
    switch (type) {
      case TEXT_DELTA -> item(index, itemId, "message").text(delta, out);
      case "response.refusal.delta" -> item(index, itemId, "message").refusal(delta, out);
      case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
          item(index, itemId, "reasoning").reasoning(delta, out);
      case "response.function_call_arguments.delta" ->
          item(index, itemId, "function_call").arguments(delta, out);
      case "response.output_item.added" -> begin(index, item, out);
      case "response.output_item.done" -> complete(index, item, out);
      case "response.completed" -> end("completed", out);
      case "response.incomplete" -> end("incomplete", out);
      case "response.failed" ->
          throw ResponsesErrors.failure(response.error().orElse(new ErrorBody("", "", "")), head);
      default -> {} // the parts of items, which come whole later, and what is still to be invented
    }
  }

  private void begin(int index, String raw, Consumer<StreamEvent> out) throws IOException {
    if (!raw.isEmpty()) {
      ResponsesItem item = ResponsesItem.parse(raw);
      add(index < 0 ? items.size() : index, item.type()).begin(item, out);
    }
  }

  private void complete(int index, String raw, Consumer<StreamEvent> out) throws IOException {
    if (!raw.isEmpty()) {
      ResponsesItem item = ResponsesItem.parse(raw);
      item(index, item.id(), item.type()).complete(item, out);
    }
  }

  /** Returns the item an event belongs to; begins one if the server did not. */
  private ResponsesStreamItem item(int index, String id, String type) {
    ResponsesStreamItem latest = current;
    if (latest != null && (index >= 0 ? latest.index() == index : latest.id().equals(id))) {
      return latest;
    }
    for (ResponsesStreamItem known : items) {
      if (index >= 0 ? known.index() == index : !id.isEmpty() && known.id().equals(id)) {
        return known;
      }
    }
    return add(index < 0 ? items.size() : index, type);
  }

  private ResponsesStreamItem add(int index, String type) {
    int call = type.equals("function_call") ? calls++ : -1;
    ResponsesStreamItem item =
        new ResponsesStreamItem(
            index, type, call, origin, ResponsesStreamItem.madeUpId(index, response.id()));
    int place = items.size();
    while (place > 0 && items.get(place - 1).index() > index) {
      place--;
    }
    items.add(place, item);
    current = item;
    return item;
  }

  private void end(String status, Consumer<StreamEvent> out) {
    response.statusUnlessSaid(status);
    for (ResponsesStreamItem item : items) {
      item.finish(out);
    }
    finished = true;
  }

  /** Takes the items from a response object that have not come whole by themselves. */
  private final class Missing implements ResponsesObject.Output {
    private final Consumer<StreamEvent> out;

    Missing(Consumer<StreamEvent> out) {
      this.out = out;
    }

    @Override
    public boolean wants(int index) {
      return index >= items.size() || !items.get(index).done();
    }

    @Override
    public void item(int index, String raw) throws IOException {
      ResponsesItem item = ResponsesItem.parse(raw);
      if (index < items.size()) {
        items.get(index).complete(item, out);
      } else if (items.stream().noneMatch(known -> known.is(item))) {
        int next = items.isEmpty() ? index : items.get(items.size() - 1).index() + 1;
        add(next, item.type()).complete(item, out);
      }
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
    List<Part> parts = new ArrayList<>(items.size());
    List<TokenLogprob> logprobs = new ArrayList<>(0);
    for (ResponsesStreamItem item : items) {
      parts.addAll(item.soFar());
      logprobs.addAll(item.logprobs());
    }
    return response.answer(parts, logprobs);
  }
}
