package io.llmgw.internal.ledger;

import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetUnit;
import io.llmgw.value.Caller;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.OptionalLong;

/** A budget. */
final class BudgetRule extends Rule {
  private final Budget budget;
  private final Book book;
  private final OptionalLong fixed;

  BudgetRule(Budget budget, Book book) {
    super(
        budget.name(),
        budget.scopes(),
        budget.only(),
        Measure.of(budget.unit(), budget.tokens(), budget.reserve()),
        budget.unit() != BudgetUnit.CALLS
            || Part.isOfTarget(budget.scopes())
            || Part.isOfTarget(budget.only().keySet()));
    this.budget = budget;
    this.book = book;
    this.fixed =
        budget
            .fixedAmount()
            .map(amount -> OptionalLong.of(units(budget, amount)))
            .orElseGet(OptionalLong::empty);
  }

  static long units(Budget budget, BigDecimal amount) {
    BigDecimal units =
        amount.movePointRight(budget.unit().decimals()).setScale(0, RoundingMode.FLOOR);
    return units.max(BigDecimal.ZERO).min(BigDecimal.valueOf(Long.MAX_VALUE / 2)).longValue();
  }

  /** Percents at which listeners are told, ascending. */
  int[] marks() {
    return budget.marks().stream().mapToInt(Integer::intValue).toArray();
  }

  Budget budget() {
    return budget;
  }

  @Override
  Book book() {
    return book;
  }

  @Override
  OptionalLong fixedAmount() {
    return fixed;
  }

  @Override
  long amount(Caller caller) {
    return units(budget, budget.amount(caller));
  }

  @Override
  boolean refuses() {
    return budget.isHard();
  }

  @Override
  Account create(Object key, int hash, long amount, Clock now) {
    BudgetState state = new BudgetState(book, key, hash, book.windowEnd(now.millis()));
    state.configured = amount;
    return state;
  }

  @Override
  void update(Account account, long amount) {
    ((BudgetState) account).configured = amount;
  }

  @Override
  Duration maxWait() {
    return Duration.ZERO;
  }

  @Override
  int maxQueue() {
    return 0;
  }
}
