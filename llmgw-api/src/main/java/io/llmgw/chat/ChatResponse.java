package io.llmgw.chat;

import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.Outcome;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import io.llmgw.value.Target;
import java.util.List;
import java.util.Objects;

/**
 * A complete answer and how it came about. Immutable.
 *
 * @param message what the model answered; add it unchanged to the next request of the conversation
 * @param finishReason why the model stopped
 * @param rawFinishReason the provider's own word for it, empty if it gave none
 * @param model the model as the provider named it in its answer, which may be more exact than what
 *     was asked for
 * @param serviceTier the service tier the provider says it served the call with, empty if it named
 *     none
 * @param alternatives further answers; empty unless {@link ChatRequest.Builder#alternatives} asked
 *     for them
 * @param logprobs how probable the answer's tokens were; empty unless {@link
 *     ChatRequest.Builder#logprobs} asked for it and the provider knows
 * @param requestId the provider's id of the request, empty if it sent none
 * @param rawUsage the provider's own usage object, {@link RawJson#NONE} if it sent none
 * @param outcome attempts, usage, cost, cache
 */
public record ChatResponse(
    AssistantMessage message,
    FinishReason finishReason,
    String rawFinishReason,
    String model,
    String serviceTier,
    List<Alternative> alternatives,
    List<TokenLogprob> logprobs,
    String requestId,
    RawJson rawUsage,
    Outcome outcome) {

  /** Refuses null and copies the lists. */
  public ChatResponse {
    alternatives = List.copyOf(alternatives);
    logprobs = List.copyOf(logprobs);
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(finishReason, "finishReason");
    Objects.requireNonNull(outcome, "outcome");
  }

  /**
   * Returns the same answer with another account of how it came about.
   *
   * @param other attempts, usage, cost, cache
   * @return a copy
   */
  public ChatResponse withOutcome(Outcome other) {
    return new ChatResponse(
        message,
        finishReason,
        rawFinishReason,
        model,
        serviceTier,
        alternatives,
        logprobs,
        requestId,
        rawUsage,
        other);
  }

  /**
   * Returns the text of the answer.
   *
   * @return all text joined; empty if there is none, for example when the model only calls tools
   */
  public String text() {
    return message.text();
  }

  /**
   * Returns the tools the model wants called.
   *
   * @return empty if there are none
   */
  public List<ToolCall> toolCalls() {
    return message.toolCalls();
  }

  /**
   * Returns the reasoning the provider showed.
   *
   * @return empty if it showed none
   */
  public String reasoning() {
    return message.reasoning();
  }

  /**
   * Returns what the answer used.
   *
   * @return tokens by meter
   */
  public Usage usage() {
    return outcome.usage();
  }

  /**
   * Returns what the call cost over all its attempts.
   *
   * @return exact USD, or why it is not known
   */
  public Cost cost() {
    return outcome.cost();
  }

  /**
   * Returns one charge for every attempt that is or may be billed.
   *
   * @return empty for a cached answer
   */
  public List<Charge> charges() {
    return outcome.charges();
  }

  /**
   * Returns all attempts in order.
   *
   * @return at least one; empty for a cached answer
   */
  public List<Attempt> attempts() {
    return outcome.attempts();
  }

  /**
   * Returns what was sent differently from how it was written.
   *
   * @return empty if nothing was
   */
  public List<Adjustment> adjustments() {
    return outcome.adjustments();
  }

  /**
   * Returns what the prompt cache had to do with the answer.
   *
   * @return hit, miss or bypass
   */
  public CacheStatus cache() {
    return outcome.cache();
  }

  /**
   * Returns the target that answered; for a cached answer the one that had made it.
   *
   * @return provider and model
   * @throws IllegalStateException if the outcome names none, which only a response made by hand can
   *     have
   */
  public Target servedBy() {
    return outcome
        .servedBy()
        .orElseThrow(
            () -> new IllegalStateException("this response was made without a serving attempt"));
  }
}
