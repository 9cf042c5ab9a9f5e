package io.llmgw.chat;

import io.llmgw.chat.Message.AssistantMessage;
import java.util.Objects;

/**
 * A further answer to the same request, beside the first.
 *
 * @param message what the model answered
 * @param finishReason why it stopped
 * @param rawFinishReason the provider's own word for it, empty if it gave none
 */
public record Alternative(
    AssistantMessage message, FinishReason finishReason, String rawFinishReason) {
  /** Refuses null. */
  public Alternative {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(finishReason, "finishReason");
    Objects.requireNonNull(rawFinishReason, "rawFinishReason");
  }
}
