package io.llmgw.caching;

import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.Message.AssistantMessage;
import java.util.Objects;

/**
 * What the semantic cache would have answered, in shadow mode.
 *
 * @param similarity the cosine of the two questions' vectors, -1 to 1
 * @param asked the question that was asked
 * @param question the stored question that is similar
 * @param refusal why its answer would not have been given all the same, in words; empty if it would
 *     have been
 * @param wouldAnswer the stored answer
 * @param answer what the question was answered instead
 */
public record SemanticHit(
    double similarity,
    String asked,
    String question,
    String refusal,
    AssistantMessage wouldAnswer,
    ChatResponse answer) {

  /** Refuses null. */
  public SemanticHit {
    Objects.requireNonNull(asked, "asked");
    Objects.requireNonNull(question, "question");
    Objects.requireNonNull(refusal, "refusal");
    Objects.requireNonNull(wouldAnswer, "wouldAnswer");
    Objects.requireNonNull(answer, "answer");
  }

  /**
   * Tells whether the guard would have kept the answer back: the questions differ in a number, a
   * name, a negation or the like.
   *
   * @return true if {@link #refusal} says why
   */
  public boolean refused() {
    return !refusal.isEmpty();
  }

  /** Returns the similarity, never what was asked or answered. */
  @Override
  public String toString() {
    return "SemanticHit[" + similarity + (refused() ? ", refused]" : "]");
  }
}
