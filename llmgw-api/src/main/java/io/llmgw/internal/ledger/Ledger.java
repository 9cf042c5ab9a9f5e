package io.llmgw.internal.ledger;

import io.llmgw.budget.BudgetEvent;
import io.llmgw.internal.ledger.Shortage.Reason;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.outcome.RateLimitStatus.Window;
import io.llmgw.spi.TimeSource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of all budgets and limits, in memory, under one lock.
 *
 * <p>A reservation takes from all accounts that apply or from none. Every attempt is settled
 * exactly once and every reservation ended, whatever happens, so that at any time {@code reserved +
 * overrun = settled + released + outstanding}. What is done under the lock is arithmetic:
 * application code, stores and waits are outside. Safe for use by many threads.
 */
public final class Ledger {
  private static final int FIRST_SWEEP = 1_024;
  private static final long ONE_MINUTE = 60_000_000_000L;
  private static final long BETWEEN_SWEEPS = 1_000_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Clock clock;
  private final Sums sums = new Sums();
  private final Map<String, Book> books = new HashMap<>();
  private int maxAccounts = Integer.MAX_VALUE;
  private int accounts;
  private int nextSweep = FIRST_SWEEP;
  private long sweptAt;

  /**
   * Creates empty books.
   *
   * @param time the gateway's time
   */
  public Ledger(TimeSource time) {
    this.clock = new Clock(time);
  }

  /**
   * The state of the books, in nano-dollars.
   *
   * @param reserved all that was ever reserved
   * @param overrun what settlements exceeded their reservations by
   * @param settled what attempts have cost, each rounded up once
   * @param released what was reserved and not needed
   * @param outstanding what is reserved now
   */
  public record Totals(
      long reserved, long overrun, long settled, long released, long outstanding) {}

  /**
   * Returns the state of the books.
   *
   * @return one consistent state
   */
  public Totals totals() {
    return locked(sums::totals);
  }

