package io.llmgw.provider.internal.gemini;

import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.PartDone;
import io.llmgw.chat.StreamEvent.ReasoningDelta;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.chat.StreamEvent.ToolCallDelta;
import io.llmgw.chat.TokenLogprob;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.provider.internal.json.TextBuffer;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One answer, collected from the candidates of equal index in the pieces of a stream, or from the
 * only piece of a whole answer.
 *
 * <p>Text and thoughts go on from piece to piece; a part with a thought signature stands for
 * itself, because the signature is valid for it alone.
 */
final class GeminiCandidate {
  private static final ProviderState NONE = ProviderState.NONE;

  private final String origin;
  private final List<Part> parts = new ArrayList<>();
  private final List<TokenLogprob> logprobs = new ArrayList<>(0);
  private final GeminiCitations citations = new GeminiCitations();
  private TextBuffer open = new TextBuffer();
  private boolean openThought;
  private @Nullable GeminiPartialCall openCall;
  private @Nullable GeminiWirePart openCallPart;
  private String openCallId = "";
  private int calls;
  private String finishReason = "";
  private boolean blocked;

  GeminiCandidate(String origin) {
    this.origin = origin;
  }

  /**
   * Takes up a piece.
   *
   * @param answerId the answer's id, from which calls without an id get one
   * @param out gets the stream events
   */
  void takeUp(GeminiPiece piece, String answerId, Consumer<StreamEvent> out) throws IOException {
    for (GeminiWirePart part : piece.parts()) {
      String text = part.text();
      String call = part.functionCall();
      if (text != null) {
        text(part, text, out);
      } else if (call != null) {
        closeText(out);
        call(part, RawObject.parse(call), answerId, out);
      } else if (!part.empty()) {
        closeText(out);
        add(part.media(origin), out);
      }
    }
    finishReason = piece.finishReason().isEmpty() ? finishReason : piece.finishReason();
    citations.grounding(piece.grounding());
    citations.recited(piece.recitations());
    if (!piece.logprobs().isEmpty()) {
      logprobs.addAll(GeminiLogprobs.read(piece.logprobs()));
    }
  }

  private void text(GeminiWirePart part, String text, Consumer<StreamEvent> out) {
    if (!text.isEmpty()) {
      out.accept(part.thought() ? new ReasoningDelta(text) : new TextDelta(text));
    }
    if (part.thought() != openThought || !part.plain()) {
      closeText(out);
    }
    if (part.plain()) {
      openThought = part.thought();
      open.append(text);
    } else if (part.thought()) {
      add(new ReasoningPart(text, part.state(origin)), out);
    } else {
      parts.add(new TextPart(text, part.state(origin)));
    }
  }

  private void closeText(Consumer<StreamEvent> out) {
    if (!open.isEmpty()) {
      Part part = openText();
      open = new TextBuffer();
      if (part instanceof TextPart) {
        parts.add(part);
      } else {
        add(part, out);
      }
    }
  }

  private Part openText() {
    return openThought
        ? new ReasoningPart(
            open.toString(), new ProviderState(origin, RawJson.of("{\"thought\":true}")))
        : new TextPart(open.toString());
  }

  private void add(Part part, Consumer<StreamEvent> out) {
    parts.add(part);
    out.accept(new PartDone(part));
  }

  private void call(GeminiWirePart part, RawObject call, String answerId, Consumer<StreamEvent> out)
      throws IOException {
    boolean goesOn = "true".equals(call.raw("willContinue"));
    GeminiPartialCall current = openCall;
    if (current != null && call.string("name").isEmpty()) {
      current.add(call);
      if (!goesOn) {
        closeCall(out);
      }
      return;
    }
    closeCall(out);
    if (call.string("name").isEmpty()) {
      return; // the end of a call that was complete before
    }
    String id = id(call, answerId);
    if (goesOn) {
      openCall = new GeminiPartialCall(call);
      openCallPart = part;
      openCallId = id;
      out.accept(new ToolCallDelta(calls, id, call.string("name"), ""));
    } else {
      complete(id, call, part.state(origin), isBare(part, call), out);
    }
  }

  /** Vertex AI gives calls no ids; one is needed to tell which call a result belongs to. */
  private String id(RawObject call, String answerId) throws IOException {
    String id = call.string("id");
    return id.isEmpty() ? "call_" + calls + (answerId.isEmpty() ? "" : "_" + answerId) : id;
  }

  private void closeCall(Consumer<StreamEvent> out) throws IOException {
    GeminiPartialCall current = openCall;
    GeminiWirePart part = openCallPart;
    if (current == null || part == null) {
      return;
    }
    openCall = null;
    RawObject whole = current.complete();
    RawObject state = RawObject.parse(part.state(origin).data().text());
    state.put("functionCall", whole.toString());
    ProviderState kept = new ProviderState(origin, RawJson.of(state.toString()));
    complete(openCallId, whole, kept, isBare(part, whole), out);
  }

  private void complete(
      String id, RawObject call, ProviderState state, boolean bare, Consumer<StreamEvent> out)
      throws IOException {
    String sent = call.raw("args");
    String args = sent == null ? "{}" : sent;
    String name = call.string("name");
    out.accept(new ToolCallDelta(calls++, id, name, args));
    add(new ToolCall(id, name, RawJson.of(args), args.startsWith("{"), bare ? NONE : state), out);
  }

  /** Tells whether a call's part has nothing that the tool call itself would not say. */
  private boolean isBare(GeminiWirePart part, RawObject call) throws IOException {
    Map<String, String> all = RawObject.parse(part.state(origin).data().text()).fields();
    return all.size() == 1
        && call.fields().keySet().stream().allMatch(f -> f.equals("name") || f.equals("args"));
  }

  /** Ends what is still open, at the stream's end. */
  void close(Consumer<StreamEvent> out) throws IOException {
    closeText(out);
    closeCall(out);
  }

  /** The provider stopped in the middle because it took offence at the prompt after all. */
  void block(String reason) {
    if (!finished()) {
      finishReason = reason;
      blocked = true;
    }
  }

  /** Tells whether the provider said why it ended. */
  boolean finished() {
    return !finishReason.isEmpty();
  }

  /** Tells whether anything of an answer has come. */
  boolean hasContent() {
    return !parts.isEmpty() || !open.isEmpty() || openCall != null;
  }

  /** Returns the message as far as it has come. */
  AssistantMessage message() throws IOException {
    List<Part> all = new ArrayList<>(parts);
    if (!open.isEmpty()) {
      all.add(openText());
    }
    return new AssistantMessage(citations.attach(all), ProviderState.NONE);
  }

  /** Returns the provider's word for why it ended, empty if it has not. */
  String rawFinishReason() {
    return finishReason;
  }

  FinishReason finishReason() {
    if (blocked) {
      return FinishReason.CONTENT_FILTER;
    }
    FinishReason reason = GeminiFinish.of(finishReason);
    return reason == FinishReason.STOP && calls > 0 ? FinishReason.TOOL_CALLS : reason;
  }

  List<TokenLogprob> logprobs() {
    return logprobs;
  }

  /** Returns how many queries the provider has searched the web for. */
  int searches() throws IOException {
    return citations.searches();
  }
}
