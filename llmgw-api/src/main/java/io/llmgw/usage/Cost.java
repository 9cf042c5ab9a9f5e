package io.llmgw.usage;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What something cost, in exact US dollars, or why that is not known.
 *
 * <p>Amounts are never rounded. Unknown is not zero: a model without a price has a cost without an
 * amount and with a {@link #reason()}. The amounts of all meters and {@link #unmetered()} add up to
 * {@link #usd()}, exactly. Immutable.
 */
public final class Cost {
  /**
   * Where the amount comes from. Prices the application gave count before what a provider reported,
   * and that before the catalogue. Discounts and margins do not change the source.
   */
  public enum Source {
    /** A price list: the built-in catalogue, or one read from a file. */
    CATALOG,
    /** Prices the application gave. */
    CUSTOM,
    /** The provider reported the cost itself. */
    PROVIDER,
    /** Nothing was billed, for instance for a cached answer. */
    FREE,
    /** There is no price. */
    UNKNOWN
  }

  private static final Cost FREE =
      new Cost(
          BigDecimal.ZERO,
          Map.of(),
          BigDecimal.ZERO,
          Source.FREE,
          "",
          Optional.of(BigDecimal.ZERO));

  private final Optional<BigDecimal> usd;
  private final Map<Meter, BigDecimal> byMeter;
  private final BigDecimal unmetered;
  private final Source source;
  private final String priceVersion;
  private final String reason;
  private final Optional<BigDecimal> prefixSaved;

  private Cost(
      BigDecimal usd,
      Map<Meter, BigDecimal> byMeter,
      BigDecimal unmetered,
      Source source,
      String priceVersion,
      Optional<BigDecimal> prefixSaved) {
    this.usd = Optional.of(usd);
    this.byMeter = byMeter;
    this.unmetered = unmetered;
    this.source = source;
    this.priceVersion = priceVersion;
    this.reason = "";
    this.prefixSaved = prefixSaved;
  }

  private Cost(String reason) {
    this.usd = Optional.empty();
    this.byMeter = Map.of();
    this.unmetered = BigDecimal.ZERO;
    this.source = Source.UNKNOWN;
    this.priceVersion = "";
    this.reason = reason;
    this.prefixSaved = Optional.empty();
  }

  /**
   * Returns the cost of something that was not billed.
   *
   * @return 0 USD
   */
  public static Cost free() {
    return FREE;
  }

  /**
   * Returns a cost that is not known.
   *
   * @param reason what is missing, one sentence
   * @return a cost without an amount
   */
  public static Cost unknown(String reason) {
    return new Cost(Objects.requireNonNull(reason, "reason"));
  }

  /**
   * Returns a cost by meter.
   *
   * @param byMeter USD by meter
   * @param source where the prices come from
   * @param priceVersion the version of the price list, may be empty
   * @return the cost whose amount is the sum; what the provider's prompt cache saved is known if
   *     nothing was billed on its meters, else it can be said {@linkplain #withPrefixSaved apart}
   */
  public static Cost of(Map<Meter, BigDecimal> byMeter, Source source, String priceVersion) {
    Optional<BigDecimal> saved =
        byMeter.keySet().stream().anyMatch(Meter::isPrefixCache)
            ? Optional.empty()
            : Optional.of(BigDecimal.ZERO);
    return of(byMeter, BigDecimal.ZERO, source, priceVersion, saved);
  }

  /**
   * Returns a cost with everything that can be in one, for instance one that was stored.
   *
   * @param byMeter USD by meter
   * @param unmetered exact USD that belongs to no meter, at least 0
   * @param source where the prices come from
   * @param priceVersion the version of the price list, may be empty
   * @param prefixSaved exact USD that the provider's prompt cache saved; empty if not known
   * @return the cost whose amount is the sum of all but what was saved
   * @throws IllegalArgumentException if what belongs to no meter is negative
   */
  public static Cost of(
      Map<Meter, BigDecimal> byMeter,
      BigDecimal unmetered,
      Source source,
      String priceVersion,
      Optional<BigDecimal> prefixSaved) {
    EnumMap<Meter, BigDecimal> copy = new EnumMap<>(Meter.class);
    copy.putAll(byMeter);
    return summed(copy, notNegative("unmetered", unmetered), source, priceVersion, prefixSaved);
  }

  /**
   * Returns the cost that a provider reported itself, in one sum.
   *
   * @param usd exact USD, at least 0
   * @return the cost, all of it {@linkplain #unmetered() unmetered}; source {@link Source#PROVIDER}
   * @throws IllegalArgumentException if it is negative
   */
  public static Cost reported(BigDecimal usd) {
    return new Cost(usd, Map.of(), notNegative("usd", usd), Source.PROVIDER, "", Optional.empty());
  }

  /** Takes over the map. */
  private static Cost summed(
      Map<Meter, BigDecimal> byMeter,
      BigDecimal unmetered,
      Source source,
      String priceVersion,
      Optional<BigDecimal> prefixSaved) {
    BigDecimal sum = unmetered;
    for (BigDecimal amount : byMeter.values()) {
      sum = sum.add(amount);
    }
    return new Cost(
        sum, Collections.unmodifiableMap(byMeter), unmetered, source, priceVersion, prefixSaved);
  }

  /**
   * Says what the provider's prompt cache saved.
   *
   * @param usd exact USD, negative if writing to the cache cost more than reading from it saved
   * @return the same cost with it; this if the cost is not known or free
   */
  public Cost withPrefixSaved(BigDecimal usd) {
    return isBilled()
        ? new Cost(
            this.usd.orElseThrow(), byMeter, unmetered, source, priceVersion, Optional.of(usd))
        : this;
  }

  private static BigDecimal notNegative(String what, BigDecimal amount) {
    if (amount.signum() < 0) {
      throw new IllegalArgumentException(what + " must not be negative: " + amount);
    }
    return amount;
  }

  /**
   * Returns the amount.
   *
   * @return exact USD; empty if the cost is not known
   */
  public Optional<BigDecimal> usd() {
    return usd;
  }

  /**
   * Returns the amount of one meter.
   *
   * @param meter the meter
   * @return exact USD, 0 if nothing was billed on it; empty if the cost is not known
   */
  public Optional<BigDecimal> usd(Meter meter) {
    return usd.map(all -> byMeter.getOrDefault(meter, BigDecimal.ZERO));
  }

  /**
   * Returns the amounts of all meters that something was billed on, be it 0.
   *
   * @return exact USD by meter; unmodifiable, empty if the cost is not known
   */
  public Map<Meter, BigDecimal> byMeter() {
    return byMeter;
  }

  /**
   * Returns the part of the amount that no meter explains: what a provider reported in one sum, and
   * a margin that is a fixed amount.
   *
   * @return exact USD, 0 if there is none or the cost is not known
   */
  public BigDecimal unmetered() {
    return unmetered;
  }

  /**
   * Returns what the provider's prompt cache saved: by how much more the same input would have been
   * billed at the plain price of input. It is no part of {@link #usd()}.
   *
   * @return exact USD with discounts and margins, negative if writing to the cache cost more than
   *     reading from it saved, 0 if nothing was read or written; empty if that is not known, for
   *     instance because the provider reported the cost in one sum
   */
  public Optional<BigDecimal> prefixSavedUsd() {
    return prefixSaved;
  }

  /**
   * Tells whether there is an amount.
   *
   * @return false if {@link #usd()} is empty
   */
  public boolean isKnown() {
    return usd.isPresent();
  }

  /**
   * Returns where the amount comes from.
   *
   * @return the source
   */
  public Source source() {
    return source;
  }

  /**
   * Returns the version of the price list.
   *
   * @return for example {@code 2026-09.1}; empty if there is none
   */
  public String priceVersion() {
    return priceVersion;
  }

  /**
   * Returns why the cost is not known.
   *
   * @return one sentence; empty if it is known
   */
  public String reason() {
    return reason;
  }

  /**
   * Adds another cost. The sum of a known and an unknown cost is unknown.
   *
   * @param other the cost to add
   * @return the sum
   */
  public Cost plus(Cost other) {
    if (source == Source.FREE || !other.isKnown()) {
      return other;
    }
    if (other.source == Source.FREE || !isKnown()) {
      return this;
    }
    EnumMap<Meter, BigDecimal> sum = new EnumMap<>(Meter.class);
    sum.putAll(byMeter);
    other.byMeter.forEach((meter, amount) -> sum.merge(meter, amount, BigDecimal::add));
    boolean sameList = source == other.source && priceVersion.equals(other.priceVersion);
    return summed(
        sum,
        unmetered.add(other.unmetered),
        sameList ? source : Source.CUSTOM,
        sameList ? priceVersion : "",
        prefixSaved.flatMap(saved -> other.prefixSaved.map(saved::add)));
  }

  /**
   * Multiplies every amount, for a discount or a margin in percent.
   *
   * @param factor at least 0, for example 0.95
   * @return the product, exact, from the same source; this if the cost is not known or free
   * @throws IllegalArgumentException if it is negative
   */
  public Cost times(BigDecimal factor) {
    notNegative("factor", factor);
    if (!isBilled()) {
      return this;
    }
    EnumMap<Meter, BigDecimal> products = new EnumMap<>(Meter.class);
    byMeter.forEach((meter, amount) -> products.put(meter, amount.multiply(factor)));
    return summed(
        products,
        unmetered.multiply(factor),
        source,
        priceVersion,
        prefixSaved.map(saved -> saved.multiply(factor)));
  }

  /**
   * Adds an amount that belongs to no meter, for a margin that is a fixed amount.
   *
   * @param fixed exact USD, at least 0
   * @return the sum, from the same source; this if the cost is not known or free
   * @throws IllegalArgumentException if it is negative
   */
  public Cost plusUnmetered(BigDecimal fixed) {
    notNegative("fixed", fixed);
    return isBilled() && fixed.signum() > 0
        ? new Cost(
            usd.orElseThrow().add(fixed),
            byMeter,
            unmetered.add(fixed),
            source,
            priceVersion,
            prefixSaved)
        : this;
  }

  private boolean isBilled() {
    return isKnown() && source != Source.FREE;
  }

  /** Compares amounts by value (1.0 equals 1.00), what was saved, source, version and reason. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Cost that
        && source == that.source
        && priceVersion.equals(that.priceVersion)
        && reason.equals(that.reason)
        && stripped(this).equals(stripped(that));
  }

  private static Map<String, BigDecimal> stripped(Cost cost) {
    Map<String, BigDecimal> all = new HashMap<>();
    cost.usd.ifPresent(amount -> all.put("", amount.stripTrailingZeros()));
    cost.prefixSaved.ifPresent(amount -> all.put("saved", amount.stripTrailingZeros()));
    all.put("unmetered", cost.unmetered.stripTrailingZeros());
    cost.byMeter.forEach((meter, amount) -> all.put(meter.name(), amount.stripTrailingZeros()));
    return all;
  }

  @Override
  public int hashCode() {
    return 31 * source.hashCode() + stripped(this).hashCode();
  }

  /** Returns the amount, for example {@code $0.00105}, or the reason why there is none. */
  @Override
  public String toString() {
    return usd.map(amount -> "$" + amount.stripTrailingZeros().toPlainString())
        .orElse("unknown (" + reason + ")");
  }
}
