package io.llmgw.provider.internal.bedrock;

import io.llmgw.chat.Part;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.provider.internal.json.RawObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/**
 * A content block on its way. When it is complete it becomes the block that an unstreamed answer
 * would have had. Only tool calls announce themselves; of the others the first delta tells the
 * kind.
 */
final class BedrockStreamBlock {
  private final int index;
  private final String kind;
  private final RawObject start;
  private final int call;
  private final boolean isCall;
  private final String id;
  private final String name;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder signature = new StringBuilder(0);
  private final ByteArrayOutputStream redacted = new ByteArrayOutputStream(0);
  private final RawObject cited = new RawObject();
  private Optional<Part> part = Optional.empty();
  private boolean complete;

  /**
   * Starts a block.
   *
   * @param index the block's index in the answer
   * @param kind the name of the union's member: text, toolUse, reasoningContent, …
   * @param start what the block started with
   * @param call which of the turn's tool calls it is, if it is one
   */
  BedrockStreamBlock(int index, String kind, RawObject start, int call) throws IOException {
    this.index = index;
    this.kind = kind;
    this.start = start;
    this.call = call;
    this.isCall = kind.equals("toolUse") && !start.string("type").equals("server_tool_use");
    this.id = start.string("toolUseId");
    this.name = start.string("name");
  }

  int index() {
    return index;
  }

  /** Tells whether it is a call that the application has to run. */
  boolean isCall() {
    return isCall;
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

  /** Adds text, reasoning, or a piece of a tool's input. */
  void append(String more) {
    text.append(more);
  }

  void appendSignature(String more) {
    signature.append(more);
  }

  void appendRedacted(String base64) throws IOException {
    try {
      redacted.write(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw new IOException("redactedContent is no base64", e);
    }
  }

  void appendCitation(String json) {
    cited.appendElement("citations", json);
  }

  /** Adds what is not known: to the field of the same name, or to the list in the content. */
  void append(String name, String value) throws IOException {
    if (kind.equals("toolResult") && value.startsWith("[")) {
      start.append("content", value);
    } else {
      start.append(name, value);
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
    if (isCall) {
      return Optional.of(BedrockBlocks.call(id, name, text.toString()));
    }
    if (kind.equals("text") && cited.fields().isEmpty()) {
      return BedrockBlocks.text(text.toString());
    }
    RawObject block = new RawObject();
    switch (kind) {
      case "text" -> {
        RawObject said = new RawObject();
        said.putString("text", text);
        cited.put("content", "[" + said + "]");
        block.put("citationsContent", cited.toString());
      }
      case "reasoningContent" -> block.put(kind, reasoning().toString());
      case "toolUse" -> {
        String input = text.toString();
        start.put("input", RawObject.isObject(input) ? input : "{}");
        block.put(kind, start.toString());
      }
      default -> block.put(kind, start.toString());
    }
    return BedrockBlocks.part(block.toString());
  }

  private RawObject reasoning() throws IOException {
    RawObject reasoning = new RawObject();
    if (redacted.size() > 0) {
      reasoning.putString(
          "redactedContent", Base64.getEncoder().encodeToString(redacted.toByteArray()));
      return reasoning;
    }
    RawObject said = new RawObject();
    said.putString("text", text);
    if (!signature.isEmpty()) {
      said.putString("signature", signature);
    }
    reasoning.put("reasoningText", said.toString());
    return reasoning;
  }

  /** Returns the part, or as much of it as makes sense while the block is not complete. */
  Optional<Part> soFar() {
    if (complete) {
      return part;
    }
    // Without state, because what is not whole must not go back to the provider.
    return switch (kind) {
      case "text" -> text.isEmpty() ? part : Optional.of(new TextPart(text.toString()));
      case "reasoningContent" ->
          text.isEmpty()
              ? part
              : Optional.of(new ReasoningPart(text.toString(), ProviderState.NONE));
      case "toolUse" -> part; // half a call must not be made
      default -> Optional.of(new OpaquePart(kind, ProviderState.NONE));
    };
  }
}
