package io.llmgw.internal.ledger;

import static io.llmgw.internal.ledger.Accounts.nanos;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetEvent;
import io.llmgw.internal.time.SystemTime;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.limit.Limit;
import io.llmgw.limit.RequestLimit;
import io.llmgw.limit.TokenLimit;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import io.llmgw.value.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class LedgerStressTest {
  private static final int THREADS = 64;
  private static final int CALLS = 20_000;
  private static final long GATEWAY = 15_000_000;
  private static final long TENANT = 5_000_000;
  private static final long USER = 1_200_000;

  private static final List<Budget> BUDGETS =
      List.of(
          Budget.usd("gateway", nanos(GATEWAY)),
          Budget.usd("tenant", nanos(TENANT)).each(Scope.TENANT),
          Budget.usd("user", nanos(USER)).each(Scope.TENANT, Scope.USER),
          Budget.calls("calls", THREADS * CALLS));
  private static final List<Limit<?>> LIMITS =
      List.of(
          TokenLimit.perMinute("tpm", 50_000_000).each(Scope.TENANT),
          RequestLimit.perMinute("rpm", 50_000_000).each(Scope.TARGET),
          ConcurrencyLimit.of("slots", 40));

  private final LongAdder billed = new LongAdder();
  private final LongAdder refused = new LongAdder();

  @Test
  void manyThreadsNeverOvershootAndLoseNothing() throws Exception {
    SystemTime time = new SystemTime();
    try {
      Ledger ledger = new Ledger(time);
      RuleSet rules = Rules.beforeSending(BUDGETS, LIMITS, ledger, 10_000, false);
      ExecutorService threads = Executors.newFixedThreadPool(THREADS);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Random random = new Random(i);
        all.add(threads.submit(() -> calls(random, ledger, rules)));
      }
      for (Future<?> one : all) {
        one.get();
      }
      threads.shutdown();

      Ledger.Totals totals = ledger.totals();
      assertThat(totals.settled()).isEqualTo(billed.sum()).isLessThanOrEqualTo(GATEWAY);
      assertThat(totals.outstanding()).isZero();
      assertThat(totals.overrun()).isZero();
      assertThat(totals.reserved()).isEqualTo(totals.settled() + totals.released());
      assertThat(refused.sum()).as("budgets were used up").isPositive();
      Map<String, Long> limits = Map.of("gateway", GATEWAY, "tenant", TENANT, "user", USER);
      for (Book book : ledger.books().values()) {
        book.forEach(account -> assertThat(account.held).isZero());
        book.forEach(account -> assertThat(account.holders()).isZero());
      }
      limits.forEach(
          (name, limit) -> {
            List<Long> spent = new ArrayList<>();
            ledger.books().get(name).forEach(a -> spent.add(((BudgetState) a).spent));
            assertThat(spent).allMatch(amount -> amount <= limit);
            assertThat(spent.stream().mapToLong(amount -> amount).sum()).isEqualTo(billed.sum());
          });
    } finally {
      time.close();
    }
  }

  private void calls(Random random, Ledger ledger, RuleSet rules) {
    for (int i = 0; i < CALLS; i++) {
      Caller caller = Caller.tenant("t" + random.nextInt(4)).withUser("u" + random.nextInt(8));
      Reservation held = new Reservation(rules);
      long most = 20L + random.nextInt(50);
      if (!reserve(ledger, held, caller, random, most)) {
        refused.increment();
        continue;
      }
      boolean moves = random.nextInt(4) == 0;
      if (moves) {
        long cost = random.nextInt(3) == 0 ? random.nextLong(most) : 0;
        if (cost > 0) {
          List<BudgetEvent> unused = ledger.settle(held, cost, 5, 5, false);
          billed.add(cost);
        } else {
          ledger.settleUnbilled(held, random.nextBoolean());
        }
        long next = 20L + random.nextInt(50);
        most = reserve(ledger, held, caller, random, next) ? next : most - cost;
      }
      if (random.nextInt(5) == 0) {
        ledger.release(held);
      } else {
        long cost = random.nextLong(most + 1);
        List<BudgetEvent> unused = ledger.settle(held, cost, 5, 10, true);
        billed.add(cost);
        ledger.release(held);
      }
    }
  }

  private static boolean reserve(
      Ledger ledger, Reservation held, Caller caller, Random random, long most) {
    Amounts wanted = new Amounts();
    wanted.tokens(20, 20, 10, 10);
    wanted.usd(most, most / 2);
    Target target = new Target("p", random.nextBoolean() ? "x" : "y");
    Subject subject = Subject.of(caller, Map.of(), "route", target);
    return ledger.reserve(held, wanted, subject, null, null, 0) == null;
  }
}
