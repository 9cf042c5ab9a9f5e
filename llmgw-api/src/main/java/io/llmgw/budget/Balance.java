package io.llmgw.budget;

import io.llmgw.budget.BudgetWindow.Interval;
import java.math.BigDecimal;

/**
 * Where one account of a budget stands. Amounts are in the budget's unit.
 *
 * @param account which account
 * @param unit what amounts are in
 * @param window the present window
 * @param limit what the window allows, extra included
 * @param spent what was settled in the window, with the debt it began with
 * @param reserved what is set aside for calls in flight
 * @param debt what was settled beyond the limit, with which the next window begins
 */
public record Balance(
    BudgetAccount account,
    BudgetUnit unit,
    Interval window,
    BigDecimal limit,
    BigDecimal spent,
    BigDecimal reserved,
    BigDecimal debt) {

  /** Takes trailing zeros off the amounts, so that equal balances are equal. */
  public Balance {
    limit = SpendTotal.plain(limit);
    spent = SpendTotal.plain(spent);
    reserved = SpendTotal.plain(reserved);
    debt = SpendTotal.plain(debt);
  }

  /**
   * Returns what new calls can reserve.
   *
   * @return limit less spent less reserved, at least 0
   */
  public BigDecimal remaining() {
    return SpendTotal.plain(limit.subtract(spent).subtract(reserved).max(BigDecimal.ZERO));
  }
}
