package io.llmgw.provider.internal.anthropic;

import io.llmgw.chat.Part;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A content block on its way: what it started with, and what has been added to it.
 *
 * <p>When it is complete it becomes the block that an unstreamed answer would have had, with the
 * fields that were not touched exactly as they were sent.
 */
final class AnthropicStreamBlock {
  /** What is done with deltas. */
  enum Kind {
    /** Text, shown while it comes. */
    TEXT,
    /** Thinking, shown while it comes. */
    THINKING,
    /** A tool call, shown while it comes. */
    TOOL_USE,
    /** Anything else: kept, not shown. */
    OTHER
  }

  private final int index;
  private final Kind kind;
  private final RawObject block;
  private final String type;
  private final String id;
  private final String name;
  private final int call;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder signature = new StringBuilder(0);
  private Optional<Part> part = Optional.empty();
  private boolean complete;

  /**
   * Starts a block.
   *
   * @param index the block's index in the answer
   * @param block the block as it started, which may hold content already
   * @param call which of the turn's tool calls it is, if it is one
   */
  AnthropicStreamBlock(int index, RawObject block, int call) throws IOException {
    this.index = index;
    this.block = block;
    this.call = call;
    this.type = block.string("type");
    this.kind = kind(type);
    this.id = block.string("id");
    this.name = block.string("name");
    if (kind == Kind.TEXT) {
      text.append(block.string("text"));
    } else if (kind == Kind.THINKING) {
      text.append(block.string("thinking"));
      signature.append(block.string("signature"));
    }
  }

  private static Kind kind(String type) {
    return switch (type) {
      case "text" -> Kind.TEXT;
      case "thinking" -> Kind.THINKING;
      case "tool_use" -> Kind.TOOL_USE;
      default -> Kind.OTHER;
    };
  }

  int index() {
    return index;
  }

  Kind kind() {
    return kind;
  }

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  int call() {
    return call;
  }

  boolean complete() {
    return complete;
  }

  /**
   * Returns what the block held when it started: text, thinking, or the input of a tool that comes
   * whole.
   */
  String initial() throws IOException {
    if (kind == Kind.TOOL_USE) {
      String input = block.raw("input");
      if (input == null || input.equals("{}")) {
        return "";
      }
      return RawObject.parse(input).fields().isEmpty() ? "" : input;
    }
    return text.toString();
  }

  /** Tells whether parts of a tool's input have come. */
  boolean hasInput() {
    return kind == Kind.TOOL_USE && !text.isEmpty();
  }

  /** Adds text, thinking or a piece of a tool's input. */
  void append(String more) {
    text.append(more);
  }

  void appendSignature(String more) {
    signature.append(more);
  }

  void appendCitation(String json) {
    block.appendElement("citations", json);
  }

  /** Adds a delta of a kind that is not known, or to a block that is not known: field by field. */
  void append(RawObject delta) throws IOException {
    for (Map.Entry<String, String> field : delta.fields().entrySet()) {
      switch (field.getKey()) {
        case "type" -> {}
        case "partial_json" -> text.append(delta.string("partial_json"));
        case "citation" -> appendCitation(field.getValue());
        default -> block.append(field.getKey(), field.getValue());
      }
    }
  }

  /** Ends the block; it takes nothing more. */
  Optional<Part> finish() throws IOException {
    if (!complete) {
      complete = true;
      part = build();
    }
    return part;
  }

  private Optional<Part> build() throws IOException {
    String content = text.toString();
    switch (kind) {
      case TEXT -> {
        if (!AnthropicBlocks.saysMore(block, AnthropicBlocks.TEXT_FIELDS)) {
          return content.isEmpty() ? Optional.empty() : Optional.of(new TextPart(content));
        }
        block.putString("text", content);
      }
      case THINKING -> {
        block.putString("thinking", content);
        block.putString("signature", signature);
      }
      case TOOL_USE, OTHER -> {
        if (RawObject.isObject(content)) {
          block.put("input", content);
        } else if (!content.isBlank()) {
          // Cut off by max_tokens, or fine-grained streaming: the caller sees what came, but it
          // cannot be sent back as is.
          return kind == Kind.TOOL_USE
              ? Optional.of(new ToolCall(id, name, RawJson.of(content), false, ProviderState.NONE))
              : AnthropicBlocks.part(block, block.toString());
        }
      }
    }
    return AnthropicBlocks.part(block, block.toString());
  }

  /** Returns the part, or as much of it as makes sense while the block is not complete. */
  Optional<Part> soFar() {
    if (complete) {
      return part;
    }
    // Without state, because what is not whole must not go back to the provider.
    return switch (kind) {
      case TEXT -> text.isEmpty() ? part : Optional.of(new TextPart(text.toString()));
      case THINKING ->
          text.isEmpty()
              ? part
              : Optional.of(new ReasoningPart(text.toString(), ProviderState.NONE));
      case TOOL_USE -> part; // half a call must not be made
      case OTHER -> Optional.of(new OpaquePart(type, ProviderState.NONE));
    };
  }
}
