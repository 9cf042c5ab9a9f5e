package io.llmgw.outcome;

import io.llmgw.usage.Cost;
import io.llmgw.usage.Usage;
import io.llmgw.value.Caller;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one attempt cost. There is one for every attempt that a provider bills or may bill, also
 * when it failed or was cut.
 *
 * <p>The id is unique, so storing a charge twice can be made harmless by a unique key. Immutable.
 *
 * @param id unique id of this charge: the call's id and the attempt's number
 * @param callId the call it belongs to
 * @param purpose what the call is for: what the gateway's own calls cost can be told apart by it
 * @param attempt the number of the attempt, 1 for the first
 * @param target provider and model
 * @param model the model as the provider named it in its answer, empty if it named none
 * @param caller on whose behalf
 * @param tags the call's tags
 * @param usage what was used
 * @param cost what it costs
 * @param settlement how usage and cost are known
 * @param at when it was settled, by the gateway's clock
 */
public record Charge(
    String id,
    String callId,
    Purpose purpose,
    int attempt,
    Target target,
    String model,
    Caller caller,
    Map<String, String> tags,
    Usage usage,
    Cost cost,
    Settlement settlement,
    Instant at) {

  /** How what an attempt used is known. */
  public enum Settlement {
    /** The provider reported it. */
    REPORTED,
    /**
     * It was estimated from what was sent and received: the stream was cut or closed early, or the
     * provider answered without saying what it used.
     */
    ESTIMATED,
    /** The request may have been processed, nothing came back: the estimated input is charged. */
    UNKNOWN
  }

  /** Copies the tags. */
  public Charge {
    tags = tags.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /**
   * Returns what the provider's prompt cache saved.
   *
   * @return exact USD as {@link Cost#prefixSavedUsd()}, and 0 if nothing was read from the cache or
   *     written to it, though the price may be unknown; empty if it is not known
   */
  public Optional<BigDecimal> prefixSavedUsd() {
    return usage.isKnown() && !usage.usesPrefixCache()
        ? Optional.of(BigDecimal.ZERO)
        : cost.prefixSavedUsd();
  }
}
