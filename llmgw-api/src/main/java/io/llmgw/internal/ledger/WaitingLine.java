package io.llmgw.internal.ledger;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for room at one account. Calls of one priority are served first come, first
 * served; of the two that are first, the interactive one goes, unless the account says that it is
 * batch's turn. Guarded by the ledger's lock.
 *
 * <p>Whoever's turn it is has been woken if there is room. So it is kept: whatever makes room or
 * leaves the line wakes the one who is then next, and whoever finds room without being next does so
 * too.
 */
final class WaitingLine {
  private final Account account;
  private final ArrayDeque<Waiter> interactive = new ArrayDeque<>();
  private final ArrayDeque<Waiter> batch = new ArrayDeque<>();

  /** How many interactive calls have taken something since a batch call did, while some waited. */
  private int passed;

  WaitingLine(Account account) {
    this.account = account;
  }

  private ArrayDeque<Waiter> of(boolean isBatch) {
    return isBatch ? batch : interactive;
  }

  boolean isEmpty() {
    return interactive.isEmpty() && batch.isEmpty();
  }

  /** How many calls of a priority wait. */
  int size(boolean isBatch) {
    return of(isBatch).size();
  }

  /** Whether a call may take what there is; one that is not in line counts as the last in it. */
  boolean isTurnOf(@Nullable Waiter waiter, boolean isBatch) {
    Waiter first = of(isBatch).peek();
    return (first == null || first == waiter)
        && (of(!isBatch).isEmpty() || account.isBatchsTurn(passed) == isBatch);
  }

  /** Notes that a call has taken something, whether it stood in line or not. */
  void went(boolean isBatch) {
    if (isBatch) {
      passed = 0;
    } else if (!batch.isEmpty()) {
      passed++;
    }
  }

  /**
   * What those want who go before a call if nobody else comes, and turns are taken.
   *
   * @param waiter a place in line; one who has none would be the last of its priority
   */
  long ahead(@Nullable Waiter waiter, boolean isBatch) {
    Iterator<Waiter> calls = interactive.iterator();
    Iterator<Waiter> batches = batch.iterator();
    long ahead = 0;
    int turns = passed;
    while (true) {
      boolean own = (isBatch ? batches : calls).hasNext();
      boolean others = (isBatch ? calls : batches).hasNext();
      boolean batchGoes = others ? account.isBatchsTurn(turns) : isBatch;
      if (batchGoes == isBatch && !own) {
        return ahead;
      }
      Waiter next = (batchGoes ? batches : calls).next();
      if (next == waiter) {
        return ahead;
      }
      ahead += next.wanted;
      turns = batchGoes ? 0 : turns + 1;
    }
  }

  /** Puts a call at the end of those of its priority. */
  void join(Waiter waiter) {
    of(waiter.batch).add(waiter);
  }

  /** Takes a call out of the line, and lets the next one try. */
  void leave(Waiter waiter) {
    of(waiter.batch).remove(waiter);
    wake();
  }

  /** Wakes the one whose turn it is, to try again. */
  void wake() {
    boolean batchGoes = interactive.isEmpty() || (!batch.isEmpty() && account.isBatchsTurn(passed));
    Waiter next = of(batchGoes).peek();
    if (next != null) {
      next.wake();
    }
  }
}
