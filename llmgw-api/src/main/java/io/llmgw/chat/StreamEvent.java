package io.llmgw.chat;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.value.Target;

/**
 * A piece of a streamed answer.
 *
 * <p>Not sealed on purpose: kinds are added over time, so a {@code switch} or chain of {@code
 * instanceof} needs a default that ignores what it does not know.
 */
public interface StreamEvent {
  /**
   * Tells whether a user could see something of it. Until the first visible piece has come, a
   * failing target can be replaced silently.
   *
   * @return false for pieces without content
   */
  default boolean visible() {
    return true;
  }

  /**
   * More text of the answer.
   *
   * @param text the piece
   */
  record TextDelta(String text) implements StreamEvent {
    @Override
    public boolean visible() {
      return !text.isEmpty();
    }
  }

  /**
   * More of the reasoning the provider shows.
   *
   * @param text the piece
   */
  record ReasoningDelta(String text) implements StreamEvent {
    @Override
    public boolean visible() {
      return !text.isEmpty();
    }
  }

  /**
   * More of a refusal in words.
   *
   * @param text the piece
   */
  record RefusalDelta(String text) implements StreamEvent {
    @Override
    public boolean visible() {
      return !text.isEmpty();
    }
  }

  /**
   * More of a tool call. The whole call comes as {@link PartDone} when it is complete.
   *
   * @param index which of the turn's tool calls, from 0
   * @param id the call's id, in every piece
   * @param name the tool's name, in every piece
   * @param arguments more of the arguments' text, may be empty
   */
  record ToolCallDelta(int index, String id, String name, String arguments)
      implements StreamEvent {}

  /**
   * A part that is not plain text is complete: a tool call, reasoning with its signature, or a
   * block this version does not know.
   *
   * @param part the whole part
   */
  record PartDone(Part part) implements StreamEvent {
    @Override
    public boolean visible() {
      return part instanceof Part.ToolCall;
    }
  }

  /**
   * The stream broke after pieces had been seen, and its route starts such streams anew: what was
   * shown so far is void, the answer follows from its beginning.
   *
   * @param from the target that broke
   * @param to the target that answers now
   * @param reason what went wrong
   */
  record Restarted(Target from, Target to, ErrorKind reason) implements StreamEvent {}
}
