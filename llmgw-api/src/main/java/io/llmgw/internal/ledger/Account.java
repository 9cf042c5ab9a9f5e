package io.llmgw.internal.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The state of one rule for one key. Everything in here is guarded by the ledger's lock.
 *
 * <p>A key of one part is its value, a key of several is an array of them: there may be a million
 * accounts.
 */
abstract class Account {
  /** Of so many calls that take what others wait for, one is batch. */
  private static final int ONE_IN = 10;

  final Book book;
  final Object key;
  final int hash;

  /** What is set aside for attempts under way. */
  long held;

  /** How many reservations may still book something here, even if they hold nothing. */
  private int holders;

  /** Whether it has left its book, so that another one is there for its key. */
  boolean forgotten;

  /** Who waits for room; null while nobody does. */
  @Nullable WaitingLine line;

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
    if (holders > 0 || line != null) {
      return false;
    }
    advance(now);
    return isAsNew();
  }

  abstract boolean isAsNew();

  final String value(int part) {
    return key instanceof String[] values ? values[part] : (String) key;
  }

  /** Notes that a reservation has taken something, and may book here from now on. */
  void enter(boolean batch) {
    holders++;
    if (line != null) {
      line.went(batch);
    }
  }

  /** Notes that a reservation books nothing here any more. */
  void exit(boolean batch) {
    holders--;
  }

  final int holders() {
    return holders;
  }

  /**
   * Whether a batch call goes next, where one of each priority waits.
   *
   * @param passed how many interactive calls have gone since a batch call did
   */
  boolean isBatchsTurn(int passed) {
    return passed >= ONE_IN - 1;
  }

  /** Whether a call may take what there is, rather than those who wait for it. */
  final boolean isTurnOf(@Nullable Waiter waiter, boolean batch) {
    return line == null || line.isTurnOf(waiter, batch);
  }

  /** What those want who go before a call. */
  final long ahead(@Nullable Waiter waiter, boolean batch) {
    return line == null ? 0 : line.ahead(waiter, batch);
  }

  /** How many calls of a priority wait. */
  final int waiting(boolean batch) {
    return line == null ? 0 : line.size(batch);
  }

  /** Puts a call in line. */
  final void join(Waiter waiter, long wanted, boolean batch) {
    if (line == null) {
      line = new WaitingLine(this);
    }
    waiter.wanted = wanted;
    waiter.batch = batch;
    waiter.account = this;
    line.join(waiter);
  }

  /** Takes a call out of the line, and lets the next one try. */
  final void leave(Waiter waiter) {
    if (line != null) {
      line.leave(waiter);
      if (line.isEmpty()) {
        line = null;
      }
    }
    waiter.account = null;
  }

  /** Wakes the one whose turn it is, to try again. */
  final void wake() {
    if (line != null) {
      line.wake();
    }
  }
}
