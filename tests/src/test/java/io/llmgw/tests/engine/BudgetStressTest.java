package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.budget.Reserve;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.error.LlmException;
import io.llmgw.error.RefusedException;
import io.llmgw.event.AttemptEvent;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Calls end in every way at every moment, from many threads, against nested budgets: no hard budget
 * is ever overshot, and the books balance to the last nano-dollar.
 *
 * <p>By default 20,000 calls; {@code -Dllmgw.stress.calls=1280000} is the full size, 64 threads
 * with 20,000 each.
 */
class BudgetStressTest {
  private static final int THREADS = 64;
  private static final int CALLS = Integer.getInteger("llmgw.stress.calls", 20_000);

  /** The most that one attempt can come to: 100 tokens in and out at the higher price. */
  private static final BigDecimal MOST = new BigDecimal("0.013013000");

  private static final ChatRequest DIRECT = request("p/m");
  private static final ChatRequest ROUTED = request("assistant");

  private final ConcurrentHashMap<String, Sum> byTenant = new ConcurrentHashMap<>();
  private final Sum whole = new Sum();
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final LongAdder refused = new LongAdder();

  private static ChatRequest request(String model) {
    return ChatRequest.builder(model).user("?").maxOutputTokens(100).build();
  }

  /**
   * A provider that answers, fails and breaks as it comes; never beyond what a call may come to.
   */
  private static ScriptedProvider chaotic(String name, int rounds) {
    ScriptedProvider provider = ScriptedProvider.named(name);
    for (int i = 0; i < rounds; i++) {
      provider
          .streams("Pa", "ris")
          .usage(1 + i % 100, 1 + i % 97)
          .failsWith(503)
          .cutsAfter("Pa")
          .answers("Paris")
          .usage(100, 100)
          .failsWith(ErrorKind.NETWORK)
          .streams("a", "b", "c", "d")
          .usage(37, 13)
          .cutsBeforeFirstText()
          .failsWith(ErrorKind.NETWORK)
          .nothingSent()
          .answers("no usage");
    }
    // This one is repeated when all others are used up.
    return provider.streams("Pa", "ris").usage(99, 98);
  }

