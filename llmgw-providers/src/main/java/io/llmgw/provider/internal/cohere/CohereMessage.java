package io.llmgw.provider.internal.cohere;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.chat.Citation;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.PartDone;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.provider.internal.json.TextBuffer;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects one assistant message: from the pieces of a stream, or from the whole message, whose
 * blocks are read like pieces. In order: the plan made before tools are called, the content blocks,
 * the tool calls.
 */
final class CohereMessage {
  /** State of reasoning that is {@code tool_plan}, which goes back beside the content. */
  static final ProviderState PLAN = state("{\"type\":\"tool_plan\"}");

  /** State of reasoning that is a content block. */
  static final ProviderState THINKING = state("{\"type\":\"thinking\"}");

  private final TextBuffer plan = new TextBuffer();
  private final List<CohereBlock> blocks = new ArrayList<>(2);
  private final CohereToolCalls calls = new CohereToolCalls();
  private final CohereCitations citations = new CohereCitations();
  private @Nullable CohereBlock current;

  static ProviderState state(String json) {
    return new ProviderState(CohereChatFormat.ORIGIN, RawJson.of(json));
  }

  CohereToolCalls calls() {
    return calls;
  }

  CohereCitations citations() {
    return citations;
  }

  void plan(String piece, Consumer<StreamEvent> out) {
    if (!piece.isEmpty()) {
      plan.append(piece);
      out.accept(new ReasoningDelta(piece));
    }
  }

  /** Reads a content block or a piece of one; the parser stands at its start. */
  void content(JsonSlice data, int index, Consumer<StreamEvent> out) throws IOException {
    block(index).read(data, out);
  }

  /** Takes content that is a string instead of blocks. */
  void content(JsonParser json, Consumer<StreamEvent> out) throws IOException {
    block(0).text(json.getText(), out);
  }

  private CohereBlock block(int index) {
    CohereBlock latest = current;
    if (latest != null && latest.index() == index) {
      return latest;
    }
    for (CohereBlock block : blocks) {
      if (block.index() == index) {
        current = block;
        return block;
      }
    }
    CohereBlock block = new CohereBlock(index);
    blocks.add(block);
    current = block;
    return block;
  }

  /** Reads an array whose elements are handed on with their positions. */
  static void each(JsonParser json, Element reader) throws IOException {
    for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        reader.read(i);
      } else {
        json.skipChildren();
      }
    }
  }

  /** Reads one element of an array. */
  interface Element {
    /** Reads the object the parser stands at, up to its end. */
    void read(int index) throws IOException;
  }

  /** Tells the parts that are complete only now. */
  void finish(Consumer<StreamEvent> out) {
    for (Part part : build().parts()) {
      if (!(part instanceof TextPart)) {
        out.accept(new PartDone(part));
      }
    }
  }

  /** Returns the message as far as it has come. */
  AssistantMessage build() {
    List<Part> parts = new ArrayList<>(blocks.size() + 1);
    if (!plan.isEmpty()) {
      parts.add(new ReasoningPart(plan.toString(), PLAN));
    }
    for (CohereBlock block : blocks) {
      List<Citation> cited = block.isText() ? citations.of(block.index()) : List.of();
      block.part(cited, blocks.size() + calls.count() > 1).ifPresent(parts::add);
    }
    parts.addAll(calls.parts());
    return new AssistantMessage(parts, elsewhere());
  }

  /** Citations of what is no text part: of the plan, or of reasoning. */
  private ProviderState elsewhere() {
    List<Integer> texts =
        blocks.stream().filter(CohereBlock::isText).map(CohereBlock::index).toList();
    List<String> others = citations.rawOfOthers(texts);
    return others.isEmpty()
        ? ProviderState.NONE
        : state("{\"citations\":[" + String.join(",", others) + "]}");
  }
}
