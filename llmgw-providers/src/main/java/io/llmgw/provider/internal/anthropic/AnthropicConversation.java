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
import org.jspecify.annotations.Nullable;

/**
 * A conversation in the shape the Messages API wants, and Bedrock's Converse after it: instructions
 * apart, user and assistant by turns, tool results first in the user's turn, nothing empty.
 *
 * <p>Here is decided what is sent; the format's block writer writes it.
 */
public final class AnthropicConversation {
  private final String origin;
  private final boolean audio;
  private final Adjustments adjustments;
  private final List<Part> system = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();

  private AnthropicConversation(String origin, boolean audio, Adjustments adjustments) {
    this.origin = origin;
    this.audio = audio;
    this.adjustments = adjustments;
  }

  /** What one side says at a time. */
  public static final class Turn {
    private final boolean assistant;
    private final List<ToolResultMessage> results = new ArrayList<>(0);
    private final List<Part> parts = new ArrayList<>();

    private Turn(boolean assistant) {
      this.assistant = assistant;
    }

    public boolean assistant() {
      return assistant;
    }

    /**
     * Tool results, which the API wants before everything else in the turn that follows the calls.
     */
    public List<ToolResultMessage> results() {
      return results;
    }

    public List<Part> parts() {
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
   * @param origin of the provider state that goes back
   * @param audio whether a user may speak
   * @param marks the request's marks, which get their places
   * @param adjustments gets what is left out or moved
   */
  public static AnthropicConversation of(
      List<Message> messages,
      String origin,
      boolean audio,
      CacheMarks marks,
      Adjustments adjustments) {
    AnthropicConversation conversation = new AnthropicConversation(origin, audio, adjustments);
    for (int i = 0; i < messages.size(); i++) {
      conversation.add(messages.get(i));
      marks.placeAfter(i + 1, conversation.lastBlock());
    }
    conversation.turns.removeIf(turn -> turn.parts.isEmpty() && turn.results.isEmpty());
    return conversation;
  }

  /** Returns the last block of what is sent so far that the API can put a mark on. */
  private @Nullable Object lastBlock() {
    for (int i = turns.size() - 1; i >= 0; i--) {
      Turn turn = turns.get(i);
      for (int k = turn.parts.size() - 1; k >= 0; k--) {
        if (!(turn.parts.get(k) instanceof ReasoningPart)) {
          return turn.parts.get(k);
        }
      }
      if (!turn.results.isEmpty()) {
        return turn.results.get(turn.results.size() - 1);
      }
    }
    return system.isEmpty() ? null : system.get(system.size() - 1);
  }

  /** Returns the instructions. */
  public List<Part> system() {
    return system;
  }

  /** Returns the turns; user and assistant alternate. */
  public List<Turn> turns() {
    return turns;
  }

  /**
   * Tells whether the turn that the model is to go on with began without a thinking block. The API
   * refuses a thinking budget then ("a final assistant message must start with a thinking block"):
   * all from the first call of a tool loop to its last result is one turn of the assistant.
   */
  public boolean goesOnWithoutThinking() {
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

  private void checkInput(Part part, String where) {
    boolean taken =
        part instanceof TextPart
            || part instanceof ImagePart
            || part instanceof FilePart
            || part instanceof RefusalPart
            || (audio && part instanceof AudioPart)
            || ours(part.state());
    if (!taken) {
      throw AnthropicBlockWriter.refuse(
          where + " with " + name(part) + " is not supported by this API");
    }
  }

  private void addAssistant(Part part) {
    if (ours(part.state())) {
      turn(true).parts.add(part);
    } else if (part instanceof ReasoningPart || part instanceof OpaquePart) {
      leaveOut(part);
    } else if (part instanceof ImagePart || part instanceof FilePart) {
      adjustments.content(
          "assistant." + name(part),
          "left out",
          "this API takes text and tool calls of the assistant only");
    } else if (part instanceof AudioPart spoken) {
      adjustments.content("assistant.audio", "its transcript was sent", "this API takes no audio");
      addUnlessEmpty(turn(true).parts, new TextPart(spoken.transcript()));
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
    if (!state.isEmpty() && !ours(state)) {
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

  /** Both APIs refuse text blocks without text, and those of white space. */
  private void addUnlessEmpty(List<Part> parts, Part part) {
    boolean empty =
        (part instanceof TextPart text && text.text().isBlank())
            || (part instanceof RefusalPart refusal && refusal.text().isBlank());
    if (!empty || ours(part.state())) {
      parts.add(part);
    }
  }

  private boolean ours(ProviderState state) {
    return !state.isEmpty() && state.origin().equals(origin);
  }

  static boolean isOurs(ProviderState state) {
    return !state.isEmpty() && state.origin().equals(AnthropicBlocks.ORIGIN);
  }

  /** Names a part in adjustments and exceptions. */
  public static String name(Part part) {
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
