package io.llmgw.model;

import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a model costs, in US dollars per million tokens (per single one for {@link Meter#SEARCH},
 * {@link Meter#SEARCH_UNIT} and {@link Meter#IMAGE_COUNT}).
 *
 * <p><b>Context size.</b> A price above a size applies to the whole request as soon as its input
 * tokens, cached ones included, are strictly above that size; of several sizes the highest that
 * applies wins. It replaces the base price, whether it is higher or lower. Prices are never
 * graduated: there is no request of which one part is billed at one price and the rest at another.
 *
 * <p><b>Service tier.</b> What counts is the tier that served the request, as the provider named
 * it. Its words are compared without case, and {@code default}, {@code standard}, {@code on_demand}
 * and {@code auto} all mean the base prices. A tier is priced meter by meter: what it does not
 * price costs what it costs without a tier, for example cached input in a batch, and so a tier
 * without any price costs the base prices.
 *
 * <p><b>Both.</b> For a large request of a service tier the first of these that there is counts:
 * the tier's own price above the size, the standard price above the size, the tier's price, the
 * base price. So a price list that says nothing of both together never promises a discount on large
 * requests that the provider may not give.
 *
 * <p>A meter without any price of its own is billed at the price of what it is a kind of:
 * reasoning, audio and image output as {@link Meter#OUTPUT}; cached, written, audio and image input
 * as {@link Meter#INPUT}. Images are billed one by one where {@link Meter#IMAGE_COUNT} has a price
 * and was counted, else by their tokens, never by both. Arithmetic is exact. Immutable.
 */
public final class Prices {
  private static final Meter[] METERS = Meter.values();

  private final Map<Meter, BigDecimal> base;
  private final NavigableMap<Long, Map<Meter, BigDecimal>> tiers;
  private final Map<String, Map<Meter, BigDecimal>> serviceTiers;
  private final Map<String, NavigableMap<Long, Map<Meter, BigDecimal>>> serviceTiersAbove;
  private final Cost.Source source;
  private final String version;
  private final PriceTable standard;
  private final Map<String, PriceTable> tables;

  private Prices(Builder builder) {
    this.base = copy(builder.base);
    this.tiers = bySize(builder.tiers);
    this.serviceTiers = new TreeMap<>();
    builder.serviceTiers.forEach((name, prices) -> serviceTiers.put(name, copy(prices)));
    this.serviceTiersAbove = new TreeMap<>();
    builder.serviceTiersAbove.forEach((name, map) -> serviceTiersAbove.put(name, bySize(map)));
    this.source = builder.source;
    this.version = builder.version;
    NavigableMap<Long, Map<Meter, BigDecimal>> always = new TreeMap<>(Map.of(0L, base));
    this.standard = new PriceTable(List.of(tiers, always));
    Set<String> names = new TreeSet<>(serviceTiers.keySet());
    names.addAll(serviceTiersAbove.keySet());
    this.tables = new HashMap<>();
    for (String name : names) {
      NavigableMap<Long, Map<Meter, BigDecimal>> large =
          serviceTiersAbove.getOrDefault(name, new TreeMap<>());
      NavigableMap<Long, Map<Meter, BigDecimal>> served =
          new TreeMap<>(Map.of(0L, serviceTiers.getOrDefault(name, Map.of())));
      tables.put(name, new PriceTable(List.of(large, tiers, served, always)));
    }
  }

  private static NavigableMap<Long, Map<Meter, BigDecimal>> bySize(
      Map<Long, Map<Meter, BigDecimal>> prices) {
    NavigableMap<Long, Map<Meter, BigDecimal>> copy = new TreeMap<>();
    prices.forEach((above, list) -> copy.put(above, copy(list)));
    return Collections.unmodifiableNavigableMap(copy);
  }

  private static Map<Meter, BigDecimal> copy(Map<Meter, BigDecimal> prices) {
    EnumMap<Meter, BigDecimal> copy = new EnumMap<>(Meter.class);
    copy.putAll(prices);
    return Collections.unmodifiableMap(copy);
  }

  /**
   * Returns prices for input and output, and nothing else.
   *
   * @param input USD per million input tokens, for example {@code "0.25"}
   * @param output USD per million output tokens
   * @return the prices
   */
  public static Prices perMillion(String input, String output) {
    return builder().price(Meter.INPUT, input).price(Meter.OUTPUT, output).build();
  }

  /**
   * Starts with no prices, source {@link Cost.Source#CUSTOM} and no version.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the base price of a meter.
   *
   * @param meter the meter
   * @return USD per million tokens (per single one for what is not counted in tokens); empty if it
   *     has none of its own
   */
  public Optional<BigDecimal> price(Meter meter) {
    return Optional.ofNullable(base.get(meter));
  }

  /**
   * Returns the price that a request is billed at.
   *
   * @param meter the meter
   * @param serviceTier the tier that served it, as the provider names it; empty for none
   * @param inputTokens the request's input tokens, cached ones included
   * @return USD for a single token (or search, or image); empty if there is no price
   */
  public Optional<BigDecimal> price(Meter meter, String serviceTier, long inputTokens) {
    return Optional.ofNullable(table(serviceTier).row(inputTokens).get(meter));
  }

  /**
   * Returns the prices that replace base prices above context sizes.
   *
   * @return by number of input tokens; unmodifiable
   */
  public Map<Long, Map<Meter, BigDecimal>> tiers() {
    return tiers;
  }

  /**
   * Returns the prices that replace base prices for a service tier such as {@code flex}, {@code
   * priority} or {@code batch}.
   *
   * @return by the tier's name in lower case; unmodifiable
   */
  public Map<String, Map<Meter, BigDecimal>> serviceTiers() {
    return Collections.unmodifiableMap(serviceTiers);
  }

  /**
   * Returns the prices of service tiers for requests above context sizes.
   *
   * @return by the tier's name in lower case and by number of input tokens; unmodifiable
   */
  public Map<String, NavigableMap<Long, Map<Meter, BigDecimal>>> serviceTiersAbove() {
    return Collections.unmodifiableMap(serviceTiersAbove);
  }

  /**
   * Returns where the prices come from.
   *
   * @return {@link Cost.Source#CATALOG} or {@link Cost.Source#CUSTOM}
   */
  public Cost.Source source() {
    return source;
  }

  /**
   * Returns the version of the price list.
   *
   * @return for example {@code 2026-09.1}; empty for prices the application gave
   */
  public String version() {
    return version;
  }

  /**
   * Returns what a request costs at the base prices of its context size.
   *
   * @param usage what it used
   * @return the exact cost; unknown if the usage is, or if a meter that was used has no price
   */
  public Cost cost(Usage usage) {
    return cost(usage, ServiceTiers.STANDARD);
  }

  /**
   * Returns what a request costs that was served with a service tier.
   *
   * @param usage what it used
   * @param serviceTier the tier that served it, as the provider names it; empty for none
   * @return the exact cost, with what the provider's prompt cache saved; unknown if the usage is,
   *     or if a meter that was used has no price
   */
  public Cost cost(Usage usage, String serviceTier) {
    if (!usage.isKnown()) {
      return Cost.unknown("the usage is not known");
    }
    Map<Meter, BigDecimal> prices = table(serviceTier).row(usage.inputTokens());
    EnumMap<Meter, BigDecimal> amounts = new EnumMap<>(Meter.class);
    for (Meter meter : METERS) {
      long count = usage.count(meter);
      if (count == 0 || isBilledOtherwise(meter, usage, prices)) {
        continue;
      }
      BigDecimal price = prices.get(meter);
      if (price == null) {
        return Cost.unknown("there is no price for " + meter);
      }
      amounts.put(meter, price.multiply(BigDecimal.valueOf(count)));
    }
    Cost cost = Cost.of(amounts, source, version);
    return usage.usesPrefixCache() ? withPrefixSaved(cost, usage, prices) : cost;
  }

  private static Cost withPrefixSaved(Cost cost, Usage usage, Map<Meter, BigDecimal> prices) {
    BigDecimal plain = prices.get(Meter.INPUT);
    if (plain == null) {
      return cost;
    }
    BigDecimal saved = BigDecimal.ZERO;
    for (Meter meter : METERS) {
      if (meter.isPrefixCache() && usage.count(meter) > 0) {
        BigDecimal less = plain.subtract(prices.getOrDefault(meter, plain));
        saved = saved.add(less.multiply(BigDecimal.valueOf(usage.count(meter))));
      }
    }
    return cost.withPrefixSaved(saved);
  }

  private PriceTable table(String serviceTier) {
    String name = tables.isEmpty() ? ServiceTiers.STANDARD : ServiceTiers.named(serviceTier);
    return name.isEmpty() ? standard : tables.getOrDefault(name, standard);
  }

  /** Images are billed by their number or by their tokens. */
  private static boolean isBilledOtherwise(
      Meter meter, Usage usage, Map<Meter, BigDecimal> prices) {
    return switch (meter) {
      case IMAGE_INPUT ->
          usage.count(Meter.IMAGE_COUNT) > 0 && prices.containsKey(Meter.IMAGE_COUNT);
      case IMAGE_COUNT ->
          usage.count(Meter.IMAGE_INPUT) > 0 && !prices.containsKey(Meter.IMAGE_COUNT);
      default -> false;
    };
  }

  /** Compares all prices, source and version. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Prices that
        && base.equals(that.base)
        && tiers.equals(that.tiers)
        && serviceTiers.equals(that.serviceTiers)
        && serviceTiersAbove.equals(that.serviceTiersAbove)
        && source == that.source
        && version.equals(that.version);
  }

  @Override
  public int hashCode() {
    return base.hashCode();
  }

  /** Returns the base prices. */
  @Override
  public String toString() {
    return "Prices[" + base + " USD per million tokens]";
  }

  /** Collects prices. Not thread-safe. */
  public static final class Builder {
    private final Map<Meter, BigDecimal> base = new EnumMap<>(Meter.class);
    private final Map<Long, Map<Meter, BigDecimal>> tiers = new TreeMap<>();
    private final Map<String, Map<Meter, BigDecimal>> serviceTiers = new TreeMap<>();
    private final Map<String, Map<Long, Map<Meter, BigDecimal>>> serviceTiersAbove =
        new TreeMap<>();
    private Cost.Source source = Cost.Source.CUSTOM;
    private String version = "";

    private Builder() {}

    /**
     * Sets a base price.
     *
     * @param meter the meter
     * @param usd USD per million tokens (per single one for what is not counted in tokens) as a
     *     decimal number, at least 0
     * @return this
     * @throws IllegalArgumentException if it is not a decimal number or negative
     */
    public Builder price(Meter meter, String usd) {
      base.put(meter, decimal(meter, usd));
      return this;
    }

    /**
     * Sets a price that replaces the base price when a request has more input tokens.
     *
     * @param aboveInputTokens applies, to the whole request, strictly above this number of input
     *     tokens; more than 0
     * @param meter the meter
     * @param usd as in {@link #price}
     * @return this
     * @throws IllegalArgumentException if the price is not a decimal number or negative, or the
     *     size is not more than 0
     */
    public Builder priceAbove(long aboveInputTokens, Meter meter, String usd) {
      put(tiers, aboveInputTokens, meter, usd);
      return this;
    }

    /**
     * Sets a price that replaces the base price for a service tier.
     *
     * @param serviceTier the provider's name of the tier, in any case; {@code default} and its like
     *     set the base price
     * @param meter the meter
     * @param usd as in {@link #price}
     * @return this
     * @throws IllegalArgumentException if the price is not a decimal number or negative
     */
    public Builder priceFor(String serviceTier, Meter meter, String usd) {
      String name = ServiceTiers.named(serviceTier);
      if (name.isEmpty()) {
        return price(meter, usd);
      }
      serviceTiers
          .computeIfAbsent(name, tier -> new EnumMap<>(Meter.class))
          .put(meter, decimal(meter, usd));
      return this;
    }

    /**
     * Sets a price of a service tier for requests that have more input tokens.
     *
     * @param serviceTier as in {@link #priceFor}
     * @param aboveInputTokens as in {@link #priceAbove}
     * @param meter the meter
     * @param usd as in {@link #price}
     * @return this
     * @throws IllegalArgumentException as {@link #priceAbove} does
     */
    public Builder priceForAbove(
        String serviceTier, long aboveInputTokens, Meter meter, String usd) {
      String name = ServiceTiers.named(serviceTier);
      if (name.isEmpty()) {
        return priceAbove(aboveInputTokens, meter, usd);
      }
      put(
          serviceTiersAbove.computeIfAbsent(name, tier -> new TreeMap<>()),
          aboveInputTokens,
          meter,
          usd);
      return this;
    }

    private static void put(
        Map<Long, Map<Meter, BigDecimal>> bySize, long above, Meter meter, String usd) {
      if (above <= 0) {
        throw new IllegalArgumentException(
            "the context size of a price of " + meter + " must be more than 0: " + above);
      }
      bySize
          .computeIfAbsent(above, size -> new EnumMap<>(Meter.class))
          .put(meter, decimal(meter, usd));
    }

    /**
     * Says where the prices come from.
     *
     * @param source the source, default {@link Cost.Source#CUSTOM}
     * @param version the version of the price list, default empty
     * @return this
     */
    public Builder from(Cost.Source source, String version) {
      this.source = source;
      this.version = version;
      return this;
    }

    private static BigDecimal decimal(Meter meter, String usd) {
      BigDecimal price;
      try {
        price = new BigDecimal(usd);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "the price of " + meter + " is not a decimal number: \"" + usd + "\"", e);
      }
      if (price.signum() < 0) {
        throw new IllegalArgumentException("the price of " + meter + " is negative: " + usd);
      }
      return price;
    }

    /**
     * Returns the prices.
     *
     * @return the prices
     */
    public Prices build() {
      return new Prices(this);
    }
  }
}
