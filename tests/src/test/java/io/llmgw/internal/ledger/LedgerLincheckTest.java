package io.llmgw.internal.ledger;

import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.budget.BudgetEvent;
import io.llmgw.limit.RequestLimit;
import io.llmgw.spi.TimeSource;
import io.llmgw.value.Caller;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** What threads do to the ledger at once is what they could have done one after another. */
@Param(name = "call", gen = IntGen.class, conf = "0:1")
@Param(name = "amount", gen = IntGen.class, conf = "1:9")
public class LedgerLincheckTest {
  private final Time time = new Time();
  private final Ledger ledger = new Ledger(time);
  private volatile RuleSet rules = configured(10);
  private final BudgetDesk desk = new BudgetDesk(ledger, () -> rules);
  private final Reservation[] calls = {new Reservation(rules), new Reservation(rules)};

  private RuleSet configured(long nanos) {
    Budget budget = Budget.usd("b", BigDecimal.valueOf(nanos, 9).toPlainString());
    return Rules.beforeSending(
        List.of(budget),
        List.of(RequestLimit.per("l", 3, Duration.ofNanos(30)).burst(3)),
        ledger,
        10,
        false);
  }

  /** Takes, or moves what the call holds. */
  @Operation
  public String reserve(@Param(name = "call") int call, @Param(name = "amount") int amount) {
    Amounts wanted = new Amounts();
    wanted.usd(amount, amount);
    Subject subject = Subject.of(Caller.anonymous(), Map.of(), "route", new Target("p", "m"));
    Shortage shortage = ledger.reserve(calls[call], wanted, subject, null, null, 0);
    return shortage == null ? "taken" : shortage.ruleName() + " " + shortage.room();
  }

  /** An attempt is billed, and it may be the last. */
  @Operation
  public String settle(
      @Param(name = "call") int call, @Param(name = "amount") int amount, boolean last) {
    List<BudgetEvent> events = ledger.settle(calls[call], amount, 0, 0, last);
    return String.valueOf(events.stream().map(BudgetEvent::mark).toList());
  }

  @Operation
  public void release(@Param(name = "call") int call) {
    ledger.release(calls[call]);
  }

  /** Lets something flow into the bucket. */
  @Operation
  public void step() {
    time.nanos.addAndGet(15);
  }

  @Operation
  public void reconfigure(boolean more) {
    rules = configured(more ? 20 : 10);
  }

  @Operation
  public void addExtra() {
    desk.addExtra(BudgetAccount.of("b"), "0.000000003");
  }

  @Operation
  public String balance() {
    Balance balance = desk.balance(BudgetAccount.of("b"));
    return balance.limit() + " " + balance.spent() + " " + balance.reserved();
  }

  @Operation
  public String totals() {
    Ledger.Totals totals = ledger.totals();
    boolean balanced =
        totals.reserved() + totals.overrun()
            == totals.settled() + totals.released() + totals.outstanding();
    return totals + (balanced ? "" : " out of balance");
  }

  @Test
  public void manyInterleavings() {
    new StressOptions()
        .iterations(10)
        .invocationsPerIteration(300)
        .threads(3)
        .actorsPerThread(3)
        .check(LedgerLincheckTest.class);
  }

  /** The calendar stands still: an operation reads the two times one after the other. */
  private static final class Time implements TimeSource {
    private final AtomicLong nanos = new AtomicLong();

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public long nanoTime() {
      return nanos.get();
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
      throw new AssertionError("nothing here sets timers");
    }

    @Override
    public boolean await(CountDownLatch latch, Duration atMost) {
      throw new AssertionError("nothing here waits");
    }
  }
}
