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
 * amount and with a {@link #reason()}. Immutable.
 */
public final class Cost {
  /** Where the prices come from. */
  public enum Source {
    /** The model catalogue. */
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

  private static final Cost FREE = new Cost(BigDecimal.ZERO, Map.of(), Source.FREE, "", "");

  private final Optional<BigDecimal> usd;
  private final Map<Meter, BigDecimal> byMeter;
  private final Source source;
  private final String priceVersion;
  private final String reason;

  private Cost(
      BigDecimal usd,
      Map<Meter, BigDecimal> byMeter,
      Source source,
      String priceVersion,
      String reason) {
    this.usd = Optional.of(usd);
    this.byMeter = byMeter;
    this.source = source;
    this.priceVersion = priceVersion;
    this.reason = reason;
  }

  private Cost(String reason) {
    this.usd = Optional.empty();
    this.byMeter = Map.of();
    this.source = Source.UNKNOWN;
    this.priceVersion = "";
    this.reason = reason;
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
   * @return the cost whose amount is the sum
   */
  public static Cost of(Map<Meter, BigDecimal> byMeter, Source source, String priceVersion) {
    BigDecimal sum = BigDecimal.ZERO;
    for (BigDecimal amount : byMeter.values()) {
      sum = sum.add(amount);
    }
    EnumMap<Meter, BigDecimal> copy = new EnumMap<>(Meter.class);
    copy.putAll(byMeter);
    return new Cost(sum, Collections.unmodifiableMap(copy), source, priceVersion, "");
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
   * Tells whether there is an amount.
   *
   * @return false if {@link #usd()} is empty
   */
  public boolean isKnown() {
    return usd.isPresent();
  }

  /**
   * Returns where the prices come from.
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
    return of(sum, sameList ? source : Source.CUSTOM, sameList ? priceVersion : "");
  }

  /** Compares amounts by value (1.0 equals 1.00), source, version and reason. */
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
