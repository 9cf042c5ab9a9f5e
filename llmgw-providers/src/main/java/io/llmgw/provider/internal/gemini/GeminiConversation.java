package io.llmgw.provider.internal.gemini;

import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.RefusalPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.client.Adjustments;
import io.llmgw.spi.ProviderFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A conversation in the shape the API wants: instructions apart, user and model by turns, the
 * results of a turn's calls together and in the order of the calls.
 *
 * <p>Here is decided what is sent; {@link GeminiPartWriter} writes it.
 */
final class GeminiConversation {
  private final String origin;
  private final Adjustments adjustments;
  private final List<Part> system = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();
  private final Map<String, Call> calls = new HashMap<>();

  private GeminiConversation(String origin, Adjustments adjustments) {
    this.origin = origin;
    this.adjustments = adjustments;
  }

  /** A call that was made, and its place among all calls. */
  private record Call(ToolCall call, int place) {}

  /** A tool's result and the call it answers. */
  record Result(ToolCall call, int place, ToolResultMessage message) {}

  /** What one side says at a time. */
  static final class Turn {
    private final boolean model;
    private final List<Result> results = new ArrayList<>(0);
    private final List<Part> parts = new ArrayList<>();

    private Turn(boolean model) {
      this.model = model;
    }

    boolean model() {
      return model;
    }

    /** The results of the calls of the turn before, which come first. */
    List<Result> results() {
      return results;
    }

    List<Part> parts() {
      return parts;
    }
  }

  /**
   * Brings a conversation into shape.
   *
   * @param messages the conversation
   * @param origin of the provider state that goes back
   * @param adjustments gets what is left out or moved
   */
  static GeminiConversation of(List<Message> messages, String origin, Adjustments adjustments) {
    GeminiConversation conversation = new GeminiConversation(origin, adjustments);
    messages.forEach(conversation::add);
    for (Turn turn : conversation.turns) {
      turn.results.sort(Comparator.comparingInt(Result::place));
    }
    return conversation;
  }

  /** Returns the instructions. */
  List<Part> system() {
    return system;
  }

  /** Returns the turns, none of them empty; user and model alternate. */
  List<Turn> turns() {
    return turns;
  }

  private void add(Message message) {
    if (message instanceof SystemMessage instructions) {
      addSystem(instructions);
    } else if (message instanceof UserMessage user) {
      user.parts().forEach(part -> addInput(part, "a user message"));
    } else if (message instanceof ToolResultMessage result) {
      addResult(result);
    } else if (message instanceof AssistantMessage answer) {
      noteForeign("message.state", answer.state());
      answer.parts().forEach(this::addAnswer);
    }
  }

  private void addSystem(SystemMessage message) {
    if (!turns.isEmpty()) {
      adjustments.note(
          "messages.system",
          "moved to the front",
          "this API takes instructions before the conversation only");
    }
    for (Part part : message.parts()) {
      if (!(part instanceof TextPart text)) {
        throw refuse("a system message takes text only, not " + name(part));
      }
      if (!text.text().isEmpty()) {
        system.add(text);
      }
    }
  }

  private void addInput(Part part, String where) {
    boolean foreign = part instanceof OpaquePart || part instanceof ReasoningPart;
    if (part instanceof ToolCall || (foreign && !isOurs(part.state()))) {
      throw refuse(where + " with " + name(part) + " is not supported by this API");
    }
    if (!isEmpty(part)) {
      turn(false).parts.add(part);
    }
  }

  private void addResult(ToolResultMessage result) {
    Call call = calls.get(result.callId());
    if (call == null) {
      throw refuse(
          "a tool result belongs to the call \""
              + result.callId()
              + "\", which no message before it makes");
    }
    turn(false).results.add(new Result(call.call(), call.place(), result));
  }

  private void addAnswer(Part part) {
    if (part instanceof ToolCall call) {
      calls.put(call.id(), new Call(call, calls.size()));
    }
    if (isOurs(part.state())) {
      turn(true).parts.add(part);
    } else if (part instanceof ReasoningPart || part instanceof OpaquePart) {
      leaveOut(part);
    } else {
      noteForeign(name(part) + ".state", part.state());
      if (!isEmpty(part)) {
        turn(true).parts.add(part);
      }
    }
  }

  private void leaveOut(Part part) {
    if (part.state().isEmpty()) {
      adjustments.state(name(part), "it is not known to be this provider's");
    } else {
      adjustments.state(name(part) + ".state", "it belongs to " + part.state().origin());
    }
  }

  private void noteForeign(String what, ProviderState state) {
    if (!state.isEmpty() && !isOurs(state)) {
      adjustments.state(what, "it belongs to " + state.origin());
    }
  }

  private Turn turn(boolean model) {
    Turn last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
    if (last != null && last.model == model) {
      return last;
    }
    Turn next = new Turn(model);
    turns.add(next);
    return next;
  }

  /** The API refuses empty text, but for text that carries a signature of its own. */
  private boolean isEmpty(Part part) {
    return !isOurs(part.state())
        && ((part instanceof TextPart text && text.text().isEmpty())
            || (part instanceof RefusalPart refusal && refusal.text().isEmpty()));
  }

  boolean isOurs(ProviderState state) {
    return !state.isEmpty() && state.origin().equals(origin);
  }

  /** Says that a request cannot be written for this API. */
  static ProviderFailure refuse(String why) {
    return ProviderFailure.of(ErrorKind.INVALID_REQUEST, why + "; nothing was sent")
        .withNothingSent();
  }

  /** Names a part in adjustments and exceptions. */
  static String name(Part part) {
    if (part instanceof OpaquePart opaque) {
      return opaque.type();
    }
    if (part instanceof ToolCall) {
      return "toolCall";
    }
    String type = part.getClass().getSimpleName();
    return Character.toLowerCase(type.charAt(0)) + type.substring(1).replace("Part", "");
  }
}
