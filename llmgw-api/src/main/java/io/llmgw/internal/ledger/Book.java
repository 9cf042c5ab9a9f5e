package io.llmgw.internal.ledger;

import io.llmgw.budget.BudgetAccount;
import io.llmgw.budget.BudgetWindow;
import io.llmgw.spi.BudgetStore;
import io.llmgw.value.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of one rule by key, in an open hash table. It outlives changes of the rule. Guarded
 * by the ledger's lock.
 */
final class Book {
  private static final int SMALLEST = 16;

  private final String name;
  private final Part[] parts;
  private final String counting;
  private volatile @Nullable Account[] table = new @Nullable Account[SMALLEST];
  private int size;

  private @Nullable Rule rule;
  private BudgetWindow window = BudgetWindow.total();
  private long windowEnd = Long.MIN_VALUE;
  private int[] marks = {};
  private boolean shared;
  private List<Leases.Due> dues = new ArrayList<>();

  /**
   * Starts without accounts.
   *
   * @param name the rule's name
   * @param parts what keys are made of
   * @param counting what the accounts count
   */
  Book(String name, Part[] parts, String counting) {
    this.name = name;
    this.parts = parts;
    this.counting = counting;
  }

  /** Whether accounts mean the same under another rule. */
  boolean keeps(Part[] otherParts, String otherCounting) {
    if (!counting.equals(otherCounting) || parts.length != otherParts.length) {
      return false;
    }
    for (int i = 0; i < parts.length; i++) {
      if (!parts[i].means(otherParts[i])) {
        return false;
      }
    }
    return true;
  }

  /** Takes over a rule whose accounts these are from now on. */
  void serve(Rule newRule) {
    rule = newRule;
  }

  /** The rule of the newest configuration; calls in flight may still have an older one. */
  Rule rule() {
    return Objects.requireNonNull(rule);
  }

  /**
   * Takes over a budget whose accounts these are from now on. Marks that accounts have reached stay
   * reached.
   *
   * @param newRule the budget
   * @param withStore whether a store grants what accounts may spend
   * @param now the time
   */
  void serve(BudgetRule newRule, boolean withStore, Clock now) {
    int[] newMarks = newRule.marks();
    BudgetWindow newWindow = newRule.budget().window();
    forEach(account -> account.advance(now)); // by the rules it was used under
    forEach(account -> ((BudgetState) account).marks = translated((BudgetState) account, newMarks));
    rule = newRule;
    marks = newMarks;
    shared = withStore;
    if (!newWindow.equals(window)) {
      window = newWindow;
      windowEnd = Long.MIN_VALUE;
      forEach(account -> ((BudgetState) account).windowEnd = windowEnd(now.millis()));
    }
  }

  private int translated(BudgetState state, int[] newMarks) {
    int reached = 0;
    for (int i = 0; i < marks.length; i++) {
      int place = Arrays.binarySearch(newMarks, marks[i]);
      reached |= (state.marks & (1 << i)) != 0 && place >= 0 ? 1 << place : 0;
    }
    return reached;
  }

  /** Percents at which listeners are told, ascending. */
  int[] marks() {
    return marks;
  }

  /** When the window that is now ends; remembered, because all accounts share the calendar. */
  long windowEnd(long nowMillis) {
    if (nowMillis >= windowEnd) {
      windowEnd = endOf(nowMillis);
    }
    return windowEnd;
  }

  /** When the window ends that begins at the end of another one. */
  long windowAfter(long end) {
    return endOf(end);
  }

  private long endOf(long millis) {
    Instant end = window.at(Instant.ofEpochMilli(millis)).end();
    return end.equals(Instant.MAX) ? Long.MAX_VALUE : end.toEpochMilli();
  }

  /** What an account is to a shared store. */
  BudgetStore.Lot lot(BudgetState state) {
    return new BudgetStore.Lot(
        account(state),
        ((BudgetRule) rule()).budget().unit(),
        window.at(Instant.ofEpochMilli(state.windowEnd - 1)),
        state.limit());
  }

  /** Notes what a shared store has to be told of a window that is over. */
  void owe(BudgetState state) {
    if (state.unreported > 0 || state.leased > 0) {
      owe(new Leases.Due(lot(state), state.unreported, Math.max(0, state.leased)));
    }
  }

  /** Notes what a shared store has to be told. */
  void owe(Leases.Due due) {
    dues.add(due);
  }

  /** Hands over what a shared store has to be told. */
  List<Leases.Due> takeDues() {
    List<Leases.Due> all = dues;
    dues = new ArrayList<>();
    return all;
  }

  boolean isShared() {
    return shared;
  }

  int size() {
    return size;
  }

  static int hash(Part[] parts, Subject subject) {
    int hash = 0;
    for (Part part : parts) {
      hash = 31 * hash + subject.value(part).hashCode();
    }
    return hash ^ (hash >>> 16);
  }

  /**
   * Finds an account, also without the lock: then it may have been forgotten, and a new one may be
   * missed.
   */
  @Nullable Account find(Subject subject, int hash) {
    @Nullable Account[] now = table;
    int mask = now.length - 1;
    for (int i = hash & mask; ; i = (i + 1) & mask) {
      Account account = now[i];
      if (account == null || (account.hash == hash && matches(account, subject))) {
        return account;
      }
    }
  }

  private boolean matches(Account account, Subject subject) {
    for (int i = 0; i < parts.length; i++) {
      if (!account.value(i).equals(subject.value(parts[i]))) {
        return false;
      }
    }
    return true;
  }

  /** The key of a new account. */
  Object key(Subject subject) {
    if (parts.length == 1) {
      return subject.value(parts[0]);
    }
    String[] values = new String[parts.length];
    for (int i = 0; i < parts.length; i++) {
      values[i] = subject.value(parts[i]);
    }
    return values;
  }

  void add(Account account) {
    if ((size + 1) * 3 > table.length * 2) {
      rebuild(table.length * 2, kept -> true);
    }
    put(account, table);
    size++;
  }

  private static void put(Account account, @Nullable Account[] into) {
    int mask = into.length - 1;
    int i = account.hash & mask;
    while (into[i] != null) {
      i = (i + 1) & mask;
    }
    into[i] = account;
  }

  /** Forgets accounts. */
  void removeIf(Predicate<Account> forgettable) {
    rebuild(
        table.length,
        account -> {
          account.forgotten = forgettable.test(account);
          return !account.forgotten;
        });
  }

  /** Whoever looks without the lock sees the old table or the new one, each whole. */
  private void rebuild(int capacity, Predicate<Account> keep) {
    @Nullable Account[] rebuilt = new @Nullable Account[capacity];
    int kept = 0;
    for (Account account : table) {
      if (account != null && keep.test(account)) {
        put(account, rebuilt);
        kept++;
      }
    }
    table = rebuilt;
    size = kept;
  }

  void forEach(Consumer<Account> action) {
    for (Account account : table) {
      if (account != null) {
        action.accept(account);
      }
    }
  }

  /** Names a subject's account to the application. */
  BudgetAccount account(Subject subject) {
    Map<Scope, String> values = new TreeMap<>();
    for (Part part : parts) {
      values.put(part.scope(), subject.value(part));
    }
    return new BudgetAccount(name, values);
  }

  /** Names an account to the application. */
  BudgetAccount account(Account account) {
    Map<Scope, String> values = new TreeMap<>();
    for (int i = 0; i < parts.length; i++) {
      values.put(parts[i].scope(), account.value(i));
    }
    return new BudgetAccount(name, values);
  }
}
