package io.llmgw.internal.ledger;

import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetEvent;
import io.llmgw.internal.time.SystemTime;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import io.llmgw.value.Target;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * What a million tenants take of the heap, each with a daily budget of which something is spent.
 * The names are the ledger's alone here, so they count too.
 *
 * <pre>{@code
 * mvn -q -pl benchmarks -am compile exec:exec@end-to-end \
 *     -Dmain=io.llmgw.internal.ledger.LedgerMemory
 * }</pre>
 */
public final class LedgerMemory {
  private static final int TENANTS = 1_000_000;

  private LedgerMemory() {}

  /**
   * Prints megabytes in all and bytes for each account.
   *
   * @param args none
   */
  public static void main(String[] args) {
    SystemTime time = new SystemTime();
    Ledger ledger = new Ledger(time);
    Budget budget = Budget.usd("b", "10").perDay(ZoneOffset.UTC).each(Scope.TENANT);
    RuleSet rules = Rules.beforeSending(List.of(budget), List.of(), ledger, TENANTS, false);
    Target target = new Target("p", "m");
    long before = used();
    long longest = 0;
    for (int i = 0; i < TENANTS; i++) {
      Reservation held = new Reservation(rules);
      held.usd(1_000, 1_000);
      Caller caller = Caller.tenant("tenant-" + i);
      Subject subject = Subject.of(caller, Map.of(), "route", target);
      long start = System.nanoTime();
      if (ledger.reserve(held, held, subject, null, null, 0) != null) {
        throw new AssertionError("there should be room");
      }
      longest = Math.max(longest, System.nanoTime() - start);
      List<BudgetEvent> unused = ledger.settle(held, 500, 0, 0, true);
    }
    long bytes = used() - before;
    System.out.printf(
        "%d accounts: %.0f MB, %d bytes each; longest reservation %.1f ms%n",
        TENANTS, bytes / 1e6, bytes / TENANTS, longest / 1e6);
    time.close();
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
