package io.llmgw.internal.pipeline;

import io.llmgw.internal.ledger.Leases;
import io.llmgw.internal.ledger.Ledger;
import io.llmgw.internal.ledger.Shortage;
import io.llmgw.spi.BudgetStore;
import io.llmgw.spi.BudgetStore.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Asks the shared store for more of a budget when what it has granted is used up, on the thread of
 * the call that needs it. A store that fails is closed: the call is refused.
 */
final class Leasing {
  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  private final Optional<BudgetStore> store;
  private final Leases leases;
  private final Tell tell;

  Leasing(Optional<BudgetStore> store, Ledger ledger, Tell tell) {
    this.store = store;
    this.leases = new Leases(ledger);
    this.tell = tell;
  }

  /**
   * Leases what a call lacks, and some more.
   *
   * @return what is still short because the store does not grant it; empty to try again
   * @throws Refusal if the store fails
   */
  Optional<Shortage> lease(Shortage shortage) {
    Leases.Demand demand = leases.demand(shortage);
    if (demand == null) {
      return Optional.empty();
    }
    BudgetStore asked = store.orElseThrow();
    boolean told = false;
    Lease lease;
    try {
      settleOver(asked, leases.dues());
      if (demand.settled() > 0) {
        asked.report(demand.lot(), demand.settled());
      }
      told = true;
      lease = asked.lease(demand.lot(), demand.least(), demand.wanted());
      take(asked, demand, Math.max(0, Math.min(lease.granted(), demand.wanted())));
    } catch (RuntimeException | AssertionError | LinkageError e) {
      if (!told) {
        leases.untold(demand);
      }
      tell.internalError("budget store", e);
      throw Refusals.storeFailed(shortage, e);
    }
    if (lease.granted() >= demand.least()) {
      return Optional.empty();
    }
    Optional<Duration> wait = lease.retryAfter().or(() -> untilWindowEnds(shortage));
    return Optional.of(shortage.besides(Math.max(0, lease.granted())).waiting(wait));
  }

  private void take(BudgetStore asked, Leases.Demand demand, long granted) {
    if (granted > 0 && !leases.grant(demand, granted)) {
      asked.giveBack(demand.lot(), granted); // the window has ended meanwhile
    }
  }

  private static Optional<Duration> untilWindowEnds(Shortage shortage) {
    return shortage.waitNanos() > 0
        ? Optional.of(Duration.ofNanos(shortage.waitNanos()))
        : Optional.of(A_MOMENT);
  }

  /** Tells a store what it does not know yet. What it fails to take is reported, and lost to it. */
  private void settleOver(BudgetStore asked, List<Leases.Due> dues) {
    for (Leases.Due due : dues) {
      try {
        if (due.settled() > 0) {
          asked.report(due.lot(), due.settled());
        }
        if (due.unused() > 0) {
          asked.giveBack(due.lot(), due.unused());
        }
      } catch (RuntimeException | AssertionError | LinkageError e) {
        tell.internalError("budget store", e);
      }
    }
  }

  /** Tells the store everything, gives back what is not spent, and closes it. */
  void close() {
    if (store.isPresent()) {
      settleOver(store.get(), leases.close());
      try {
        store.get().close();
      } catch (RuntimeException | AssertionError | LinkageError e) {
        tell.internalError("budget store", e);
      }
    }
  }
}
