package io.llmgw.spi;

import io.llmgw.budget.BudgetAccount;
import io.llmgw.budget.BudgetUnit;
import io.llmgw.budget.BudgetWindow.Interval;
import java.time.Duration;
import java.util.Optional;

/**
 * Shares hard budgets among several gateways. A store hands out leases: parts of an account's limit
 * that one gateway may spend on its own. Calls touch only the gateway's ledger in memory; the store
 * is asked when an account's lease is used up, on the thread of the call that needs more.
 *
 * <p>Amounts are whole numbers in the account's unit: nano-dollars, tokens or calls. Without a
 * store everything is granted, and budgets hold for one process. Implementations are safe for use
 * by many threads; they may block, and should keep within a second or two.
 */
public interface BudgetStore extends AutoCloseable {
  /**
   * An account in its present window.
   *
   * @param account which account
   * @param unit what amounts are in
   * @param window the window, which identifies it together with the account
   * @param limit what the window allows over all gateways
   */
  record Lot(BudgetAccount account, BudgetUnit unit, Interval window, long limit) {}

  /**
   * What was granted.
   *
   * @param granted from 0 to what was wanted
   * @param retryAfter if less was granted than wanted, when asking again makes sense; empty for the
   *     window's end
   */
  record Lease(long granted, Optional<Duration> retryAfter) {}

  /**
   * Grants a part of what is left of an account, on top of earlier grants.
   *
   * @param lot the account in its window
   * @param least what the call at hand needs; with less it is refused and the grant stays
   * @param wanted what would serve the calls to come, at least {@code least}
   * @return what was granted
   */
  Lease lease(Lot lot, long least, long wanted);

  /**
   * Takes back what was granted and not spent.
   *
   * @param lot the account in its window
   * @param unused more than 0
   */
  void giveBack(Lot lot, long unused);

  /**
   * Is told what this gateway has settled since the last report, before it asks for more, when a
   * window is over and at the gateway's close. More than was granted is debt, which the store takes
   * from the next window.
   *
   * @param lot the account in its window
   * @param settled more than 0
   */
  void report(Lot lot, long settled);

  /** Releases what the store holds. Called when the gateway is closed. */
  @Override
  default void close() {}
}
