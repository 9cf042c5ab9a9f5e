package io.llmgw.provider.internal.anthropic;

import io.llmgw.chat.Message;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Message.SystemMessage;
import io.llmgw.chat.Message.ToolResultMessage;
import io.llmgw.chat.Message.UserMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.AudioPart;
import io.llmgw.chat.Part.FilePart;
import io.llmgw.chat.Part.ImagePart;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.RefusalPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.provider.internal.client.Adjustments;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation in the shape the Messages API wants: instructions apart, user and assistant by
 * turns, tool results first in the user's turn, nothing empty.
 *
 * <p>Here is decided what is sent; {@link AnthropicBlockWriter} writes it.
 */
final class AnthropicConversation {
  private final Adjustments adjustments;
  private final List<Part> system = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();

  private AnthropicConversation(Adjustments adjustments) {
    this.adjustments = adjustments;
  }

  /** What one side says at a time. */
  static final class Turn {
    private final boolean assistant;
    private final List<ToolResultMessage> results = new ArrayList<>(0);
    private final List<Part> parts = new ArrayList<>();

    private Turn(boolean assistant) {
      this.assistant = assistant;
    }

    boolean assistant() {
      return assistant;
    }

    /**
     * Tool results, which the API wants before everything else in the turn that follows the calls.
     */
    List<ToolResultMessage> results() {
      return results;
    }

    List<Part> parts() {
      return parts;
    }

    private boolean callsTools() {
      return parts.stream().anyMatch(ToolCall.class::isInstance);
    }

    private boolean startsWithThinking() {
      return !parts.isEmpty() && parts.get(0) instanceof ReasoningPart;
    }
  }

  /**
   * Brings a conversation into shape.
   *
   * @param messages the conversation
   * @param adjustments gets what is left out or moved
   */
  static AnthropicConversation of(List<Message> messages, Adjustments adjustments) {
    AnthropicConversation conversation = new AnthropicConversation(adjustments);
    messages.forEach(conversation::add);
    conversation.turns.removeIf(turn -> turn.parts.isEmpty() && turn.results.isEmpty());
    return conversation;
  }

  /** Returns the instructions. */
  List<Part> system() {
    return system;
  }

  /** Returns the turns; user and assistant alternate. */
  List<Turn> turns() {
    return turns;
  }

  /**
   * Tells whether the turn that the model is to go on with began without a thinking block. The API
   * refuses a thinking budget then ("a final assistant message must start with a thinking block"):
   * all from the first call of a tool loop to its last result is one turn of the assistant.
   */
  boolean goesOnWithoutThinking() {
    int last = turns.size() - 1;
    if (last >= 0 && !turns.get(last).assistant) {
      last = isLoop(last) ? last - 1 : -1;
    }
    if (last < 0) {
      return false;
    }
    int first = last;
    while (first >= 2 && isLoop(first - 1) && turns.get(first - 1).parts.isEmpty()) {
      first -= 2;
    }
    return !turns.get(first).startsWithThinking() && !turns.get(last).startsWithThinking();
  }

  private boolean isLoop(int user) {
    return user > 0 && !turns.get(user).results.isEmpty() && turns.get(user - 1).callsTools();
  }

  private void add(Message message) {
    if (message instanceof SystemMessage instructions) {
      addSystem(instructions);
    } else if (message instanceof UserMessage user) {
      user.parts().forEach(this::addUser);
    } else if (message instanceof ToolResultMessage result) {
      addResult(result);
    } else if (message instanceof AssistantMessage answer) {
      noteForeign("message.state", answer.state());
      answer.parts().forEach(this::addAssistant);
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
      if (!(part instanceof TextPart)) {
        throw AnthropicBlockWriter.refuse("a system message takes text only, not " + name(part));
      }
      addUnlessEmpty(system, part);
    }
  }

  private void addUser(Part part) {
    checkInput(part, "a user message");
    addUnlessEmpty(turn(false).parts, part);
  }

  private void addResult(ToolResultMessage result) {
    result.parts().forEach(part -> checkInput(part, "a tool result"));
    turn(false).results.add(result);
  }

  private static void checkInput(Part part, String where) {
    boolean taken =
        part instanceof TextPart
            || part instanceof ImagePart
            || part instanceof FilePart
            || part instanceof RefusalPart
            || isOurs(part.state());
    if (!taken) {
      throw AnthropicBlockWriter.refuse(
          where + " with " + name(part) + " is not supported by this API");
    }
  }

  private void addAssistant(Part part) {
    if (isOurs(part.state())) {
      turn(true).parts.add(part);
    } else if (part instanceof ReasoningPart || part instanceof OpaquePart) {
      leaveOut(part);
    } else if (part instanceof ImagePart || part instanceof FilePart) {
      adjustments.content(
          "assistant." + name(part),
          "left out",
          "this API takes text and tool calls of the assistant only");
    } else if (part instanceof AudioPart audio) {
      adjustments.content("assistant.audio", "its transcript was sent", "this API takes no audio");
      addUnlessEmpty(turn(true).parts, new TextPart(audio.transcript()));
    } else {
      noteForeign(name(part) + ".state", part.state());
      addUnlessEmpty(turn(true).parts, part);
    }
  }

  private void leaveOut(Part part) {
    if (part.state().isEmpty()) {
      adjustments.state(name(part), "it has no signature, without which this API does not take it");
    } else {
      adjustments.state(name(part) + ".state", "it belongs to " + part.state().origin());
    }
  }

  private void noteForeign(String what, ProviderState state) {
    if (!state.isEmpty() && !isOurs(state)) {
      adjustments.state(what, "it belongs to " + state.origin());
    }
  }

  private Turn turn(boolean assistant) {
    Turn last = turns.isEmpty() ? null : turns.get(turns.size() - 1);
    if (last != null && last.assistant == assistant) {
      return last;
    }
    Turn next = new Turn(assistant);
    if (last != null && last.parts.isEmpty() && last.results.isEmpty()) {
      turns.remove(turns.size() - 1); // nothing of it was left, so its neighbours are one turn
      return turn(assistant);
    }
    turns.add(next);
    return next;
  }

  /** The API refuses empty text blocks. */
  private static void addUnlessEmpty(List<Part> parts, Part part) {
    boolean empty =
        (part instanceof TextPart text && text.text().isEmpty())
            || (part instanceof RefusalPart refusal && refusal.text().isEmpty());
    if (!empty || isOurs(part.state())) {
      parts.add(part);
    }
  }

  static boolean isOurs(ProviderState state) {
    return !state.isEmpty() && state.origin().equals(AnthropicBlocks.ORIGIN);
  }

  /** Names a part in adjustments and exceptions. */
  static String name(Part part) {
    if (part instanceof ReasoningPart) {
      return "reasoning";
    } else if (part instanceof OpaquePart opaque) {
      return opaque.type();
    } else if (part instanceof ToolCall) {
      return "toolCall";
    } else if (part instanceof ImagePart) {
      return "image";
    } else if (part instanceof FilePart) {
      return "file";
    } else if (part instanceof AudioPart) {
      return "audio";
    } else if (part instanceof RefusalPart) {
      return "refusal";
    }
    return "text";
  }
}
