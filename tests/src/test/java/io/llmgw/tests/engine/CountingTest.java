package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetEvent;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatStream;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.error.LlmException;
import io.llmgw.error.TooExpensiveException;
import io.llmgw.event.AttemptEvent;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.limit.RequestLimit;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.TimeSource;
import io.llmgw.spi.TokenCounter;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.value.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is counted before an attempt, and what is made of it. */
class CountingTest {
  private static final ModelCatalog PRICES =
      ModelCatalog.empty().with("p/m", m -> m.price("1", "1"));
  private static final ChatRequest QUESTION =
      ChatRequest.builder("p/m").user("x".repeat(100)).maxOutputTokens(10).build();

  private final ScriptedProvider provider = ScriptedProvider.named("p");

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .clock(TestClock.at("2026-11-22T10:00:00Z"))
        .provider(provider)
        .models(PRICES);
  }

  private static Balance balance(LlmGateway gateway) {
    return gateway.budgets().balance("b", Caller.anonymous());
  }

  @Test
  void aHardBudgetSetsAsideWhatTheApplicationsCounterSays() {
    provider.hangsAfter("Y");
    TokenCounter exact = (request, providerName, context) -> Optional.of(TokenCount.exactly(7));
    try (LlmGateway gateway =
        builder().tokenCounter(exact).budget(Budget.tokens("b", 1_000)).build()) {
      ChatStream open = gateway.stream(QUESTION);
      assertThat(balance(gateway).reserved())
          .isEqualByComparingTo("23"); // 7, and no cap is below 16
      open.close();
      assertThat(balance(gateway).reserved()).isZero();
    }
  }

  @Test
  void aCounterIsAskedOnceForATargetHoweverOftenItIsTried() {
    provider.failsWith(503).times(2).answers("Yes").usage(100, 1);
    AtomicInteger asked = new AtomicInteger();
    TokenCounter counter =
        (request, providerName, context) -> {
          asked.incrementAndGet();
          return Optional.of(TokenCount.exactly(7));
        };
    try (LlmGateway gateway =
        builder().tokenCounter(counter).budget(Budget.tokens("b", 1_000)).build()) {
      gateway.chat(QUESTION);
      assertThat(provider.calls()).isEqualTo(3);
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void aCounterThatFailsIsReportedAndTheBoundIsTakenInstead() {
    provider.answers("Yes").usage(100, 1);
    List<String> errors = new CopyOnWriteArrayList<>();
    TokenCounter broken =
        (request, providerName, context) -> {
          throw new IllegalStateException("no vocabulary");
        };
    try (LlmGateway gateway =
        builder()
            .tokenCounter(broken)
            .budget(Budget.tokens("b", 100)) // 100 bytes and more than that
            .listener(
                new GatewayListener() {
                  @Override
                  public void onInternalError(String component, Throwable error) {
                    errors.add(component);
                  }
                })
            .build()) {
      assertThatThrownBy(() -> gateway.chat(QUESTION)).isInstanceOf(TooExpensiveException.class);
      assertThat(errors).containsExactly("token counter");
    }
  }

  @Test
  void estimatesLearnFromAnswersOfChatsAndOfEmbeddings() {
    ScriptedProvider embeddings = ScriptedProvider.named("e").embeds(2).usage(50, 0);
    provider.answers("Yes").usage(50, 1);
    String text = "x".repeat(100);
    try (LlmGateway gateway =
        builder().provider(embeddings).budget(Budget.tokens("b", 1_000_000).soft()).build()) {
      for (int i = 0; i < 20; i++) {
        gateway.chat(QUESTION);
        gateway.embed(EmbeddingRequest.of("e/m", text));
      }
      provider.hangsAfter("Y");
      ChatStream open = gateway.stream(QUESTION);
      // the input as learned, and the usual length of 1
      assertThat(balance(gateway).reserved().intValue()).isBetween(46, 56);
      open.close();

      embeddings.failsWith(ErrorKind.NETWORK); // charged as estimated
      assertThatThrownBy(() -> gateway.embed(EmbeddingRequest.of("e/m", text)))
          .isInstanceOfSatisfying(
              LlmException.class,
              e ->
                  assertThat(e.charges())
                      .allSatisfy(c -> assertThat(c.usage().inputTokens()).isBetween(46L, 55L)));
    }
  }

  @Test
  void embeddingsAreBoundedByTheirBytes() {
    provider.embeds(2).usage(5, 0);
    try (LlmGateway gateway = builder().budget(Budget.tokens("b", 99)).build()) {
      assertThatThrownBy(() -> gateway.embed(EmbeddingRequest.of("p/m", "x".repeat(100))))
          .isInstanceOf(TooExpensiveException.class);
      gateway.embed(EmbeddingRequest.of("p/m", "x".repeat(50)));
      assertThat(balance(gateway).spent()).isEqualByComparingTo("5");
    }
  }

  @Test
  void answersWithoutUsageSayNothingOfTheUsualLength() {
    provider.answers("Yes");
    try (LlmGateway gateway = builder().budget(Budget.tokens("b", 1_000_000).soft()).build()) {
      for (int i = 0; i < 25; i++) {
        gateway.chat(QUESTION);
      }
      provider.hangsAfter("Y");
      ChatStream open = gateway.stream(QUESTION.toBuilder().maxOutputTokens(500).build());
      assertThat(balance(gateway).reserved().intValue()).isGreaterThan(500);
      open.close();
    }
  }

  /** A clock that an administrator sets. */
  private static final class SetClock implements TimeSource {
    private final AtomicLong nanos = new AtomicLong(1_000_000_000_000_000L);

    @Override
    public Instant now() {
      return Instant.ofEpochSecond(1_800_000_000L).plusNanos(nanos.get());
    }

    @Override
    public long nanoTime() {
      return nanos.get();
    }

    @Override
    public boolean await(CountDownLatch latch, Duration atMost) throws InterruptedException {
      throw new AssertionError("nothing waits here");
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
      return () -> {};
    }

    void step(Duration by) {
      nanos.addAndGet(by.toNanos());
    }
  }

  @Test
  void aClockThatStepsBackRefundsNothing() {
    provider.answers("Yes").usage(5, 5);
    SetClock clock = new SetClock();
    try (LlmGateway gateway =
        builder()
            .clock(clock)
            .limit(RequestLimit.perMinute("rpm", 2))
            .budget(Budget.calls("b", 3).perHour(ZoneOffset.UTC))
            .build()) {
      gateway.chat(QUESTION);
      clock.step(Duration.ofMinutes(-90));
      gateway.chat(QUESTION);
      assertThatThrownBy(() -> gateway.chat(QUESTION)).hasMessageContaining("rpm");
      clock.step(Duration.ofMinutes(89));
      assertThatThrownBy(() -> gateway.chat(QUESTION)).hasMessageContaining("rpm");
      assertThat(balance(gateway).spent()).isEqualByComparingTo("2");
      clock.step(Duration.ofMinutes(2));
      gateway.chat(QUESTION);
    }
  }

  @Test
  void aListenerThatThrowsChangesNothing() {
    provider.answers("Yes").usage(5, 5);
    AtomicInteger reported = new AtomicInteger();
    GatewayListener broken =
        new GatewayListener() {
          @Override
          public void onAttempt(AttemptEvent event) {
            throw new IllegalStateException("attempt");
          }

          @Override
          public void onCall(CallEvent event) {
            throw new IllegalStateException("call");
          }

          @Override
          public void onBudget(BudgetEvent event) {
            throw new IllegalStateException("budget");
          }

          @Override
          public void onInternalError(String component, Throwable error) {
            reported.incrementAndGet();
          }
        };
    List<Charge> charges = new CopyOnWriteArrayList<>();
    try (LlmGateway gateway =
        builder()
            .listener(broken)
            .onCost(charges::add)
            .budget(Budget.tokens("b", 1_000).marks(1))
            .build()) {
      assertThat(gateway.chat(QUESTION).text()).isEqualTo("Yes");
      assertThat(charges).hasSize(1);
      assertThat(balance(gateway).spent()).isEqualByComparingTo("10");
      assertThat(balance(gateway).reserved()).isZero();
      assertThat(reported).hasValue(3);
    }
  }
}
