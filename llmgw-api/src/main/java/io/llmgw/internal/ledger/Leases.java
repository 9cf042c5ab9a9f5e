package io.llmgw.internal.ledger;

import io.llmgw.spi.BudgetStore.Lot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What passes between the accounts and a shared store. Nothing here asks the store or blocks: it
 * says what to ask and tell, and takes the answer, so that the store is never called under the
 * ledger's lock.
 */
public final class Leases {
  private static final int PARTS = 20;

  private final Ledger ledger;

  /**
   * Serves a ledger.
   *
   * @param ledger where the accounts are
   */
  public Leases(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * What to ask the store. It is told what was settled first.
   *
   * @param lot the account in its window
   * @param settled what it has not been told of; 0 for nothing
   * @param least what the call at hand lacks
   * @param wanted what would serve the calls to come
   * @param account whose it is
   */
  public record Demand(Lot lot, long settled, long least, long wanted, Account account) {}

  /**
   * What to tell the store of a window that is over, or at the end.
   *
   * @param lot the account in its window
   * @param settled what it has not been told of; 0 for nothing
   * @param unused what it has granted and nobody spent; 0 for nothing
   */
  public record Due(Lot lot, long settled, long unused) {}

  /**
   * Says what to ask the store so that a call fits. What was settled counts as reported.
   *
   * @param shortage with the reason {@link Shortage.Reason#UNLEASED}
   * @return the demand; null if others have seen to it meanwhile, so that the call can try again
   */
  public @Nullable Demand demand(Shortage shortage) {
    return ledger.locked(
        () -> {
          if (!(shortage.account() instanceof BudgetState state)) {
            return null;
          }
          state.advance(ledger.clock());
          long most = state.unleasedRoom() - state.room();
          // The call's own credit is in the room it was told of.
          long least = Math.min(most, shortage.wanted() - shortage.room());
          if (least <= 0) {
            return null;
          }
          long wanted = Math.max(least, Math.min(most, state.limit() / PARTS));
          long settled = state.unreported;
          state.unreported = 0;
          return new Demand(state.book.lot(state), settled, least, wanted, state);
        });
  }

  /**
   * Takes what the store has granted.
   *
   * @param demand what it was asked
   * @param granted 0 or more
   * @return false if the window is over, or the account forgotten meanwhile, so that the store has
   *     to be given it back
   */
  public boolean grant(Demand demand, long granted) {
    return ledger.locked(
        () -> {
          BudgetState state = (BudgetState) demand.account();
          state.advance(ledger.clock());
          if (!isOf(demand, state)) {
            return false;
          }
          state.leased += granted;
          return true;
        });
  }

  /**
   * Notes that the store could not be told what was settled, so that it is told later.
   *
   * @param demand what it was asked
   */
  public void untold(Demand demand) {
    Boolean unused =
        ledger.locked(
            () -> {
              BudgetState state = (BudgetState) demand.account();
              state.advance(ledger.clock());
              if (isOf(demand, state)) {
                state.unreported += demand.settled();
              } else if (demand.settled() > 0) {
                state.book.owe(new Due(demand.lot(), demand.settled(), 0));
              }
              return true;
            });
  }

  /** An account that was forgotten while the store was asked is not the one that calls find. */
  private static boolean isOf(Demand demand, BudgetState state) {
    return !state.forgotten && state.book.lot(state).window().equals(demand.lot().window());
  }

  /**
   * Takes what the store has to be told of windows that are over.
   *
   * @return each once; empty if there is nothing
   */
  public List<Due> dues() {
    return ledger.locked(
        () -> {
          List<Due> all = new ArrayList<>();
          ledger.books().values().forEach(book -> all.addAll(book.takeDues()));
          return all;
        });
  }

  /**
   * Takes all that the store has to be told at the end. What calls in flight still hold stays
   * leased.
   *
   * @return each once
   */
  public List<Due> close() {
    return ledger.locked(
        () -> {
          for (Book book : ledger.books().values()) {
            if (book.isShared()) {
              book.forEach(account -> close((BudgetState) account));
            }
          }
          return dues();
        });
  }

  private void close(BudgetState state) {
    state.advance(ledger.clock());
    long unused = Math.max(0, state.leased - state.held);
    if (state.unreported > 0 || unused > 0) {
      state.book.owe(new Due(state.book.lot(state), state.unreported, unused));
      state.unreported = 0;
      state.leased -= unused;
    }
  }
}
