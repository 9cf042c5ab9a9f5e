package io.llmgw.internal.pricing;

import io.llmgw.model.ModelInfo;
import io.llmgw.model.PriceRules;
import io.llmgw.model.Prices;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Usage;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says what attempts cost, and before them what they can cost.
 *
 * <p>The price an application gave counts first, then what the provider reported, then the
 * catalogue. Bounds are in nano-dollars, rounded up, with the price rules applied. Safe for use by
 * many threads; once a target's prices were looked at, its bounds are made without allocation.
 */
public final class Pricer {
  /** What bounds return for a target without a price. */
  public static final long NO_PRICE = -1;

  private static final Cost UNPRICED = Cost.unknown("the catalogue has no price for this model");
  private static final int MOST_TARGETS = 1_024;

  private final PriceRules rules;
  private final ConcurrentHashMap<Target, PriceBounds> bounds = new ConcurrentHashMap<>();

  /**
   * Creates a pricer.
   *
   * @param rules discounts and margins
   */
  public Pricer(PriceRules rules) {
    this.rules = rules;
  }

  /**
   * Returns what an attempt costs.
   *
   * @param target what was called
   * @param model what is known of its model
   * @param usage what was used, perhaps unknown
   * @param servedTier the service tier that served it, as the provider named it; empty for none
   * @param reported what the provider says it cost, exact USD
   * @return the exact cost; unknown, with the reason, if there is neither a price nor a report
   */
  public Cost cost(
      Target target,
      Optional<ModelInfo> model,
      Usage usage,
      String servedTier,
      Optional<BigDecimal> reported) {
    Optional<Prices> prices = model.flatMap(ModelInfo::prices);
    boolean own = prices.isPresent() && prices.get().source() == Cost.Source.CUSTOM;
    // Nobody is paid for a request: less than nothing is a mistake, and as good as no report.
    Optional<BigDecimal> said = reported.filter(usd -> usd.signum() >= 0);
    if (said.isPresent() && !own) {
      return rules.apply(target, reported(said.get(), usage));
    }
    Cost cost = prices.isPresent() ? prices.get().cost(usage, servedTier) : UNPRICED;
    if (!cost.isKnown() && said.isPresent()) {
      cost = reported(said.get(), usage);
    }
    return rules.apply(target, cost);
  }

  /** Of a sum nobody can tell what was saved, unless there was nothing to save. */
  private static Cost reported(BigDecimal usd, Usage usage) {
    Cost cost = Cost.reported(usd);
    return usage.isKnown() && !usage.usesPrefixCache()
        ? cost.withPrefixSaved(BigDecimal.ZERO)
        : cost;
  }

  /**
   * Returns the most that one request can cost by its prices, whichever meters its tokens turn out
   * to be on: cached, written to a cache, reasoning, below or above a context size, served with the
   * tier that was asked for or the standard one. Not in it is what no number of tokens bounds (web
   * searches, images billed one by one), a tier nobody asked for, and what a provider reports
   * beyond its prices.
   *
   * @param target what will be called
   * @param model what is known of its model
   * @param inputTokens the most input tokens it can have
   * @param outputTokens the most output tokens, reasoning and all alternatives included
   * @param searchUnits search units, which count where the model is sold by them
   * @param requestedTier the service tier that is asked for, empty for none
   * @param mayWriteOneHourCache whether input may be written to a cache for one hour
   * @param hasMedia whether there may be audio or images in input or output
   * @return nano-USD, rounded up; {@link #NO_PRICE} if there is no price
   */
  public long atMost(
      Target target,
      Optional<ModelInfo> model,
      long inputTokens,
      long outputTokens,
      long searchUnits,
      String requestedTier,
      boolean mayWriteOneHourCache,
      boolean hasMedia) {
    PriceBounds known = bounds(target, model);
    return known == null
        ? NO_PRICE
        : known.atMost(
            inputTokens, outputTokens, searchUnits, requestedTier, mayWriteOneHourCache, hasMedia);
  }

  /**
   * Returns what a request will cost if all its input and output is text.
   *
   * @param target what will be called
   * @param model what is known of its model
   * @param inputTokens the estimated input
   * @param cachedTokens how much of it will be read from the provider's prompt cache
   * @param outputTokens the expected output
   * @param searchUnits search units, which count where the model is sold by them
   * @param requestedTier the service tier that is asked for, empty for none
   * @return nano-USD, rounded up; {@link #NO_PRICE} if there is no price
   */
  public long estimate(
      Target target,
      Optional<ModelInfo> model,
      long inputTokens,
      long cachedTokens,
      long outputTokens,
      long searchUnits,
      String requestedTier) {
    PriceBounds known = bounds(target, model);
    return known == null
        ? NO_PRICE
        : known.estimate(inputTokens, cachedTokens, outputTokens, searchUnits, requestedTier);
  }

  private @Nullable PriceBounds bounds(Target target, Optional<ModelInfo> model) {
    Prices prices = model.isPresent() ? model.get().prices().orElse(null) : null;
    if (prices == null) {
      return null;
    }
    PriceBounds known = bounds.get(target);
    if (known == null || !known.areOf(prices)) {
      if (bounds.size() >= MOST_TARGETS) {
        bounds.clear(); // names of models can come from an application's users
      }
      known = new PriceBounds(prices, rules.factor(target, false), rules.fixed(target));
      bounds.put(target, known);
    }
    return known.isEmpty() ? null : known;
  }
}