  /** Prices whose sums are not round: at most 0.013013 and 0.0000301 dollars a call. */
  private LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .clock(TestClock.at("2026-11-22T10:00:00Z")) // retries wait without taking time
        .provider(chaotic("p", CALLS / 8))
        .provider(chaotic("q", CALLS / 32))
        .models(
            ModelCatalog.empty()
                .with("p/m", m -> m.price("30.0107", "100.1193"))
                .with("q/m", m -> m.price("0.1001", "0.2003")))
        .route("assistant", r -> r.to("p/m").fallbackTo("q/m").retries(1))
        .retries(1)
        .tokenCounter((asked, provider, context) -> Optional.of(TokenCount.exactly(100)))
        .onCost(this::count)
        .onCost(
            charge -> {
              if (ThreadLocalRandom.current().nextInt(16) == 0) {
                throw new IllegalStateException("cost");
              }
            })
        .listener(
            new GatewayListener() {
              @Override
              public void onAttempt(AttemptEvent event) {
                if (event.attempt().number() == 2) {
                  throw new IllegalStateException("attempt");
                }
              }

              @Override
              public void onCall(CallEvent event) {
                ended.incrementAndGet();
                throw new IllegalStateException("call");
              }
            });
  }

  private void count(Charge charge) {
    whole.add(charge);
    byTenant.computeIfAbsent(charge.caller().tenant(), tenant -> new Sum()).add(charge);
  }

  /** Exact charges, in pico-dollars. */
  private static final class Sum {
    final LongAdder charges = new LongAdder();
    final LongAdder picos = new LongAdder();

    void add(Charge charge) {
      charges.increment();
      picos.add(charge.cost().usd().orElseThrow().movePointRight(12).longValueExact());
    }
  }

  @ParameterizedTest
  @EnumSource
  void hardBudgetsAreNeverOvershotAndTheBooksBalanceToTheNanoDollar(Reserve reserve)
      throws Exception {
    // One tenant makes more calls than the others and reaches its limit; then all do.
    BigDecimal perTenant = BigDecimal.valueOf(CALLS).multiply(new BigDecimal("0.0003"));
    BigDecimal all = perTenant.multiply(new BigDecimal("2.2"));
    // What is estimated can be overshot by what all calls in flight come to; see Reserve.
    BigDecimal overshoot =
        reserve == Reserve.AT_MOST
            ? BigDecimal.ZERO
            : MOST.multiply(BigDecimal.valueOf(2 * THREADS));
    LlmGatewayBuilder builder =
        builder()
            .budget(Budget.usd("all", all.toPlainString()).reserve(reserve))
            .budget(
                Budget.usd("tenant", perTenant.toPlainString()).each(Scope.TENANT).reserve(reserve))
            .budget(Budget.usd("p", all.toPlainString()).only(Scope.PROVIDER, "p").soft())
            .budget(Budget.usd("soft", "0.10").soft().each(Scope.TENANT))
            .budget(Budget.calls("calls", CALLS));
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try (LlmGateway gateway = builder.executor(pool).build()) {
      run(gateway);

      assertThat(refused.sum()).as("refused calls").isPositive();
      assertThat(whole.charges.sum()).as("charges").isGreaterThan(CALLS / 10);
      Balance spent = gateway.budgets().balance(BudgetAccount.of("all"));
      assertThat(spent.spent()).isLessThanOrEqualTo(all.add(overshoot));
      BigDecimal nearly = all.multiply(new BigDecimal("0.9")); // targets that fail are left alone
      assertThat(spent.spent()).as("it was put to the test").isGreaterThan(nearly);
      assertBalanced(spent, whole);
      for (Balance tenant : gateway.budgets().balances("tenant")) {
        assertThat(tenant.spent()).isLessThanOrEqualTo(perTenant.add(overshoot));
        assertBalanced(tenant, of(tenant));
      }
      for (Balance tenant : gateway.budgets().balances("soft")) {
        assertBalanced(tenant, of(tenant));
      }
      for (String name : gateway.budgets().names()) {
        assertThat(gateway.budgets().balances(name))
            .allMatch(balance -> balance.reserved().signum() == 0);
      }
      assertThat(gateway.spend().total().usd())
          .isEqualByComparingTo(BigDecimal.valueOf(whole.picos.sum(), 12));
    } finally {
      pool.shutdownNow();
    }
  }

  /** The sum of exact charges ≤ ledger < sum + 1 nano-dollar for each charge. */
  private static void assertBalanced(Balance balance, Sum sum) {
    long ledger = balance.spent().movePointRight(12).longValueExact();
    assertThat(ledger - sum.picos.sum())
        .as("%s", balance)
        .isNotNegative()
        .isLessThan(Math.max(1, sum.charges.sum() * 1_000));
  }

  private Sum of(Balance balance) {
    return byTenant.getOrDefault(balance.account().values().get(Scope.TENANT), new Sum());
  }

  private void run(LlmGateway gateway) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<?>> runs = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        SplittableRandom random = new SplittableRandom(t);
        runs.add(
            executor.submit(
                () -> {
                  start.await();
                  for (int i = 0; i < CALLS / THREADS; i++) {
                    LlmGateway view =
                        gateway.as(Caller.tenant("t" + Math.max(0, random.nextInt(8) - 4)));
                    liveAndDie(view, random);
                  }
                  return null;
                }));
      }
      start.countDown();
      for (Future<?> run : runs) {
        run.get();
      }
      while (ended.get() < begun.get()) { // cancelled futures end on their own threads
        Thread.onSpinWait();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private void liveAndDie(LlmGateway gateway, SplittableRandom random) {
    ChatRequest request = random.nextBoolean() ? DIRECT : ROUTED;
    begun.incrementAndGet();
    try {
      switch (random.nextInt(5)) {
        case 0 -> gateway.chat(request);
        case 1 -> gateway.chatAsync(request).cancel(true);
        case 2 -> cancelled(gateway, request);
        case 3 -> readSome(gateway, request, random.nextInt(5));
        default -> gateway.chat(request, throwing());
      }
    } catch (RefusedException e) {
      refused.increment();
    } catch (LlmException | IllegalStateException expected) {
      assertThat(expected).isNotNull();
    }
  }

  private static CallOptions throwing() {
    return CallOptions.builder()
        .onCost(
            charge -> {
              throw new IllegalStateException("own");
            })
        .build();
  }

  private static void cancelled(LlmGateway gateway, ChatRequest request) {
    CompletableFuture<?> future = gateway.chatAsync(request);
    Thread.onSpinWait();
    future.cancel(true);
  }

  private static void readSome(LlmGateway gateway, ChatRequest request, int pieces) {
    try (ChatStream stream = gateway.stream(request)) {
      Iterator<StreamEvent> events = stream.iterator();
      for (int i = 0; i < pieces && events.hasNext(); i++) {
        events.next();
      }
    }
  }
}
