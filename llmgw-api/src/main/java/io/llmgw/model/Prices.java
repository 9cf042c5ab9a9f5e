package io.llmgw.model;

import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a model costs, in US dollars per million tokens (per single one for {@link Meter#SEARCH} and
 * {@link Meter#SEARCH_UNIT}).
 *
 * <p>A meter without a price of its own is billed at the price of what it is a kind of: reasoning,
 * audio and image output as {@link Meter#OUTPUT}; cached, written, audio and image input as {@link
 * Meter#INPUT}. Where a price applies above a context size, it applies to the whole request as soon
 * as its input tokens are strictly above that size. Arithmetic is exact. Immutable.
 */
public final class Prices {
  private static final Meter[] METERS = Meter.values();

  private final Map<Meter, BigDecimal> base;
  private final TreeMap<Long, Map<Meter, BigDecimal>> tiers;
  private final Map<String, Map<Meter, BigDecimal>> serviceTiers;
  private final Cost.Source source;
  private final String version;

  private Prices(Builder builder) {
    this.base = copy(builder.base);
    this.tiers = new TreeMap<>();
    builder.tiers.forEach((above, prices) -> tiers.put(above, copy(prices)));
    Map<String, Map<Meter, BigDecimal>> byService = new TreeMap<>();
    builder.serviceTiers.forEach((name, prices) -> byService.put(name, copy(prices)));
    this.serviceTiers = Collections.unmodifiableMap(byService);
    this.source = builder.source;
    this.version = builder.version;
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
   * Returns the prices that replace base prices above context sizes.
   *
   * @return by number of input tokens; unmodifiable
   */
  public Map<Long, Map<Meter, BigDecimal>> tiers() {
    return Collections.unmodifiableMap(tiers);
  }

  /**
   * Returns the prices that replace base prices for a service tier such as {@code flex}, {@code
   * priority} or {@code batch}.
   *
   * @return by the provider's name of the tier; unmodifiable
   */
  public Map<String, Map<Meter, BigDecimal>> serviceTiers() {
    return serviceTiers;
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
   * Returns what a usage costs.
   *
   * @param usage the usage
   * @return the exact cost; unknown if the usage is, or if a meter that was used has no price
   */
  public Cost cost(Usage usage) {
    if (!usage.isKnown()) {
      return Cost.unknown("the usage is not known");
    }
    Map<Meter, BigDecimal> tier = Map.of();
    if (!tiers.isEmpty()) {
      Map.Entry<Long, Map<Meter, BigDecimal>> entry = tiers.lowerEntry(usage.inputTokens());
      tier = entry == null ? tier : entry.getValue();
    }
    EnumMap<Meter, BigDecimal> amounts = new EnumMap<>(Meter.class);
    for (Meter meter : METERS) {
      long count = usage.count(meter);
      if (count == 0) {
        continue;
      }
      Optional<BigDecimal> price = effective(meter, tier);
      if (price.isEmpty()) {
        return Cost.unknown("there is no price for " + meter);
      }
      BigDecimal amount = price.get().multiply(BigDecimal.valueOf(count));
      amounts.put(meter, isToken(meter) ? amount.movePointLeft(6) : amount);
    }
    return Cost.of(amounts, source, version);
  }

  private Optional<BigDecimal> effective(Meter meter, Map<Meter, BigDecimal> tier) {
    BigDecimal own = tier.getOrDefault(meter, base.get(meter));
    if (own != null) {
      return Optional.of(own);
    }
    Meter general = meter.isInput() ? Meter.INPUT : Meter.OUTPUT;
    return meter == general || !isToken(meter) ? Optional.empty() : effective(general, tier);
  }

  private static boolean isToken(Meter meter) {
    return meter.isInput() || meter.isOutput();
  }

  /** Compares all prices, source and version. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Prices that
        && base.equals(that.base)
        && tiers.equals(that.tiers)
        && serviceTiers.equals(that.serviceTiers)
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
     * @param aboveInputTokens applies strictly above this number of input tokens
     * @param meter the meter
     * @param usd as in {@link #price}
     * @return this
     */
    public Builder priceAbove(long aboveInputTokens, Meter meter, String usd) {
      tiers
          .computeIfAbsent(aboveInputTokens, above -> new EnumMap<>(Meter.class))
          .put(meter, decimal(meter, usd));
      return this;
    }

    /**
     * Sets a price that replaces the base price for a service tier.
     *
     * @param serviceTier the provider's name of the tier
     * @param meter the meter
     * @param usd as in {@link #price}
     * @return this
     */
    public Builder priceFor(String serviceTier, Meter meter, String usd) {
      serviceTiers
          .computeIfAbsent(serviceTier, name -> new EnumMap<>(Meter.class))
          .put(meter, decimal(meter, usd));
      return this;
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
