package io.llmgw.chat;

import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.RefusalPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One message of a conversation. Immutable. */
public sealed interface Message {
  /**
   * Returns the content in order.
   *
   * @return an unmodifiable list
   */
  List<Part> parts();

  /**
   * Returns the text of the message.
   *
   * @return all text parts joined without a separator; empty if there are none
   */
  default String text() {
    return joined(parts(), TextPart.class);
  }

  private static String joined(List<Part> parts, Class<? extends Part> kind) {
    String first = "";
    StringBuilder all = null;
    for (Part part : parts) {
      if (!kind.isInstance(part)) {
        continue;
      }
      String text =
          part instanceof TextPart t
              ? t.text()
              : part instanceof ReasoningPart r
                  ? r.text()
                  : part instanceof RefusalPart f ? f.text() : "";
      if (all != null) {
        all.append(text);
      } else if (first.isEmpty()) {
        first = text;
      } else {
        all = new StringBuilder(first).append(text);
      }
    }
    return all == null ? first : all.toString();
  }

  /**
   * Instructions to the model.
   *
   * @param parts the content
   */
  record SystemMessage(List<Part> parts) implements Message {
    /** Copies the parts. */
    public SystemMessage {
      parts = List.copyOf(parts);
    }

    /**
     * Instructions as text.
     *
     * @param text the instructions
     */
    public SystemMessage(String text) {
      this(List.of(new TextPart(text)));
    }
  }

  /**
   * What the user says.
   *
   * @param parts the content
   */
  record UserMessage(List<Part> parts) implements Message {
    /** Copies the parts. */
    public UserMessage {
      parts = List.copyOf(parts);
    }

    /**
     * A user's text.
     *
     * @param text the text
     */
    public UserMessage(String text) {
      this(List.of(new TextPart(text)));
    }
  }

  /**
   * What the model answered. Add it to the next request unchanged, so that reasoning and signatures
   * survive.
   *
   * @param parts the content in the order in which the provider sent it
   * @param state provider state of the message as a whole
   */
  record AssistantMessage(List<Part> parts, ProviderState state) implements Message {
    /** Copies the parts. */
    public AssistantMessage {
      parts = List.copyOf(parts);
      Objects.requireNonNull(state, "state");
    }

    /**
     * An answer as text.
     *
     * @param text the text
     */
    public AssistantMessage(String text) {
      this(List.of(new TextPart(text)), ProviderState.NONE);
    }

    /**
     * Returns the tools the model wants called.
     *
     * @return in the order in which they were asked for; empty if there are none
     */
    public List<ToolCall> toolCalls() {
      List<ToolCall> calls = new ArrayList<>(0);
      for (Part part : parts) {
        if (part instanceof ToolCall call) {
          calls.add(call);
        }
      }
      return calls;
    }

    /**
     * Returns the reasoning the provider showed.
     *
     * @return all reasoning parts joined; empty if there are none
     */
    public String reasoning() {
      return joined(parts, ReasoningPart.class);
    }

    /**
     * Returns the model's refusal.
     *
     * @return empty if it did not refuse in words
     */
    public String refusal() {
      return joined(parts, RefusalPart.class);
    }

    /**
     * Returns the blocks of kinds this version does not know.
     *
     * @return empty if there are none
     */
    public List<OpaquePart> opaque() {
      List<OpaquePart> opaque = new ArrayList<>(0);
      for (Part part : parts) {
        if (part instanceof OpaquePart block) {
          opaque.add(block);
        }
      }
      return opaque;
    }
  }

  /**
   * What a tool returned.
   *
   * @param callId the id of the {@link ToolCall} it answers
   * @param parts the result: text, and images where the provider takes them
   * @param error whether the tool failed
   */
  record ToolResultMessage(String callId, List<Part> parts, boolean error) implements Message {
    /** Copies the parts. */
    public ToolResultMessage {
      Objects.requireNonNull(callId, "callId");
      parts = List.copyOf(parts);
    }

    /**
     * A successful result as text.
     *
     * @param callId the id of the call it answers
     * @param text the result
     */
    public ToolResultMessage(String callId, String text) {
      this(callId, List.of(new TextPart(text)), false);
    }
  }
}
