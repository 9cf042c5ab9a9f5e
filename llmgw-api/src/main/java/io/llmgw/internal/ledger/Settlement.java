package io.llmgw.internal.ledger;

import io.llmgw.usage.Usage;

/**
 * What an attempt hands to the ledger at its end, on every way out. Only the ledger turns it into a
 * charge.
 */
public sealed interface Settlement {
  /** The provider has certainly not billed anything: all that was reserved is released. */
  Settlement NOTHING = new Nothing();

  /** Nothing is billed. */
  record Nothing() implements Settlement {}

  /**
   * The provider said what was used.
   *
   * @param usage its numbers (which may be unknown, if it answered without any)
   * @param model the model as it named it
   */
  record Reported(Usage usage, String model) implements Settlement {}

  /**
   * The answer was cut or closed early; what was used is estimated from what was sent and received.
   *
   * @param usage the estimate
   * @param model the model as the provider named it
   */
  record Estimated(Usage usage, String model) implements Settlement {}

  /**
   * The request was sent and nothing came back, so it may have been billed.
   *
   * @param inputTokens the estimated input
   */
  record Unknown(long inputTokens) implements Settlement {}
}
