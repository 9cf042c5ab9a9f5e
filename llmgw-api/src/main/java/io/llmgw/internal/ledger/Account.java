package io.llmgw.internal.ledger;

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

  /** How many reservations may still book something here, even if they hold nothing. */
  int holders;

  /** Whether it has left its book, so that another one is there for its key. */
  boolean forgotten;

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

  /**
   * When there may be room, in nanoseconds from now; negative if nobody knows.
   *
   * @param wanted how much there has to be
   * @param credit how much of it is held already
   * @param now the time
   */
  abstract long waitFor(long wanted, long credit, Clock now);

  abstract void take(long amount);

  /** Ends a hold that was not used. */
  abstract void giveBack(long amount);

  /** Ends a hold and books what was used instead of it, which may be more. */
  abstract void settle(long hold, long used);

  /** Whether a new account would be the same as this one. */
  final boolean isForgettable(Clock now) {
    if (holders > 0 || queue != null) {
      return false;
    }
    advance(now);
    return isAsNew();
  }

  abstract boolean isAsNew();

  final String value(int part) {
    return key instanceof String[] values ? values[part] : (String) key;
  }

  /** What those want who are before somebody in line. */
  final long ahead(@Nullable Waiter waiter) {
    long ahead = 0;
    if (queue != null) {
      for (Waiter other : queue) {
        if (other == waiter) {
          break;
        }
        ahead += other.wanted;
      }
    }
    return ahead;
  }

  /** Puts a call at the end of the line. */
  final void join(Waiter waiter, long wanted) {
    if (queue == null) {
      queue = new ArrayDeque<>();
    }
    waiter.wanted = wanted;
    waiter.account = this;
    queue.add(waiter);
  }

  /** Takes a call out of the line. If it was the first one there, the next may try. */
  final void leave(Waiter waiter) {
    boolean first = queue != null && queue.peek() == waiter;
    if (queue != null) {
      queue.remove(waiter);
      if (queue.isEmpty()) {
        queue = null;
      }
    }
    waiter.account = null;
    if (first) {
      wake();
    }
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
