package io.llmgw.provider.internal.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.PartDone;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.chat.StreamEvent.ToolCallDelta;
import io.llmgw.provider.internal.anthropic.AnthropicStreamBlock.Kind;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.provider.internal.json.TextSlice;
import io.llmgw.spi.ProviderAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of the Messages API.
 *
 * <p>Nearly all events are deltas of text, thinking or tool input; those are read from the parser
 * straight into the block they belong to. Everything else comes a few times a stream and is taken
 * as text first, so that the order of its fields does not matter.
 */
final class AnthropicStreamDecoder implements StreamDecoder {
  /** The event that comes all the time. */
  private static final String DELTA = "content_block_delta";

  private final ResponseHead head;
  private final List<AnthropicStreamBlock> blocks = new ArrayList<>();
  private final AnthropicUsage usage = new AnthropicUsage();
  private @Nullable AnthropicStreamBlock current;
  private int calls;
  private String model = "";
  private String stopReason = "";
  private boolean finished;

  AnthropicStreamDecoder(ResponseHead head) {
    this.head = head;
  }

  @Override
  public void event(String name, JsonSlice data, Consumer<StreamEvent> out) throws IOException {
    JsonParser parser = data.parser();
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw AnthropicAnswerReader.malformed("a stream event is no JSON object");
    }
    boolean named = name.equals(DELTA); // then the type says the same
    String type = named ? DELTA : name;
    int index = -1;
    String value = ""; // of the one field that matters besides type and index
    String reported = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "type" -> type = named ? DELTA : eventType(parser);
        case "index" -> index = parser.getValueAsInt(-1);
        case "delta" -> {
          AnthropicStreamBlock block = type.equals(DELTA) ? find(index) : null;
          if (block != null
              && block.kind() != Kind.OTHER
              && parser.currentToken() == JsonToken.START_OBJECT) {
            readDelta(block, data, out);
          } else {
            value = data.rawValue();
          }
        }
        case "message" -> {
          if (parser.currentToken() == JsonToken.START_OBJECT) {
            start(data);
          } else {
            value = data.rawValue();
          }
        }
        case "content_block", "error" -> value = data.rawValue();
        case "usage" -> reported = data.rawValue();
        default -> parser.skipChildren();
      }
    }
    apply(type, index, value, reported, out);
  }

  /** Returns the event's type without making a string of the one that comes all the time. */
  private static String eventType(JsonParser parser) throws IOException {
    return is(parser, DELTA) ? DELTA : parser.getValueAsString("");
  }

  private static boolean is(JsonParser parser, String expected) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING
        || parser.getTextLength() != expected.length()) {
      return false;
    }
    char[] chars = parser.getTextCharacters();
    int offset = parser.getTextOffset();
    for (int i = 0; i < expected.length(); i++) {
      if (chars[offset + i] != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable AnthropicStreamBlock find(int index) {
    AnthropicStreamBlock latest = current;
    if (latest != null && latest.index() == index) {
      return latest;
    }
    for (int i = blocks.size() - 1; i >= 0; i--) {
      if (blocks.get(i).index() == index) {
        return blocks.get(i);
      }
    }
    return null;
  }

  /** Reads a delta of a block whose kind is known; its fields' names say what they are. */
  private void readDelta(AnthropicStreamBlock block, JsonSlice data, Consumer<StreamEvent> out)
      throws IOException {
    JsonParser parser = data.parser();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      if (block.complete() || (token != JsonToken.VALUE_STRING && !field.equals("citation"))) {
        parser.skipChildren();
        continue;
      }
      switch (field) {
        case "text" -> text(block, parser, out);
        case "thinking" -> thinking(block, parser, out);
        case "partial_json" -> input(block, parser, out);
        case "signature" -> block.appendSignature(parser.getText());
        case "citation" -> block.appendCitation(data.rawValue());
        default -> {}
      }
    }
  }

  private static void text(AnthropicStreamBlock block, JsonParser parser, Consumer<StreamEvent> out)
      throws IOException {
    if (block.kind() == Kind.TEXT) {
      String text = parser.getText();
      block.append(text);
      out.accept(new TextDelta(text));
    }
  }

  private static void thinking(
      AnthropicStreamBlock block, JsonParser parser, Consumer<StreamEvent> out) throws IOException {
    if (block.kind() == Kind.THINKING) {
      String text = parser.getText();
      block.append(text);
      out.accept(new ReasoningDelta(text));
    }
  }

  private static void input(
      AnthropicStreamBlock block, JsonParser parser, Consumer<StreamEvent> out) throws IOException {
    if (block.kind() == Kind.TOOL_USE && parser.getTextLength() > 0) {
      String json = parser.getText();
      block.append(json);
      out.accept(new ToolCallDelta(block.call(), block.id(), block.name(), json));
    }
  }

  private void apply(
      String type, int index, String value, String reported, Consumer<StreamEvent> out)
      throws IOException {
    switch (type) {
      case "content_block_start" -> startBlock(index, value, out);
      case DELTA -> lateDelta(index, value, out);
      case "content_block_stop" -> finish(find(index), out);
      case "message_delta" -> {
        if (value.startsWith("{")) {
          String reason = RawObject.parse(value).string("stop_reason");
          stopReason = reason.isEmpty() ? stopReason : reason;
        }
        usage.add(reported);
      }
      case "message_stop" -> {
        for (AnthropicStreamBlock block : blocks) {
          finish(block, out);
        }
        finished = true;
      }
      case "error" -> throw AnthropicAnswerReader.error(value, head);
      default -> {} // ping, and what is still to be invented
    }
  }

  /** Reads the message that an answer starts with: nothing is in it yet but these two. */
  private void start(JsonSlice data) throws IOException {
    JsonParser parser = data.parser();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "model" -> model = parser.getValueAsString("");
        case "usage" -> usage.add(data.rawValue());
        default -> parser.skipChildren();
      }
    }
  }

  private void startBlock(int index, String json, Consumer<StreamEvent> out) throws IOException {
    AnthropicStreamBlock block = new AnthropicStreamBlock(index, RawObject.parse(json), calls);
    blocks.add(block);
    current = block;
    switch (block.kind()) {
      case TEXT -> emit(block.initial(), TextDelta::new, out);
      case THINKING -> emit(block.initial(), ReasoningDelta::new, out);
      case TOOL_USE -> {
        calls++;
        out.accept(new ToolCallDelta(block.call(), block.id(), block.name(), ""));
      }
      case OTHER -> {}
    }
  }

  private static void emit(
      String text, Function<String, StreamEvent> event, Consumer<StreamEvent> out) {
    if (!text.isEmpty()) {
      out.accept(event.apply(text));
    }
  }

  /**
   * Applies a delta that could not be read in passing: to an unknown block, or sent before its
   * index.
   */
  private void lateDelta(int index, String delta, Consumer<StreamEvent> out) throws IOException {
    AnthropicStreamBlock block = find(index);
    if (block == null || block.complete() || !delta.startsWith("{")) {
      return;
    }
    if (block.kind() == Kind.OTHER) {
      block.append(RawObject.parse(delta));
    } else {
      JsonSlice slice = new TextSlice(delta);
      if (slice.parser().nextToken() == JsonToken.START_OBJECT) {
        readDelta(block, slice, out);
      }
    }
  }

  private static void finish(@Nullable AnthropicStreamBlock block, Consumer<StreamEvent> out)
      throws IOException {
    if (block == null || block.complete()) {
      return;
    }
    if (block.kind() == Kind.TOOL_USE && !block.hasInput() && !block.initial().isEmpty()) {
      out.accept(new ToolCallDelta(block.call(), block.id(), block.name(), block.initial()));
    }
    Part part = block.finish().orElse(null);
    if (part != null && block.kind() != Kind.TEXT) {
      out.accept(new PartDone(part));
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
    List<Part> parts = new ArrayList<>(blocks.size());
    for (AnthropicStreamBlock block : blocks) {
      block.soFar().ifPresent(parts::add);
    }
    return ProviderAnswer.of(new AssistantMessage(parts, ProviderState.NONE))
        .finish(AnthropicBlocks.finishReason(stopReason), stopReason)
        .usage(usage.usage(), usage.raw())
        .model(model)
        .serviceTier(usage.serviceTier())
        .build();
  }
}
