package io.llmgw.model;

import io.llmgw.usage.Cost;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an application pays less than the price list, and what it adds for those it bills.
 *
 * <pre>{@code
 * PriceRules.none()
 *     .discount("azure", "5")             // 5 % off everything on Azure
 *     .margin("10", "0.0005")             // and on everything 10 % and 0.0005 USD a charge
 *     .marginFor("anthropic", "8")        // but on Anthropic 8 % instead
 * }</pre>
 *
 * <p>The discount comes first, then the margin: {@code usd × (1 − discount) × (1 + margin) +
 * fixed}. The rule for a target replaces the one for its provider, and that the one for all: rules
 * are never stacked. They apply to prices of the catalogue and of the application alike. An amount
 * that the provider reported itself is what was paid, so it is not discounted; margins are added to
 * it. What is free stays free, what is unknown stays unknown. Arithmetic is exact.
 *
 * <p>Rules for providers that a gateway does not have do nothing. Immutable; every method returns a
 * changed copy.
 */
public final class PriceRules {
  private static final PriceRules NONE = new PriceRules(Map.of(), Map.of());
  private static final String ALL = "";
  private static final Margin NO_MARGIN = new Margin(BigDecimal.ONE, BigDecimal.ZERO);

  /** By provider, or by provider and model: what is left of a price. */
  private final Map<String, BigDecimal> discounts;

  private final Map<String, Margin> margins;

  private record Margin(BigDecimal factor, BigDecimal fixed) {}

  private PriceRules(Map<String, BigDecimal> discounts, Map<String, Margin> margins) {
    this.discounts = discounts;
    this.margins = margins;
  }

  /**
   * Returns no rules: everything costs what its price says.
   *
   * @return the rules to start from
   */
  public static PriceRules none() {
    return NONE;
  }

  /**
   * Sets a discount.
   *
   * @param name a provider's name, or {@code provider/model}
   * @param percent 0 to 100, a decimal number
   * @return a copy with the rule
   * @throws IllegalArgumentException if the number is none or out of range, or the name is blank
   */
  public PriceRules discount(String name, String percent) {
    BigDecimal off = decimal("discount", percent).movePointLeft(2);
    if (off.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("discount must be at most 100 percent: " + percent);
    }
    return new PriceRules(
        with(discounts, checked("discount", name), BigDecimal.ONE.subtract(off)), margins);
  }

  /**
   * Sets the margin on all charges that have none of their own.
   *
   * @param percent at least 0, a decimal number
   * @return a copy with the rule
   * @throws IllegalArgumentException if the number is none or negative
   */
  public PriceRules margin(String percent) {
    return margin(percent, "0");
  }

  /**
   * Sets the margin on all charges that have none of their own.
   *
   * @param percent at least 0, a decimal number
   * @param fixedUsd USD added to every charge after that, at least 0
   * @return a copy with the rule
   * @throws IllegalArgumentException if a number is none or negative
   */
  public PriceRules margin(String percent, String fixedUsd) {
    return new PriceRules(discounts, with(margins, ALL, parsed(percent, fixedUsd)));
  }

  /**
   * Sets a margin that replaces the one on all charges, with its fixed part.
   *
   * @param name a provider's name, or {@code provider/model}
   * @param percent at least 0, a decimal number
   * @return a copy with the rule
   * @throws IllegalArgumentException if the number is none or negative, or the name is blank
   */
  public PriceRules marginFor(String name, String percent) {
    return marginFor(name, percent, "0");
  }

  /**
   * Sets a margin that replaces the one on all charges, with its fixed part.
   *
   * @param name a provider's name, or {@code provider/model}
   * @param percent at least 0, a decimal number
   * @param fixedUsd USD added to every charge after that, at least 0
   * @return a copy with the rule
   * @throws IllegalArgumentException if a number is none or negative, or the name is blank
   */
  public PriceRules marginFor(String name, String percent, String fixedUsd) {
    return new PriceRules(
        discounts, with(margins, checked("marginFor", name), parsed(percent, fixedUsd)));
  }

  private static Margin parsed(String percent, String fixedUsd) {
    return new Margin(
        BigDecimal.ONE.add(decimal("margin", percent).movePointLeft(2)),
        decimal("fixed margin", fixedUsd));
  }

  private static String checked(String rule, String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException(rule + " must name a provider, or provider/model");
    }
    return name;
  }

  private static BigDecimal decimal(String what, String number) {
    BigDecimal value;
    try {
      value = new BigDecimal(number);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(what + " is not a decimal number: \"" + number + "\"", e);
    }
    if (value.signum() < 0) {
      throw new IllegalArgumentException(what + " must not be negative: " + number);
    }
    return value;
  }

  private static <V> Map<String, V> with(Map<String, V> rules, String name, V rule) {
    Map<String, V> copy = new HashMap<>(rules);
    copy.put(name, rule);
    return Map.copyOf(copy);
  }

  /**
   * Applies the rules to a charge.
   *
   * @param target what was called
   * @param cost what it costs by the price list, or as reported
   * @return what it costs with discount and margin
   */
  public Cost apply(Target target, Cost cost) {
    if (discounts.isEmpty() && margins.isEmpty()) {
      return cost;
    }
    boolean reported = cost.source() == Cost.Source.PROVIDER;
    BigDecimal factor = factor(target, reported);
    Cost scaled = factor.compareTo(BigDecimal.ONE) == 0 ? cost : cost.times(factor);
    return scaled.plusUnmetered(fixed(target));
  }

  /**
   * Returns what amounts are multiplied with.
   *
   * @param target what is called
   * @param reported whether they are the provider's own, which are not discounted
   * @return the factor, 1 without a rule
   */
  public BigDecimal factor(Target target, boolean reported) {
    BigDecimal left = reported ? null : rule(discounts, target);
    BigDecimal factor = margin(target).factor();
    return left == null ? factor : left.multiply(factor);
  }

  /**
   * Returns what is added to every charge.
   *
   * @param target what is called
   * @return USD, 0 without a rule
   */
  public BigDecimal fixed(Target target) {
    return margin(target).fixed();
  }

  private Margin margin(Target target) {
    Margin own = rule(margins, target);
    return own != null ? own : margins.getOrDefault(ALL, NO_MARGIN);
  }

  private static <V> @Nullable V rule(Map<String, V> rules, Target target) {
    if (rules.isEmpty()) {
      return null;
    }
    V own = rules.get(target.toString());
    return own != null ? own : rules.get(target.provider());
  }

  /** Compares all rules. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PriceRules that
        && discounts.equals(that.discounts)
        && margins.equals(that.margins);
  }

  @Override
  public int hashCode() {
    return 31 * discounts.hashCode() + margins.hashCode();
  }

  /** Returns the names there are rules for. */
  @Override
  public String toString() {
    return "PriceRules[discounts " + discounts.keySet() + ", margins " + margins.keySet() + "]";
  }
}
