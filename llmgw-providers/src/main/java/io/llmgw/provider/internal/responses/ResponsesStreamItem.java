package io.llmgw.provider.internal.responses;

import io.llmgw.chat.Part;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.PartDone;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.chat.StreamEvent.RefusalDelta;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.chat.StreamEvent.ToolCallDelta;
import io.llmgw.chat.TokenLogprob;
import io.llmgw.provider.internal.json.TextBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One item of a streamed answer: what of it has come in pieces, and the whole of it once it is
 * complete, which counts where the two differ.
 */
final class ResponsesStreamItem {
  private final int index;
  private final String origin;
  private final TextBuffer text = new TextBuffer();
  private final TextBuffer refusal = new TextBuffer();
  private final TextBuffer reasoning = new TextBuffer();
  private final TextBuffer arguments = new TextBuffer();
  private final int call;
  private final String type;
  private String id = "";
  private String callId;
  private String name = "";
  private List<Part> parts = List.of();
  private List<TokenLogprob> logprobs = List.of();
  private boolean done;

  /**
   * Begins an item.
   *
   * @param index its place in the answer
   * @param type the item's type
   * @param call which of the tool calls it is, if it is one
   * @param origin the origin of its state
   * @param callId the id of a tool call for as long as the server sends none
   */
  ResponsesStreamItem(int index, String type, int call, String origin, String callId) {
    this.index = index;
    this.type = type;
    this.call = call;
    this.origin = origin;
    this.callId = callId;
  }

  /** Makes an id of a tool call for servers that send none, so that its result can be returned. */
  static String madeUpId(int index, String responseId) {
    return "call_" + index + (responseId.isEmpty() ? "" : "_" + responseId);
  }

  int index() {
    return index;
  }

  String id() {
    return id;
  }

  boolean done() {
    return done;
  }

  /** Tells whether it is the same item, for servers whose two lists of items differ. */
  boolean is(ResponsesItem item) {
    return !id.isEmpty() && id.equals(item.id());
  }

  boolean isCall() {
    return type.equals("function_call");
  }

  List<TokenLogprob> logprobs() {
    return logprobs;
  }

  /** Takes what is known of the item when it begins. */
  void begin(ResponsesItem item, Consumer<StreamEvent> out) {
    id = item.id();
    if (isCall()) {
      callId = item.callId(callId);
      name = item.name();
      out.accept(new ToolCallDelta(call, callId, name, ""));
    }
  }

  void text(String piece, Consumer<StreamEvent> out) {
    add(text, piece, TextDelta::new, out);
  }

  void refusal(String piece, Consumer<StreamEvent> out) {
    add(refusal, piece, RefusalDelta::new, out);
  }

  void reasoning(String piece, Consumer<StreamEvent> out) {
    add(reasoning, piece, ReasoningDelta::new, out);
  }

  void arguments(String piece, Consumer<StreamEvent> out) {
    add(arguments, piece, more -> new ToolCallDelta(call, callId, name, more), out);
  }

  private void add(
      TextBuffer buffer,
      String piece,
      Function<String, StreamEvent> event,
      Consumer<StreamEvent> out) {
    if (!piece.isEmpty() && !done) {
      buffer.append(piece);
      out.accept(event.apply(piece));
    }
  }

  /** Takes the whole item, and tells what of it has not come in pieces. */
  void complete(ResponsesItem item, Consumer<StreamEvent> out) {
    if (done) {
      return;
    }
    id = item.id();
    text(rest(text, item.text()), out);
    refusal(rest(refusal, item.refusal()), out);
    if (type.equals("reasoning")) {
      reasoning(rest(reasoning, item.reasoning()), out);
    } else if (isCall()) {
      callId = item.callId(callId);
      name = item.name();
      arguments(rest(arguments, item.arguments()), out);
    }
    logprobs = item.logprobs();
    finish(item.parts(origin, callId), out);
  }

  private static String rest(TextBuffer soFar, String whole) {
    if (soFar.isEmpty()) {
      return whole;
    }
    String begun = soFar.toString();
    return whole.startsWith(begun) ? whole.substring(begun.length()) : "";
  }

  /** Ends an item whose whole the server never sent: the pieces have to do. */
  void finish(Consumer<StreamEvent> out) {
    if (!done) {
      List<Part> made =
          isCall()
              ? List.of(ResponsesItem.call(callId, name, arguments.toString(), ProviderState.NONE))
              : soFar();
      finish(made, out);
    }
  }

  private void finish(List<Part> made, Consumer<StreamEvent> out) {
    done = true;
    parts = made;
    for (Part part : made) {
      if (!(part instanceof Part.TextPart) && !(part instanceof Part.RefusalPart)) {
        out.accept(new PartDone(part));
      }
    }
  }

  /**
   * Returns the parts; of an item that is not complete as much as makes sense, without state,
   * because what is not whole must not go back to the provider.
   */
  List<Part> soFar() {
    if (done) {
      return parts;
    }
    @Nullable Part part =
        switch (type) {
          case "message" ->
              !text.isEmpty()
                  ? new Part.TextPart(text.toString())
                  : refusal.isEmpty()
                      ? null
                      : new Part.RefusalPart(refusal.toString(), ProviderState.NONE);
          case "reasoning" ->
              reasoning.isEmpty()
                  ? null
                  : new Part.ReasoningPart(reasoning.toString(), ProviderState.NONE);
          case "function_call" -> null; // half a call must not be made
          default -> new Part.OpaquePart(type, ProviderState.NONE);
        };
    return part == null ? List.of() : List.of(part);
  }
}
