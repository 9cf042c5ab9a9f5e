package io.llmgw.internal.pipeline;

import io.llmgw.usage.Usage;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What an attempt hands to the ledger at its end, on every way out. Only the ledger turns it into a
 * charge.
 */
sealed interface Settlement {
  /** Nothing has reached the provider: all that was reserved is released. */
  Settlement NOT_SENT = new Nothing(false);

  /** The provider has answered, and does not bill it: all that was reserved is released. */
  Settlement NOT_BILLED = new Nothing(true);

  /**
   * Nothing is billed.
   *
   * @param sent whether the request may have reached the provider
   */
  record Nothing(boolean sent) implements Settlement {}

  /**
   * The provider said what was used.
   *
   * @param usage its numbers
   * @param model the model as it named it
   * @param serviceTier the tier that served the request, as it named it
   * @param usd what it says that cost
   */
  record Reported(Usage usage, String model, String serviceTier, Optional<BigDecimal> usd)
      implements Settlement {

    /**
     * A report of usage alone.
     *
     * @param usage the provider's numbers
     * @param model the model as it named it
     */
    public Reported(Usage usage, String model) {
      this(usage, model, "", Optional.empty());
    }
  }

  /**
   * The answer was cut or closed early, or came without numbers; what was used is estimated from
   * what was sent and received.
   *
   * @param usage the estimate
   * @param model the model as the provider named it
   * @param serviceTier the tier that served the request, as it named it
   * @param usd what it says that cost
   */
  record Estimated(Usage usage, String model, String serviceTier, Optional<BigDecimal> usd)
      implements Settlement {}

  /**
   * The request was sent and nothing came back, so it may have been billed.
   *
   * @param inputTokens the estimated input
   */
  record Unknown(long inputTokens) implements Settlement {}
}
