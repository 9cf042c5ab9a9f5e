package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatStream;
import io.llmgw.error.LlmException;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.model.ModelCatalog;
import io.llmgw.route.BrokenStreams;
import io.llmgw.route.Health;
import io.llmgw.route.Hedging;
import io.llmgw.testkit.ScriptedProvider;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Attempts that race each other in real time, and end in every way at every moment: all that is
 * booked is charged, a hard budget holds, and nothing stays reserved or open.
 */
class HedgingStressTest {
  private static final int THREADS = 16;
  private static final int CALLS = 4_000;
  private static final String BUDGET = "1200";
  private static final ChatRequest QUESTION =
      ChatRequest.builder("assistant").user("?").maxOutputTokens(100).build();

  private final ConcurrentLinkedQueue<BigDecimal> charged = new ConcurrentLinkedQueue<>();
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicLong hedges = new AtomicLong();

  /** Answers about when the hedge's time has come, or fails then, or breaks. */
  private static ScriptedProvider racing(String name) {
    Supplier<Duration> soon =
        () -> Duration.ofNanos(ThreadLocalRandom.current().nextLong(500_000, 3_000_000));
    List<ScriptedProvider> scripts =
        List.of(
            ScriptedProvider.named("a").streams("Pa", "ris").usage(100, 50).takes(soon),
            ScriptedProvider.named("b").streams("Pa", "ris").usage(90, 70).takes(soon),
            ScriptedProvider.named("c").failsWith(503).takes(soon),
            ScriptedProvider.named("d").cutsAfter("Pa").takes(soon),
            ScriptedProvider.named("e").cutsBeforeFirstText().takes(soon));
    return ScriptedProvider.named(name)
        .plays(() -> scripts.get(ThreadLocalRandom.current().nextInt(scripts.size())));
  }

  @Test
  void whateverTheOrderTheBooksBalance() throws Exception {
    ScriptedProvider p = racing("p");
    ScriptedProvider q = racing("q");
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (LlmGateway gateway = gateway(p, q)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        SplittableRandom random = new SplittableRandom(t);
        runs.add(threads.submit(() -> calls(gateway, random)));
      }
      for (Future<?> run : runs) {
        run.get();
      }
      while (ended.get() < begun.get()) { // cancelled futures end on their own threads
        Thread.onSpinWait();
      }
      Balance balance = gateway.budgets().balance(BudgetAccount.of("all"));
      BigDecimal sum = charged.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
      assertThat(balance.spent()).isEqualByComparingTo(sum);
      assertThat(balance.spent()).isLessThanOrEqualTo(new BigDecimal(BUDGET));
      assertThat(balance.reserved()).isEqualByComparingTo("0");
      assertThat(hedges.get()).as("hedges").isGreaterThan(CALLS / 20);
      assertThat(p.openStreams() + q.openStreams()).as("open streams").isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  private LlmGateway gateway(ScriptedProvider p, ScriptedProvider q) {
    return LlmGateway.builder()
        .provider(p)
        .provider(q)
        .models(
            ModelCatalog.empty()
                .with("p/m", m -> m.price("1000", "9000"))
                .with("q/m", m -> m.price("100", "900")))
        .route(
            "assistant",
            r ->
                r.to("p/m")
                    .fallbackTo("q/m")
                    .retries(0)
                    .brokenStreams(BrokenStreams.RESTART)
                    .hedge(Hedging.after(Duration.ofMillis(1))))
        .retryBudget(1_000)
        .health(Health.defaults().failures(1_000, 1_000))
        .budget(Budget.usd("all", BUDGET))
        .limit(ConcurrencyLimit.of("slots", 2 * THREADS))
        .onCost(charge -> charged.add(charge.cost().usd().orElseThrow()))
        .listener(
            new GatewayListener() {
              @Override
              public void onCall(CallEvent event) {
                if (event.outcome().attempts().stream()
                    .anyMatch(attempt -> attempt.reason().startsWith("hedge"))) {
                  hedges.incrementAndGet();
                }
                ended.incrementAndGet();
              }
            })
        .build();
  }

  private void calls(LlmGateway gateway, SplittableRandom random) {
    for (int i = 0; i < CALLS / THREADS; i++) {
      begun.incrementAndGet();
      try {
        switch (random.nextInt(4)) {
          case 0 -> assertThat(gateway.chat(QUESTION).text()).isEqualTo("Paris");
          case 1 -> gateway.chatAsync(QUESTION).join();
          case 2 -> {
            var future = gateway.chatAsync(QUESTION);
            begun.incrementAndGet();
            gateway.chat(QUESTION);
            future.cancel(true);
          }
          default -> read(gateway, random.nextInt(3));
        }
      } catch (LlmException | CompletionException | CancellationException expected) {
        assertThat(expected).isNotNull();
      }
    }
  }

  private static void read(LlmGateway gateway, int pieces) {
    try (ChatStream stream = gateway.stream(QUESTION)) {
      var events = stream.iterator();
      for (int i = 0; i < pieces && events.hasNext(); i++) {
        events.next();
      }
    }
  }
}
