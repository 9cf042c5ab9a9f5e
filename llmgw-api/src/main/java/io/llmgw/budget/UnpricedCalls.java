package io.llmgw.budget;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What happens to calls of models without a price where a budget in dollars applies. Their cost
 * stays unknown, whatever is chosen: unknown is not zero. Immutable.
 */
public final class UnpricedCalls {
  private static final UnpricedCalls REFUSE = new UnpricedCalls(false, Optional.empty());
  private static final UnpricedCalls ALLOW = new UnpricedCalls(true, Optional.empty());

  private final boolean allowed;
  private final Optional<BigDecimal> fixed;

  private UnpricedCalls(boolean allowed, Optional<BigDecimal> fixed) {
    this.allowed = allowed;
    this.fixed = fixed;
  }

  /**
   * Refuses them where a hard budget applies; soft budgets do not count them.
   *
   * @return the default
   */
  public static UnpricedCalls refuse() {
    return REFUSE;
  }

  /**
   * Lets them through without counting them.
   *
   * @return the policy
   */
  public static UnpricedCalls allow() {
    return ALLOW;
  }

  /**
   * Reserves and books a fixed amount for each attempt that may be billed.
   *
   * @param usd more than 0, for example {@code "0.05"}
   * @return the policy
   */
  public static UnpricedCalls reserve(String usd) {
    BigDecimal amount;
    try {
      amount = new BigDecimal(usd);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "unpricedCalls: \"" + usd + "\" is not a decimal number", e);
    }
    if (amount.signum() <= 0 || amount.precision() - amount.scale() > 9) {
      throw new IllegalArgumentException(
          "unpricedCalls: the fixed amount must be more than 0 and below a billion USD: " + usd);
    }
    return new UnpricedCalls(true, Optional.of(amount));
  }

  /**
   * Tells whether they are let through where a hard budget applies.
   *
   * @return false for {@link #refuse()}
   */
  public boolean areAllowed() {
    return allowed;
  }

  /**
   * Returns what is booked for each.
   *
   * @return USD; empty for nothing
   */
  public Optional<BigDecimal> fixedAmount() {
    return fixed;
  }
}
