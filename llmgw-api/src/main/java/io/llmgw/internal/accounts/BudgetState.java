package io.llmgw.internal.accounts;

import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import java.math.BigDecimal;
import java.time.Instant;

/** An account of a budget. Its unit is the ledger's: nano-dollars, tokens or calls. */
final class BudgetState extends Account {
  private static final long NONE = -1;

  /** The configured limit, as it was when the account was last used. */
  long configured;

  /** Set at run time instead of it. */
  long override = NONE;

  /** Allowed beyond it in this window. */
  long extra;

  /** Settled in this window, with the debt it began with. */
  long spent;

  /** The part of it that settlements took beyond the limit. */
  long debt;

  /** When the window is over, in milliseconds since 1970. */
  long windowEnd;

  /** What a shared store has granted in this window. */
  long leased;

  /** What of {@code spent} it was told of. */
  long reported;

  /** Marks that were reached in this window, by their place in the budget's list. */
  int marks;

  BudgetState(Book book, Object key, int hash, long windowEnd) {
    super(book, key, hash);
    this.windowEnd = windowEnd;
  }

  @Override
  void advance(Clock now) {
    long millis = now.millis();
    if (millis >= windowEnd) {
      // Lowering a limit makes no debt, raising it takes debt away.
      long carried = book.isShared() ? 0 : Math.min(debt, Math.max(0, spent - limit()));
      spent = carried;
      extra = 0;
      debt = Math.max(0, carried - limit());
      marks = 0;
      leased = 0;
      reported = 0;
      windowEnd = book.windowEnd(millis);
    }
  }

  @Override
  long limit() {
    return (override == NONE ? configured : override) + extra;
  }

  /** Sets a limit instead of the configured one; negative for the configured one. */
  void override(long limit) {
    override = limit;
    debt = Math.min(debt, Math.max(0, spent - limit()));
  }

  /** Forgives what was spent. */
  void reset() {
    spent = 0;
    debt = 0;
    marks = 0;
  }

  @Override
  long room() {
    return (book.isShared() ? Math.min(limit(), leased) : limit()) - spent - held;
  }

  /** What the limit allows beyond what a shared store has granted. */
  long notYetLeased() {
    return book.isShared() ? Math.max(0, limit() - leased) : 0;
  }

  /** Begins with what was spent in the window before this process knew of it. */
  void seed(long before) {
    spent = before;
    debt = Math.max(0, before - limit());
  }

  /** Whether a part of the limit is spent. */
  boolean hasReached(int percent) {
    return Math.multiplyHigh(spent, 100) > Math.multiplyHigh(limit(), percent)
        || (Math.multiplyHigh(spent, 100) == Math.multiplyHigh(limit(), percent)
            && Long.compareUnsigned(spent * 100, limit() * percent) >= 0);
  }

  @Override
  long waitFor(long amount, Clock now) {
    if (spent + amount <= limit()) {
      return 0; // as soon as calls in flight leave something
    }
    return windowEnd == Long.MAX_VALUE ? NONE : (windowEnd - now.millis()) * 1_000_000;
  }

  @Override
  void take(long amount) {
    held += amount;
  }

  @Override
  void giveBack(long amount) {
    held -= amount;
  }

  @Override
  void settle(long hold, long used) {
    held -= hold;
    long before = Math.max(0, spent - limit());
    spent += used;
    debt += Math.max(0, spent - limit()) - before;
  }

  @Override
  boolean isAsNew() {
    return spent == 0 && debt == 0 && extra == 0 && override == NONE && leased == 0;
  }

  Balance balance(Budget budget) {
    return new Balance(
        book.account(this),
        budget.unit(),
        budget.window().at(now(budget)),
        decimal(budget, limit()),
        decimal(budget, spent),
        decimal(budget, held),
        decimal(budget, debt));
  }

  /** An instant in the window the account is in. */
  private Instant now(Budget budget) {
    return budget.window().ends() ? Instant.ofEpochMilli(windowEnd - 1) : Instant.EPOCH;
  }

  static BigDecimal decimal(Budget budget, long amount) {
    return BigDecimal.valueOf(amount, budget.unit().decimals());
  }
}
