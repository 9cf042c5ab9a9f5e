package io.llmgw.provider.internal.bedrock;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.PartDone;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.chat.StreamEvent.ToolCallDelta;
import io.llmgw.provider.internal.client.StreamDecoder;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.provider.internal.json.TextSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of ConverseStream.
 *
 * <p>The answer is complete with {@code messageStop}; usage follows in {@code metadata}, which is
 * read if it comes.
 */
final class BedrockStreamDecoder implements StreamDecoder {
  private final List<BedrockStreamBlock> blocks = new ArrayList<>();
  private @Nullable BedrockStreamBlock current;
  private int calls;
  private String stopReason = "";
  private String tier = "";
  private RawJson usage = RawJson.NONE;
  private boolean stopped;
  private boolean finished;

  BedrockStreamDecoder() {}

  @Override
  public void event(String name, JsonSlice data, Consumer<StreamEvent> out) throws IOException {
    switch (name) {
      case "contentBlockDelta" -> readDelta(data, out);
      case "contentBlockStart" -> start(RawObject.parse(whole(data)), out);
      case "contentBlockStop" -> finish(find(index(RawObject.parse(whole(data)))), out);
      case "messageStop" -> {
        stopReason = RawObject.parse(whole(data)).string("stopReason");
        for (BedrockStreamBlock block : blocks) {
          finish(block, out);
        }
        stopped = true;
      }
      case "metadata" -> readMetadata(data);
      default -> {} // messageStart, and what is still to be invented
    }
  }

  private static String whole(JsonSlice data) throws IOException {
    data.parser().nextToken();
    return data.rawValue();
  }

  /** Reads the event that comes all the time without making strings of what is skipped. */
  private void readDelta(JsonSlice data, Consumer<StreamEvent> out) throws IOException {
    JsonParser parser = data.parser();
    parser.nextToken();
    int index = -1;
    String late = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      if (field.equals("contentBlockIndex")) {
        index = parser.getValueAsInt(-1);
      } else if (field.equals("delta") && index < 0) {
        late = data.rawValue(); // it is not known yet where it belongs
      } else if (field.equals("delta") && token == JsonToken.START_OBJECT) {
        readDelta(index, data, out);
      } else {
        parser.skipChildren();
      }
    }
    if (late.startsWith("{")) {
      JsonSlice slice = new TextSlice(late);
      slice.parser().nextToken();
      readDelta(Math.max(0, index), slice, out);
    }
  }

  private void readDelta(int index, JsonSlice data, Consumer<StreamEvent> out) throws IOException {
    JsonParser parser = data.parser();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String kind = parser.currentName();
      JsonToken token = parser.nextToken();
      BedrockStreamBlock block = block(index, kind);
      if (block.complete() || token == JsonToken.VALUE_NULL) {
        parser.skipChildren();
      } else if (kind.equals("text") && token == JsonToken.VALUE_STRING) {
        String text = parser.getText();
        block.append(text);
        out.accept(new TextDelta(text));
      } else if (kind.equals("citation")) {
        block.appendCitation(data.rawValue());
      } else if (token == JsonToken.START_OBJECT) {
        readObject(block, kind, data, out);
      } else {
        block.append(kind, data.rawValue());
      }
    }
  }

  private static void readObject(
      BedrockStreamBlock block, String kind, JsonSlice data, Consumer<StreamEvent> out)
      throws IOException {
    JsonParser parser = data.parser();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.VALUE_NULL) {
        continue;
      }
      if (kind.equals("toolUse") && field.equals("input")) {
        input(block, parser.getText(), out);
      } else if (kind.equals("reasoningContent")) {
        reasoning(block, field, data, out);
      } else {
        block.append(field, data.rawValue());
      }
    }
  }

  private static void reasoning(
      BedrockStreamBlock block, String field, JsonSlice data, Consumer<StreamEvent> out)
      throws IOException {
    JsonParser parser = data.parser();
    switch (field) {
      case "text" -> {
        String text = parser.getText();
        block.append(text);
        out.accept(new ReasoningDelta(text));
      }
      case "signature" -> block.appendSignature(parser.getText());
      case "redactedContent" -> block.appendRedacted(parser.getText());
      default -> block.append(field, data.rawValue());
    }
  }

  private static void input(BedrockStreamBlock block, String json, Consumer<StreamEvent> out) {
    block.append(json);
    if (!json.isEmpty() && block.isCall()) {
      out.accept(new ToolCallDelta(block.call(), block.id(), block.name(), json));
    }
  }

  /** Returns the block of an index, which a delta may be the first to name. */
  private BedrockStreamBlock block(int index, String delta) throws IOException {
    BedrockStreamBlock known = find(index);
    if (known != null) {
      return known;
    }
    String kind = delta.equals("citation") ? "text" : delta;
    return add(new BedrockStreamBlock(index, kind, new RawObject(), calls));
  }

  private BedrockStreamBlock add(BedrockStreamBlock block) {
    blocks.add(block);
    current = block;
    return block;
  }

  private @Nullable BedrockStreamBlock find(int index) {
    BedrockStreamBlock latest = current;
    if (latest != null && latest.index() == index) {
      return latest;
    }
    for (BedrockStreamBlock block : blocks) {
      if (block.index() == index) {
        return block;
      }
    }
    return null;
  }

  private static int index(RawObject event) throws IOException {
    String index = event.raw("contentBlockIndex");
    try {
      return index == null ? 0 : Integer.parseInt(index);
    } catch (NumberFormatException e) {
      throw new IOException("contentBlockIndex is no integer", e);
    }
  }

  private void start(RawObject event, Consumer<StreamEvent> out) throws IOException {
    String start = event.raw("start");
    if (start == null || !start.startsWith("{")) {
      return;
    }
    for (Map.Entry<String, String> member : RawObject.parse(start).fields().entrySet()) {
      if (!member.getValue().startsWith("{")) {
        continue;
      }
      RawObject content = RawObject.parse(member.getValue());
      BedrockStreamBlock block =
          add(new BedrockStreamBlock(index(event), member.getKey(), content, calls));
      if (block.isCall()) {
        calls++;
        out.accept(new ToolCallDelta(block.call(), block.id(), block.name(), ""));
      }
      return;
    }
  }

  private static void finish(@Nullable BedrockStreamBlock block, Consumer<StreamEvent> out)
      throws IOException {
    if (block == null || block.complete()) {
      return;
    }
    Part part = block.finish().orElse(null);
    if (part != null && !(part instanceof TextPart)) {
      out.accept(new PartDone(part));
    }
  }

  private void readMetadata(JsonSlice data) throws IOException {
    RawObject event = RawObject.parse(whole(data));
    String reported = event.raw("usage");
    usage = reported == null ? usage : RawJson.of(reported);
    String served = event.raw("serviceTier");
    tier = served == null ? tier : BedrockAnswerReader.tier(served);
    finished = stopped;
  }

  @Override
  public boolean end(boolean doneMarker, Consumer<StreamEvent> out) {
    return stopped;
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public ProviderAnswer answer() {
    List<Part> parts = new ArrayList<>(blocks.size());
    for (BedrockStreamBlock block : blocks) {
      block.soFar().ifPresent(parts::add);
    }
    try {
      return ProviderAnswer.of(new AssistantMessage(parts, ProviderState.NONE))
          .finish(BedrockBlocks.finishReason(stopReason), stopReason)
          .usage(BedrockUsage.of(usage), usage)
          .serviceTier(tier)
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException("the usage object cannot be read", e);
    }
  }
}
