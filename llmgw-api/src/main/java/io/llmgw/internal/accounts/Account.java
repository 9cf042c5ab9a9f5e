package io.llmgw.internal.accounts;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The state of one rule for one key. Everything in here is guarded by the ledger's lock.
 *
 * <p>A key of one part is its value, a key of several is an array of them: there may be a million
 * accounts.
 */
abstract class Account {
  final Book book;
  final Object key;
  final int hash;

  /** What is set aside for attempts under way. */
  long held;

  /** Who waits for room, in order; made when the first one does. */
  @Nullable ArrayDeque<Waiter> queue;

  Account(Book book, Object key, int hash) {
    this.book = book;
    this.key = key;
    this.hash = hash;
  }

  /** Brings the state up to date. Time that steps back changes nothing. */
  abstract void advance(Clock now);

  /** What the account allows at all. */
  abstract long limit();

  /** What can be taken now; may be negative. */
  abstract long room();

  /** When there may be room for this much, in nanoseconds from now; negative if nobody knows. */
  abstract long waitFor(long amount, Clock now);

  abstract void take(long amount);

  /** Ends a hold that was not used. */
  abstract void giveBack(long amount);

  /** Ends a hold and books what was used instead of it, which may be more. */
  abstract void settle(long hold, long used);

  /** Whether a new account would be the same as this one. */
  final boolean isForgettable(Clock now) {
    advance(now);
    return held == 0 && (queue == null || queue.isEmpty()) && isAsNew();
  }

  abstract boolean isAsNew();

  final String value(int part) {
    return key instanceof String[] values ? values[part] : (String) key;
  }

  /** Wakes the one who has waited longest, to try again. */
  final void wake() {
    if (queue != null) {
      Waiter first = queue.peek();
      if (first != null) {
        first.wake();
      }
    }
  }
}
