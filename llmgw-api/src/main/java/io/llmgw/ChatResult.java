package io.llmgw;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.error.LlmException;
import java.util.Optional;

/**
 * How one request of many went: it has been answered, or has failed. Immutable.
 *
 * @param index which request of the source it is, from 0
 * @param request the request
 * @param response the answer; empty if the call failed
 * @param failure what {@link LlmGateway#chat(ChatRequest)} would have thrown; empty if it was
 *     answered
 */
public record ChatResult(
    long index,
    ChatRequest request,
    Optional<ChatResponse> response,
    Optional<LlmException> failure) {

  /** Checks that it is one of both. */
  public ChatResult {
    if (response.isPresent() == failure.isPresent()) {
      throw new IllegalArgumentException("a result is a response or a failure, not both or none");
    }
  }

  /**
   * Returns the answer.
   *
   * @return the answer
   * @throws LlmException if the call failed; as {@link LlmGateway#chat(ChatRequest)}
   */
  public ChatResponse get() {
    return response.orElseThrow(failure::get);
  }
}
