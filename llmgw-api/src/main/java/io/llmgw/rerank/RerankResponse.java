package io.llmgw.rerank;

import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.Outcome;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Usage;
import java.util.List;

/**
 * Documents in order of relevance.
 *
 * @param results the most relevant first; every document, or as many as were asked for
 * @param model the model as the provider named it, empty if it named none
 * @param outcome attempts, usage, cost
 */
public record RerankResponse(List<RankedDocument> results, String model, Outcome outcome) {

  /** Copies the list. */
  public RerankResponse {
    results = List.copyOf(results);
  }

  /**
   * Returns what the call used.
   *
   * @return tokens or search units by meter
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
