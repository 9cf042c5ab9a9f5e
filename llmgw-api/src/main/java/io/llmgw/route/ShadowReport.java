package io.llmgw.route;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.error.LlmException;
import io.llmgw.value.Target;
import java.util.Optional;

/**
 * What became of a copy of a call: either an answer or a failure, beside what the call itself was
 * answered. It holds the whole conversation; whoever keeps it should know that.
 *
 * @param request what both were asked, as the application made it
 * @param original what the call was answered, with its id, cost and attempts
 * @param target where the copy went
 * @param answer what it answered there, with an id, cost and attempts of its own; empty if it
 *     failed
 * @param failure why there is no answer; empty if there is one
 */
public record ShadowReport(
    ChatRequest request,
    ChatResponse original,
    Target target,
    Optional<ChatResponse> answer,
    Optional<LlmException> failure) {

  /**
   * Returns the id of the call that was copied, which events of the copy name as its parent.
   *
   * @return the gateway's id
   */
  public String callId() {
    return original.outcome().callId();
  }
}
