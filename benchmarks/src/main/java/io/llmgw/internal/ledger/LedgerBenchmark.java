package io.llmgw.internal.ledger;

import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetEvent;
import io.llmgw.internal.time.SystemTime;
import io.llmgw.limit.RequestLimit;
import io.llmgw.limit.TokenLimit;
import io.llmgw.value.Caller;
import io.llmgw.value.Target;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * A call's way through the books: reserved and settled over budgets for the gateway, the tenant and
 * the user, and limits of tokens and of requests a minute. In the package of what it measures.
 *
 * <pre>{@code
 * mvn -q -pl benchmarks -am compile exec:exec@bench \
 *     -Djmh.args="LedgerBenchmark -f 1 -wi 3 -i 3 -w 1 -r 1 -prof gc"
 * }</pre>
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LedgerBenchmark {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final long MUCH = 1_000_000_000_000L;

  private final SystemTime time = new SystemTime();
  private final Ledger ledger = new Ledger(time);
  private final RuleSet rules =
      Rules.beforeSending(
          List.of(
              Budget.usd("gateway", "1000000").perMonth(PARIS),
              Budget.usd("tenant", "1000000")
                  .perDay(PARIS)
                  .marks(80, 100)
                  .each(io.llmgw.value.Scope.TENANT),
              Budget.usd("user", "1000000")
                  .perDay(ZoneOffset.UTC)
                  .each(io.llmgw.value.Scope.TENANT, io.llmgw.value.Scope.USER)),
          List.of(
              TokenLimit.perMinute("tpm", MUCH).each(io.llmgw.value.Scope.TENANT),
              RequestLimit.perMinute("rpm", MUCH).each(io.llmgw.value.Scope.TENANT)),
          ledger,
          1_000_000,
          false);

  /** Who calls; each thread is another user of the same tenant. */
  @State(Scope.Thread)
  public static class User {
    private final Subject subject =
        Subject.of(
            Caller.tenant("acme").withUser("user-" + Thread.currentThread().getId()),
            Map.of(),
            "route",
            new Target("openai", "gpt-5"));
  }

  /** One thread. */
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  public List<BudgetEvent> pair(User user) {
    Reservation held = new Reservation(rules);
    held.tokens(1_000, 500, 800, 200);
    held.usd(10_000, 4_000);
    if (ledger.reserve(held, held, user.subject, null, null, 0) != null) {
      throw new AssertionError("the benchmark's limits are too small");
    }
    return ledger.settle(held, 5_000, 810, 190, true);
  }

  /** Two threads at one lock. */
  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  @Threads(2)
  public List<BudgetEvent> contendedPairs(User user) {
    return pair(user);
  }

  /** Ends the clock's thread. */
  @TearDown
  public void close() {
    time.close();
  }
}
