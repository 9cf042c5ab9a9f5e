package io.llmgw.spi;

import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.outcome.Adjustment;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.util.List;
import java.util.Objects;

/**
 * A provider's answer to a chat request, complete or, from {@link ProviderStream#answer()} before
 * the end, so far.
 *
 * @param message the answer
 * @param finishReason why the model stopped; {@link FinishReason#OTHER} as long as it has not
 * @param rawFinishReason the provider's own word, empty if it gave none
 * @param usage what was used, over disjoint meters; unknown if the provider reported nothing
 * @param rawUsage the provider's own usage object, {@link RawJson#NONE} if it sent none
 * @param model the model as the provider named it, empty if it named none
 * @param requestId the provider's id of the request, empty if it sent none
 * @param adjustments what was sent differently from how the request was written
 */
public record ProviderAnswer(
    AssistantMessage message,
    FinishReason finishReason,
    String rawFinishReason,
    Usage usage,
    RawJson rawUsage,
    String model,
    String requestId,
    List<Adjustment> adjustments) {

  /** Refuses null and copies the list. */
  public ProviderAnswer {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(finishReason, "finishReason");
    Objects.requireNonNull(rawFinishReason, "rawFinishReason");
    Objects.requireNonNull(usage, "usage");
    Objects.requireNonNull(rawUsage, "rawUsage");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(requestId, "requestId");
    adjustments = List.copyOf(adjustments);
  }
}
