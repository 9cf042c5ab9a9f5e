package io.llmgw.internal.accounts;

import io.llmgw.budget.BudgetAccount;
import io.llmgw.budget.BudgetWindow;
import io.llmgw.value.Scope;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
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
  private @Nullable Account[] table = new @Nullable Account[SMALLEST];
  private int size;

  private BudgetWindow window = BudgetWindow.total();
  private long windowEnd = Long.MIN_VALUE;
  private boolean shared;

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
    return counting.equals(otherCounting) && Arrays.equals(parts, otherParts);
  }

  /** Sets when its accounts begin anew. */
  void window(BudgetWindow newWindow, long nowMillis) {
    if (!newWindow.equals(window)) {
      window = newWindow;
      windowEnd = Long.MIN_VALUE;
      forEach(account -> ((BudgetState) account).windowEnd = windowEnd(nowMillis));
    }
  }

  /** When the window that is now ends; remembered, because all accounts share the calendar. */
  long windowEnd(long nowMillis) {
    if (nowMillis >= windowEnd) {
      Instant end = window.at(Instant.ofEpochMilli(nowMillis)).end();
      windowEnd = end.equals(Instant.MAX) ? Long.MAX_VALUE : end.toEpochMilli();
    }
    return windowEnd;
  }

  /** Says that a store grants what its accounts may spend. */
  void share(boolean withStore) {
    shared = withStore;
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

  @Nullable Account find(Subject subject, int hash) {
    int mask = table.length - 1;
    for (int i = hash & mask; ; i = (i + 1) & mask) {
      Account account = table[i];
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
    put(account);
    size++;
  }

  private void put(Account account) {
    int mask = table.length - 1;
    int i = account.hash & mask;
    while (table[i] != null) {
      i = (i + 1) & mask;
    }
    table[i] = account;
  }

  /** Forgets accounts. */
  void removeIf(Predicate<Account> forgettable) {
    rebuild(table.length, account -> !forgettable.test(account));
  }

  private void rebuild(int capacity, Predicate<Account> keep) {
    @Nullable Account[] old = table;
    table = new @Nullable Account[capacity];
    size = 0;
    for (Account account : old) {
      if (account != null && keep.test(account)) {
        put(account);
        size++;
      }
    }
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
