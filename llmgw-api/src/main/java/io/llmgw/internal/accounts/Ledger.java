package io.llmgw.internal.accounts;

import io.llmgw.budget.BudgetEvent;
import io.llmgw.internal.accounts.Shortage.Reason;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.outcome.RateLimitStatus.Window;
import io.llmgw.spi.TimeSource;
import java.math.BigDecimal;
import java.util.ArrayDeque;
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

  private final ReentrantLock lock = new ReentrantLock();
  private final TimeSource time;
  private final Clock clock = new Clock();
  private final Map<String, Book> books = new HashMap<>();
  private int maxAccounts = Integer.MAX_VALUE;
  private int accounts;
  private int nextSweep = FIRST_SWEEP;

  private long reserved;
  private long overrun;
  private long settled;
  private long released;
  private long outstanding;

  /**
   * Creates empty books.
   *
   * @param time the gateway's time
   */
  public Ledger(TimeSource time) {
    this.time = time;
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
    return locked(() -> new Totals(reserved, overrun, settled, released, outstanding));
  }

  <T> T locked(Supplier<T> action) {
    long millis = time.now().toEpochMilli();
    long nanos = time.nanoTime();
    lock.lock();
    try {
      clock.set(millis, nanos);
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
    RuleSet rules = held.rules;
    @Nullable Account[] next = new @Nullable Account[rules.size()];
    boolean first = held.accounts == Reservation.NOTHING;
    long millis = time.now().toEpochMilli();
    long nanos = time.nanoTime();
    lock.lock();
    try {
      clock.set(millis, nanos);
      for (int i = 0; i < next.length; i++) {
        Rule rule = rules.rule(i);
        if (!first && !rule.ofAttempt()) {
          next[i] = held.accounts[i];
          continue;
        }
        if (!rule.applies(subject)) {
          continue;
        }
        Account account = find(rule, subject);
        if (account == null) {
          Shortage none = missing(rule);
          if (none != null) {
            return none;
          }
          account = open(rule, subject, amounts == null ? 0 : amounts[i]);
        } else {
          account.advance(clock);
          if (amounts != null && RuleSet.isAsked(amounts[i])) {
            rule.update(account, amounts[i]);
          }
        }
        long credit = !first && held.accounts[i] == account ? held.hold(rule.measure()) : 0;
        Shortage shortage = check(rule, account, wanted.of(rule.measure()), credit, waiter);
        if (shortage != null) {
          queue(waiter, shortage, longest);
          return shortage;
        }
        next[i] = account;
      }
      take(held, wanted, next, first);
      leave(waiter);
      return null;
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable Account find(Rule rule, Subject subject) {
    return rule.book().find(subject, Book.hash(rule.parts(), subject));
  }

  /** What is to be done before an account can be opened, or null. */
  private @Nullable Shortage missing(Rule rule) {
    if (accounts >= maxAccounts) {
      sweep();
      if (accounts >= maxAccounts) {
        return new Shortage(Reason.TOO_MANY_ACCOUNTS, rule, null, 1, 0, maxAccounts, -1);
      }
    }
    boolean seeded = rule instanceof BudgetRule budget && budget.budget().spentSoFar().isPresent();
    return seeded ? new Shortage(Reason.UNSEEDED, rule, null, 0, 0, 0, 0) : null;
  }

  private Account open(Rule rule, Subject subject, long asked) {
    long amount = rule.fixedAmount().orElse(asked);
    int hash = Book.hash(rule.parts(), subject);
    Account account = rule.create(rule.book().key(subject), hash, amount, clock);
    if (accounts >= nextSweep) {
      sweep();
      nextSweep = Math.max(FIRST_SWEEP, 2 * accounts);
    }
    rule.book().add(account);
    accounts++;
    return account;
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
    BigDecimal spent =
        rule.budget()
            .spentSoFar()
            .map(
                before ->
                    Objects.requireNonNull(
                        before.apply(rule.book().account(subject)), "spentSoFar returned null"))
            .orElse(BigDecimal.ZERO);
    long asked = amounts == null ? 0 : amounts[rules.indexOf(rule)];
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
    locked(
        () -> {
          Account account = find(rule, subject);
          if (account == null) {
            account = open(rule, subject, asked);
            ((BudgetState) account).seed(spent);
          }
          return account;
        });
  }

  /** Under the lock: the account of a rule, opened if need be. */
  Account account(Rule rule, Subject subject, long asked) {
    Account account = find(rule, subject);
    if (account == null) {
      account = open(rule, subject, asked);
    }
    account.advance(clock);
    return account;
  }

  /** Forgets accounts that a new one would be the same as. */
  private void sweep() {
    for (Book book : books.values()) {
      book.removeIf(account -> account.isForgettable(clock));
    }
    accounts = books.values().stream().mapToInt(Book::size).sum();
  }

  private @Nullable Shortage check(
      Rule rule, Account account, long wanted, long credit, @Nullable Waiter waiter) {
    long more = wanted - credit;
    if (more <= 0 || !rule.refuses()) {
      return null;
    }
    long room = account.room();
    if (wanted > account.limit()) {
      return shortage(Reason.TOO_LARGE, rule, account, wanted, room + credit, waiter);
    }
    if (more > room) {
      boolean unleased =
          account instanceof BudgetState state && more <= room + state.notYetLeased();
      return shortage(
          unleased ? Reason.UNLEASED : Reason.FULL, rule, account, wanted, room + credit, waiter);
    }
    ArrayDeque<Waiter> queue = account.queue;
    if (queue != null && !queue.isEmpty() && queue.peek() != waiter) {
      return shortage(Reason.QUEUED, rule, account, wanted, room + credit, waiter);
    }
    return null;
  }

  private Shortage shortage(
      Reason reason, Rule rule, Account account, long wanted, long room, @Nullable Waiter waiter) {
    long ahead = 0;
    ArrayDeque<Waiter> queue = account.queue;
    if (queue != null) {
      for (Waiter other : queue) {
        if (other == waiter) {
          break;
        }
        ahead += other.wanted;
      }
    }
    long wait = reason == Reason.TOO_LARGE ? -1 : account.waitFor(ahead + wanted, clock);
    return new Shortage(reason, rule, account, wanted, room, account.limit(), wait);
  }

  private void take(Reservation held, Amounts wanted, @Nullable Account[] next, boolean first) {
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
        old.wake();
      }
      if (account != null) {
        account.take(need);
      }
    }
    if (held != wanted) {
      held.copyFrom(wanted);
    }
    held.used = null;
    held.accounts = next;
    resize(before, held.usdAtMost);
  }

  private static void adjust(Account account, long more) {
    if (more >= 0) {
      account.take(more);
    } else {
      account.giveBack(-more);
      account.wake();
    }
  }

  private void resize(long from, long to) {
    outstanding += to - from;
    reserved += Math.max(0, to - from);
    released += Math.max(0, from - to);
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

  private void correct(BucketRule limit, @Nullable Account account, @Nullable Window window) {
    if (account instanceof Bucket bucket && window != null) {
      bucket.advance(clock);
      // A limit that is said for another window than ours says nothing of ours.
      boolean sameWindow = limit.windowNanos() == ONE_MINUTE;
      bucket.correct(sameWindow ? window.limit().orElse(0) : 0, window.remaining().orElse(-1));
      bucket.wake();
    }
  }

  /** Puts a call in line, unless it would wait too long. */
  private void queue(@Nullable Waiter waiter, Shortage shortage, long longest) {
    if (waiter == null) {
      return;
    }
    Account account = shortage.account();
    boolean waits =
        account != null
            && (shortage.reason() == Reason.FULL || shortage.reason() == Reason.QUEUED)
            && !shortage.rule().maxWait().isZero();
    if (waits && waiter.account == account) {
      waiter.rest();
      return;
    }
    leave(waiter);
    if (waits && account != null && shortage.waitNanos() <= longest) {
      ArrayDeque<Waiter> queue = account.queue;
      if (queue == null) {
        queue = new ArrayDeque<>();
        account.queue = queue;
      }
      waiter.wanted = shortage.wanted();
      waiter.account = account;
      queue.add(waiter);
      waiter.rest();
    }
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
      ArrayDeque<Waiter> queue = account.queue;
      if (queue != null) {
        queue.remove(waiter);
        if (queue.isEmpty()) {
          account.queue = null;
        }
      }
      waiter.account = null;
      account.wake();
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
    lock.lock();
    try {
      @Nullable Account[] all = held.accounts;
      for (int i = 0; i < all.length; i++) {
        Account account = all[i];
        if (account == null) {
          continue;
        }
        Rule rule = held.rules.rule(i);
        long hold = held.hold(rule.measure());
        long used = rule.measure().used(usd, input, output, charged, sent);
        account.settle(last ? hold : Math.min(hold, used), used);
        account.wake();
        if (used > 0) {
          events = marked(rule, account, events);
          if (!last && !rule.ofAttempt()) {
            all[i] = null; // once for the call
          }
        }
      }
      book(held, usd, last);
      if (last) {
        held.accounts = Reservation.NOTHING;
      } else if (all != Reservation.NOTHING) {
        held.used = new Booking(held.used, usd, input, output, charged, sent);
      }
      return events;
    } finally {
      lock.unlock();
    }
  }

  private void book(Reservation held, long cost, boolean last) {
    boolean holds = held.accounts != Reservation.NOTHING;
    long hold = holds ? held.hold(Measure.USD_AT_MOST) : 0;
    settled += cost;
    overrun += Math.max(0, cost - hold);
    outstanding -= last ? hold : Math.min(hold, cost);
    released += last ? Math.max(0, hold - cost) : 0;
  }

  private static List<BudgetEvent> marked(Rule rule, Account account, List<BudgetEvent> events) {
    if (!(account instanceof BudgetState state) || !(rule instanceof BudgetRule budget)) {
      return events;
    }
    List<Integer> marks = budget.budget().marks();
    List<BudgetEvent> all = events;
    for (int i = 0; i < marks.size(); i++) {
      if ((state.marks & (1 << i)) == 0 && state.hasReached(marks.get(i))) {
        state.marks |= 1 << i;
        all = all.isEmpty() ? new ArrayList<>() : all;
        all.add(new BudgetEvent(marks.get(i), state.balance(budget.budget())));
      }
    }
    return all;
  }
}