  <T> T locked(Supplier<T> action) {
    clock.enter(lock);
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  Clock clock() {
    return clock;
  }

  /** The books by rule. Under the lock. */
  Map<String, Book> books() {
    return books;
  }

  /** Sets how many accounts there may be, and returns the books by rule. Under the lock. */
  Map<String, Book> books(int most) {
    maxAccounts = most;
    return books;
  }

  /**
   * Takes what an attempt may come to from all accounts that apply, or moves what the call holds to
   * it in one step.
   *
   * @param held what the call holds
   * @param wanted what the attempt may come to; for the first one the reservation itself
   * @param subject whose accounts
   * @param amounts what {@link RuleSet#amounts} said
   * @param waiter if the call may wait: it is put in line where there is no room
   * @param longest how long it may wait, in nanoseconds
   * @return why nothing was taken, null if all was
   */
  public @Nullable Shortage reserve(
      Reservation held,
      Amounts wanted,
      Subject subject,
      long @Nullable [] amounts,
      @Nullable Waiter waiter,
      long longest) {
    @Nullable Account[] next = lookedUp(held.rules, subject);
    clock.enter(lock);
    try {
      if (accounts >= nextSweep) {
        sweep();
      }
      Shortage shortage = choose(held, wanted, subject, amounts, waiter, next);
      if (shortage != null && shortage.reason() == Reason.TOO_MANY_ACCOUNTS && makesRoom()) {
        shortage = choose(held, wanted, subject, amounts, waiter, next);
      }
      if (shortage != null) {
        return queue(waiter, held.batch, shortage, longest);
      }
      take(held, wanted, next);
      leave(waiter);
      return null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Looks accounts up without the lock, which most calls then hold for arithmetic only. What is not
   * found, or forgotten meanwhile, is looked up again under it.
   */
  private static @Nullable Account[] lookedUp(RuleSet rules, Subject subject) {
    @Nullable Account[] found = new @Nullable Account[rules.size()];
    for (int i = 0; i < found.length; i++) {
      Rule rule = rules.rule(i);
      if (rule.applies(subject)) {
        found[i] = find(rule, subject);
      }
    }
    return found;
  }

  /** Finds the accounts to take from, unless one lacks room. Takes nothing. */
  private @Nullable Shortage choose(
      Reservation held,
      Amounts wanted,
      Subject subject,
      long @Nullable [] amounts,
      @Nullable Waiter waiter,
      @Nullable Account[] next) {
    boolean first = held.accounts == Reservation.NOTHING;
    Booking used = held.used;
    for (int i = 0; i < next.length; i++) {
      Rule rule = held.rules.rule(i);
      if (!first && !rule.ofAttempt()) {
        next[i] = held.accounts[i];
        continue;
      }
      Account account = next[i];
      next[i] = null;
      if (account == null || account.forgotten) {
        if (!rule.applies(subject)) {
          continue;
        }
        account = find(rule, subject);
      }
      if (account == null) {
        Shortage none = missing(rule);
        if (none != null) {
          return none;
        }
        account = open(rule, subject, amounts == null ? 0 : amounts[i]);
      } else {
        account.advance(clock);
        if (amounts != null
            && RuleSet.isAsked(amounts[i])
            && rule.book().rule().fixedAmount().isEmpty()) {
          rule.update(account, amounts[i]);
        }
        if (used != null && used.hasCounted(account)) {
          continue;
        }
      }
      long credit = !first && held.accounts[i] == account ? held.hold(rule.measure()) : 0;
      long need = wanted.of(rule.measure());
      if (need > credit && rule.refuses()) {
        Shortage shortage = check(rule, account, need, credit, waiter, held.batch);
        if (shortage != null) {
          return shortage;
        }
      }
      next[i] = account;
    }
    return null;
  }

  private static @Nullable Account find(Rule rule, Subject subject) {
    return rule.book().find(subject, Book.hash(rule.parts(), subject));
  }

  /** What is to be done before an account can be opened, or null. */
  private @Nullable Shortage missing(Rule rule) {
    if (accounts >= maxAccounts) {
      return new Shortage(Reason.TOO_MANY_ACCOUNTS, rule, null, 1, 0, maxAccounts, -1);
    }
    boolean seeded = rule instanceof BudgetRule budget && budget.budget().spentSoFar().isPresent();
    return seeded ? new Shortage(Reason.UNSEEDED, rule, null, 0, 0, 0, 0) : null;
  }

  private Account open(Rule rule, Subject subject, long asked) {
    Account account = create(rule, subject, asked);
    rule.book().add(account);
    accounts++;
    return account;
  }

  /** A call in flight may have an older rule; the account gets the newest one's amount. */
  private Account create(Rule rule, Subject subject, long asked) {
    Book book = rule.book();
    long amount = book.rule().fixedAmount().orElse(rule.fixedAmount().orElse(asked));
    int hash = Book.hash(rule.parts(), subject);
    return book.rule().create(book.key(subject), hash, amount, clock);
  }

  /**
   * Asks the application what an account had spent before, and opens it. Blocks as the application
   * does.
   *
   * @param shortage says which account
   * @param rules the rules it is one of
   * @param subject whose account
   * @param amounts what {@link RuleSet#amounts} said
   */
  public void seed(Shortage shortage, RuleSet rules, Subject subject, long @Nullable [] amounts) {
    BudgetRule rule = (BudgetRule) shortage.rule();
    seed(rule, subject, amounts == null ? 0 : amounts[rules.indexOf(rule)]);
  }

  /** Asks the application what an account had spent before, and opens it. */
  void seed(BudgetRule rule, Subject subject, long asked) {
    BigDecimal spent =
        rule.budget()
            .spentSoFar()
            .map(
                before ->
                    Objects.requireNonNull(
                        before.apply(rule.book().account(subject)), "spentSoFar returned null"))
            .orElse(BigDecimal.ZERO);
    seed(rule, subject, asked, BudgetRule.units(rule.budget(), spent));
  }

  /** Tells whether a part of a budget is spent; an account nobody has used has spent nothing. */
  boolean hasReached(BudgetRule rule, Subject subject, long asked, int percent) {
    return locked(
        () -> {
          Account account = find(rule, subject);
          if (account == null) {
            return false;
          }
          account.advance(clock);
          if (RuleSet.isAsked(asked)) {
            rule.update(account, asked);
          }
          return ((BudgetState) account).hasReached(percent);
        });
  }

  /** Opens an account with what it had spent before, unless somebody else has. */
  void seed(Rule rule, Subject subject, long asked, long spent) {
    Boolean unused =
        locked(
            () -> {
              Account account = find(rule, subject);
              if (account == null && accounts < maxAccounts) {
                account = open(rule, subject, asked);
                ((BudgetState) account).seed(spent);
              }
              return true;
            });
  }

  /** Under the lock: the account of a rule; a new one is kept only if it is to be opened. */
  Account account(Rule rule, Subject subject, long asked, boolean open) {
    Account account = find(rule, subject);
    if (account == null) {
      account = open ? open(rule, subject, asked) : create(rule, subject, asked);
    }
    account.advance(clock);
    return account;
  }

  boolean has(Rule rule, Subject subject) {
    return locked(() -> find(rule, subject) != null);
  }

  /**
   * Forgets accounts that a new one would be the same as. Not between finding accounts and taking
   * from them.
   */
  private void sweep() {
    for (Book book : books.values()) {
      book.removeIf(account -> account.isForgettable(clock));
    }
    accounts = books.values().stream().mapToInt(Book::size).sum();
    nextSweep = Math.max(FIRST_SWEEP, 2 * accounts);
    sweptAt = clock.nanos();
  }

  /** Looks for accounts to forget, though not for every call that is refused for want of one. */
  private boolean makesRoom() {
    if (accounts > FIRST_SWEEP && clock.nanos() - sweptAt < BETWEEN_SWEEPS) {
      return false;
    }
    sweep();
    return accounts < maxAccounts;
  }

  private @Nullable Shortage check(
      Rule rule,
      Account account,
      long wanted,
      long credit,
      @Nullable Waiter waiter,
      boolean batch) {
    long room = account.room() + credit;
    if (wanted > account.limit()) {
      return new Shortage(Reason.TOO_LARGE, rule, account, wanted, room, account.limit(), -1);
    }
    Reason reason;
    if (wanted > room) {
      boolean unleased =
          account instanceof BudgetState state && wanted - credit <= state.unleasedRoom();
      reason = unleased ? Reason.UNLEASED : Reason.FULL;
    } else if (!account.isTurnOf(waiter, batch)) {
      reason = Reason.QUEUED;
    } else {
      return null;
    }
    long wait = account.waitFor(account.ahead(waiter, batch) + wanted, credit, clock);
    return new Shortage(reason, rule, account, wanted, room, account.limit(), wait);
  }

  private void take(Reservation held, Amounts wanted, @Nullable Account[] next) {
    boolean first = held.accounts == Reservation.NOTHING;
    long before = first ? 0 : held.hold(Measure.USD_AT_MOST);
    for (int i = 0; i < next.length; i++) {
      Rule rule = held.rules.rule(i);
      Account old = first ? null : held.accounts[i];
      Account account = next[i];
      if (!first && !rule.ofAttempt()) {
        continue;
      }
      long hold = old == null ? 0 : held.hold(rule.measure());
      long need = account == null ? 0 : wanted.of(rule.measure());
      if (account != null && account == old) {
        adjust(account, need - hold);
        continue;
      }
      if (old != null) {
        old.giveBack(hold);
        old.exit(held.batch);
        old.wake();
      }
      if (account != null) {
        account.take(need);
        account.enter(held.batch);
        account.wake(); // it may have left room, and it may be another one's turn now
      }
    }
    if (held != wanted) {
      held.copyFrom(wanted);
    }
    held.used = Booking.moved(held.used);
    held.accounts = next;
    sums.resize(before, held.usdAtMost);
  }

  private static void adjust(Account account, long more) {
    if (more >= 0) {
      account.take(more);
    } else {
      account.giveBack(-more);
      account.wake();
    }
  }

  /**
   * Corrects the limits that describe a target by what its provider says.
   *
   * @param rules the limits
   * @param subject the attempt
   * @param status what the response's headers say
   */
  public void correct(RuleSet rules, Subject subject, RateLimitStatus status) {
    Boolean unused =
        locked(
            () -> {
              for (Rule rule : rules.all()) {
                if (rule instanceof BucketRule limit
                    && limit.isCorrectedByHeaders()
                    && rule.applies(subject)) {
                  correct(limit, find(rule, subject), limit.window(status));
                }
              }
              return true;
            });
  }

  /**
   * Closes the limits that describe a target until its provider wants to be asked again.
   *
   * @param rules the limits
   * @param subject the attempt that was refused
   * @param nanos how long from now
   */
  public void close(RuleSet rules, Subject subject, long nanos) {
    Boolean unused =
        locked(
            () -> {
              for (Rule rule : rules.all()) {
                if (rule instanceof BucketRule limit
                    && limit.isCorrectedByHeaders()
                    && rule.applies(subject)
                    && find(rule, subject) instanceof Bucket bucket) {
                  bucket.advance(clock);
                  bucket.closeFor(nanos, rule.measure() == Measure.REQUEST ? 1 : 0);
                }
              }
              return true;
            });
  }

  private void correct(BucketRule limit, @Nullable Account account, @Nullable Window window) {
    if (account instanceof Bucket bucket && window != null) {
      bucket.advance(clock);
      // A limit that is said for another window than ours says nothing of ours.
      if (limit.windowNanos() == ONE_MINUTE && window.limit().isPresent()) {
        bucket.lower(limit, window.limit().getAsLong());
      }
      window.remaining().ifPresent(bucket::drainTo);
      bucket.wake();
    }
  }

  /** Puts a call in line, unless it would wait too long. Returns what keeps it. */
  private static Shortage queue(
      @Nullable Waiter waiter, boolean batch, Shortage shortage, long longest) {
    Account account = shortage.account();
    if (account != null && shortage.reason() == Reason.QUEUED) {
      account.wake(); // there is room for whose turn it is
    }
    if (waiter == null) {
      return shortage;
    }
    boolean full = shortage.reason() == Reason.FULL || shortage.reason() == Reason.QUEUED;
    boolean waits =
        account != null
            && full
            && !shortage.rule().maxWait().isZero()
            && shortage.waitNanos() >= 0
            && shortage.waitNanos() <= longest;
    if (!waits || waiter.account != account) {
      leave(waiter);
    }
    if (waits && account != null) {
      if (waiter.account == null) {
        if (account.waiting(batch) >= shortage.rule().maxQueue()) {
          return shortage.ofQueue();
        }
        account.join(waiter, shortage.wanted(), batch);
      }
      waiter.rest();
    }
    return shortage;
  }

  /**
   * Ends a call's place in line.
   *
   * @param waiter the call's
   */
  public void withdraw(Waiter waiter) {
    lock.lock();
    try {
      leave(waiter);
    } finally {
      lock.unlock();
    }
  }

  private static void leave(@Nullable Waiter waiter) {
    Account account = waiter == null ? null : waiter.account;
    if (waiter != null && account != null) {
      account.leave(waiter);
    }
  }

  /**
   * Books what an attempt came to, which a provider bills, or may.
   *
   * @param held what the call holds
   * @param usd nano-dollars, rounded up
   * @param input tokens
   * @param output tokens
   * @param last whether the call is over with it, so that what it still holds is released
   * @return marks that budgets have reached by it
   */
  public List<BudgetEvent> settle(
      Reservation held, long usd, long input, long output, boolean last) {
    return settle(held, usd, input, output, true, true, last);
  }

  /**
   * Notes that an attempt has ended which nobody bills.
   *
   * @param held what the call holds
   * @param sent whether the request may have reached the provider
   */
  public void settleUnbilled(Reservation held, boolean sent) {
    List<BudgetEvent> none = settle(held, 0, 0, 0, false, sent, false);
    assert none.isEmpty();
  }

  /**
   * Gives back what is left of a reservation. Harmless when nothing is.
   *
   * @param held what the call holds
   */
  public void release(Reservation held) {
    if (held.accounts != Reservation.NOTHING) {
      List<BudgetEvent> none = settle(held, 0, 0, 0, false, false, true);
      assert none.isEmpty();
    }
  }

  private List<BudgetEvent> settle(
      Reservation held,
      long usd,
      long input,
      long output,
      boolean charged,
      boolean sent,
      boolean last) {
    List<BudgetEvent> events = List.of();
    clock.enter(lock);
    try {
      @Nullable Account[] all = held.accounts;
      boolean holds = all != Reservation.NOTHING;
      Booking booked =
          last || !holds ? null : new Booking(held.used, usd, input, output, charged, sent);
      for (int i = 0; i < all.length; i++) {
        Account account = all[i];
        if (account == null) {
          continue;
        }
        Rule rule = held.rules.rule(i);
        long hold = held.hold(rule.measure());
        long used = rule.measure().used(usd, input, output, charged, sent);
        account.advance(clock);
        boolean over = last || rule.endsWithAttempt();
        account.settle(over ? hold : Math.min(hold, used), used);
        if (used > 0 && account instanceof BudgetState state) {
          events = marked(state, events);
        }
        if (over) {
          account.exit(held.batch);
          all[i] = null;
        } else if (used > 0) {
          countOnce(held, rule, account, i, booked);
        }
        account.wake();
      }
      sums.book(holds ? held.hold(Measure.USD_AT_MOST) : 0, usd, last);
      held.used = booked;
      if (last) {
        held.accounts = Reservation.NOTHING;
      }
      return events;
    } finally {
      lock.unlock();
    }
  }

  /** Sees to it that a call is counted by a rule, or by an account of a target, only once. */
  private static void countOnce(
      Reservation held, Rule rule, Account account, int i, @Nullable Booking booked) {
    if (!rule.ofAttempt()) {
      account.exit(held.batch);
      held.accounts[i] = null;
    } else if (rule.measure() == Measure.CHARGED_CALL && booked != null) {
      booked.count(account);
    }
  }

  private static List<BudgetEvent> marked(BudgetState state, List<BudgetEvent> events) {
    int[] marks = state.book.marks();
    List<BudgetEvent> all = events;
    for (int i = 0; i < marks.length; i++) {
      if ((state.marks & (1 << i)) == 0 && state.hasReached(marks[i])) {
        state.marks |= 1 << i;
        all = all.isEmpty() ? new ArrayList<>() : all;
        all.add(
            new BudgetEvent(marks[i], state.balance(((BudgetRule) state.book.rule()).budget())));
      }
    }
    return all;
  }
}
