package io.llmgw.embedding;

import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.Outcome;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Usage;
import java.util.List;

/**
 * One vector for each input, in the order of the inputs.
 *
 * @param vectors the vectors; do not change the arrays
 * @param model the model as the provider named it
 * @param outcome attempts, usage, cost
 */
public record EmbeddingResponse(List<float[]> vectors, String model, Outcome outcome) {

  /** Copies the list (not the vectors). */
  public EmbeddingResponse {
    vectors = List.copyOf(vectors);
  }

  /**
   * Returns the vector of the first input.
   *
   * @return the vector; do not change it
   */
  public float[] vector() {
    return vectors.get(0);
  }

  /**
   * Returns what the call used.
   *
   * @return tokens by meter
   */
  public Usage usage() {
    return outcome.usage();
  }

  /**
   * Returns what the call cost.
   *
   * @return exact USD, or why it is not known
   */
  public Cost cost() {
    return outcome.cost();
  }

  /**
   * Returns one charge for every attempt that is or may be billed.
   *
   * @return the charges
   */
  public List<Charge> charges() {
    return outcome.charges();
  }

  /**
   * Returns all attempts in order.
   *
   * @return the attempts
   */
  public List<Attempt> attempts() {
    return outcome.attempts();
  }
}
