package io.llmgw.internal.ledger;

import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import java.math.BigDecimal;
import java.time.Instant;

/** An account of a budget. Its unit is the ledger's: nano-dollars, tokens or calls. */
final class BudgetState extends Account {
  /** The value of {@link #override} if there is none. */
  static final long NONE = -1;

  private static final long MOST = Long.MAX_VALUE / 2;
  private static final long SMALL = 1L << 53; // times a thousand percent is still a long

  /** The configured limit, as it was when the account was last used. */
  long configured;

  /** Set at run time instead of it. */
  long override = NONE;

  /** Allowed beyond it in this window. */
  long extra;

  /** Settled in this window, with the debt it began with. */
  long spent;

  /** The part of it that settlements took beyond the limit, as it was then. */
  long debt;

  /** When the window is over, in milliseconds since 1970. */
  long windowEnd;

  /** What a shared store has granted in this window and is not settled yet; may be negative. */
  long leased;

  /** What was settled in this window and a shared store does not know of. */
  long unreported;

  /** Marks that were reached in this window, by their place in the budget's list. */
  int marks;

  BudgetState(Book book, Object key, int hash, long windowEnd) {
    super(book, key, hash);
    this.windowEnd = windowEnd;
  }

  @Override
  void advance(Clock now) {
    if (now.millis() >= windowEnd) {
      roll(now.millis());
    }
  }

  /**
   * Begins the present window. Debt goes through all windows between: each of them pays its limit.
   */
  private void roll(long millis) {
    if (book.isShared()) {
      book.owe(this); // the store carries debt over
      spent = 0;
    }
    while (millis >= windowEnd) {
      long carried = debt();
      spent = carried;
      extra = 0;
      debt = Math.max(0, carried - limit());
      boolean pays = carried > 0 && limit() > 0;
      windowEnd = pays ? book.windowAfter(windowEnd) : book.windowEnd(millis);
    }
    marks = 0;
    leased = 0;
    unreported = 0;
  }

  @Override
  long limit() {
    return (override == NONE ? configured : override) + extra;
  }

  /** What the next window begins with: lowering a limit makes none, raising it takes it away. */
  long debt() {
    return Math.min(debt, beyond());
  }

  private long beyond() {
    return Math.max(0, spent - limit());
  }

  /** Sets a limit instead of the configured one; negative for the configured one. */
  void override(long limit) {
    debt = debt();
    override = limit;
    debt = debt();
  }

  /** Allows more in this window. */
  void addExtra(long more) {
    extra = Math.min(MOST, extra + more);
    debt = debt();
  }

  /** Forgives what was spent. A shared store is told of it all the same. */
  void reset() {
    spent = 0;
    debt = 0;
    marks = 0;
  }

  @Override
  long room() {
    return (book.isShared() ? Math.min(limit() - spent, leased) : limit() - spent) - held;
  }

  /** What there could be here if a shared store granted all of it. */
  long unleasedRoom() {
    return limit() - spent - held;
  }

  /** Begins with what was spent in the window before this process knew of it. */
  void seed(long before) {
    spent = before;
    debt = beyond();
  }

  /** Whether a part of the limit is spent. */
  boolean hasReached(int percent) {
    long limit = limit();
    if ((spent | limit) < SMALL) {
      return spent * 100 >= limit * percent;
    }
    long high = Math.multiplyHigh(spent, 100) - Math.multiplyHigh(limit, percent);
    return high > 0 || (high == 0 && Long.compareUnsigned(spent * 100, limit * percent) >= 0);
  }

  @Override
  long waitFor(long wanted, long credit, Clock now) {
    if (spent + wanted <= limit()) {
      return 0; // as soon as calls in flight leave something
    }
    return windowEnd == Long.MAX_VALUE ? -1 : (windowEnd - now.millis()) * 1_000_000;
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
    if (used == 0) {
      return;
    }
    long before = beyond();
    debt = Math.min(debt, before);
    spent += used;
    debt += beyond() - before;
    if (book.isShared()) {
      leased -= used;
      unreported += used;
    }
  }

  @Override
  boolean isAsNew() {
    return spent == 0
        && extra == 0
        && override == NONE
        && leased == 0
        && unreported == 0
        && held == 0;
  }

  Balance balance(Budget budget) {
    return new Balance(
        book.account(this),
        budget.unit(),
        budget.window().at(now(budget)),
        decimal(budget, limit()),
        decimal(budget, spent),
        decimal(budget, held),
        decimal(budget, debt()));
  }

  /** An instant in the window the account is in. */
  private Instant now(Budget budget) {
    return budget.window().ends() ? Instant.ofEpochMilli(windowEnd - 1) : Instant.EPOCH;
  }

  static BigDecimal decimal(Budget budget, long amount) {
    return BigDecimal.valueOf(amount, budget.unit().decimals());
  }
}
