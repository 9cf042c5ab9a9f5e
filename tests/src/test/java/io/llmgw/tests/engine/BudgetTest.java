package io.llmgw.tests.engine;

import static io.llmgw.tests.engine.Budgeting.QUESTION;
import static io.llmgw.tests.engine.Budgeting.answer;
import static io.llmgw.tests.engine.Budgeting.assertBalance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.LlmGateway;
import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.budget.BudgetEvent;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatStream;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.error.BudgetExceededException;
import io.llmgw.error.RefusedException;
import io.llmgw.error.TooExpensiveException;
import io.llmgw.limit.RequestLimit;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.tests.Way;
import io.llmgw.usage.TokenKind;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What budgets let through, what they refuse, and what they count. */
class BudgetTest {
  private final Budgeting books = new Budgeting();

  private static <E extends RefusedException> E refusal(
      Class<E> type, Way way, LlmGateway gateway) {
    return catchThrowableOfType(type, () -> way.ask(gateway, QUESTION));
  }

  private static Balance balance(LlmGateway gateway, String budget) {
    return gateway.budgets().balance(BudgetAccount.of(budget));
  }

  @ParameterizedTest
  @EnumSource
  void whatACallCostsIsSpentAndNothingStaysReserved(Way way) {
    answer(books.p);
    try (LlmGateway gateway = books.builder().budget(Budget.usd("all", "1.00")).build()) {
      way.ask(gateway, QUESTION);

      assertBalance(balance(gateway, "all"), "0.55", "0");
      assertThat(balance(gateway, "all").remaining()).isEqualByComparingTo("0.45");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatDoesNotFitIsRefusedBeforeAnythingIsSent(Way way) {
    answer(books.p);
    try (LlmGateway gateway = books.builder().budget(Budget.usd("all", "1.00")).build()) {
      way.ask(gateway, QUESTION);
      BudgetExceededException e = refusal(BudgetExceededException.class, way, gateway);

      assertThat(e.budget()).isEqualTo("all");
      assertThat(e.retryAfter()).as("a budget without windows stays spent").isEmpty();
      assertThat(e).hasMessageContaining("budget \"all\" of $1 has no room for up to $1 now");
      assertThat(balance(gateway, "all").spent()).hasToString("0.55");
      assertThat(balance(gateway, "all").remaining()).hasToString("0.45");
      assertThat(e.charges()).isEmpty();
      assertThat(books.p.calls()).isEqualTo(1);
      assertBalance(balance(gateway, "all"), "0.55", "0");
    }
  }

  /** Of five such calls a gateway that checks first and charges later admits four. */
  @Test
  void fiveConcurrentCallsEachLargerThanTheBudgetAreAllRefused() {
    try (LlmGateway gateway =
        LlmGateway.builder()
            .provider(books.p)
            .models(ModelCatalog.empty().with("p/long", m -> m.price("2", "2")))
            .tokenCounter((r, name, context) -> Optional.of(TokenCount.exactly(300_000)))
            .budget(Budget.usd("cap", "0.45"))
            .build()) {
      List<CompletableFuture<?>> calls = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        calls.add(gateway.chatAsync(ChatRequest.of("p/long", "a long document")));
      }
      for (CompletableFuture<?> call : calls) {
        assertThat(call)
            .failsWithin(Duration.ofSeconds(10))
            .withThrowableThat()
            .withCauseInstanceOf(TooExpensiveException.class);
      }
      assertThat(books.p.calls()).isZero();
      assertBalance(balance(gateway, "cap"), "0", "0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallLargerThanTheWholeBudgetIsAnotherErrorThanABusyBudget(Way way) {
    try (LlmGateway gateway = books.builder().budget(Budget.usd("all", "0.99")).build()) {
      TooExpensiveException e = refusal(TooExpensiveException.class, way, gateway);

      assertThat(e.kind()).isEqualTo(ErrorKind.TOO_EXPENSIVE);
      assertThat(e.rule()).isEqualTo("all");
      assertThat(e.retryAfter()).isEmpty();
      assertThat(books.p.calls()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void callsInFlightLeaveNoRoomForAThirdUntilTheyAreSettled(Way way) {
    books.p.hangsAfter("Pa").times(2);
    answer(books.p);
    try (LlmGateway gateway =
        books.builder().budget(Budget.usd("all", "2.50").perDay(ZoneOffset.UTC)).build()) {
      ChatStream first = gateway.stream(QUESTION);
      ChatStream second = gateway.stream(QUESTION);
      assertBalance(balance(gateway, "all"), "0", "2");

      BudgetExceededException e = refusal(BudgetExceededException.class, way, gateway);
      assertThat(e.retryAfter()).contains(Duration.ofSeconds(1));
      assertThat(books.p.calls()).isEqualTo(2);

      first.close();
      second.close();
      assertThat(balance(gateway, "all").reserved()).isZero();
      way.ask(gateway, QUESTION);
      assertThat(balance(gateway, "all").spent()).isEqualByComparingTo(books.charged());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSpentBudgetSaysWhenItsWindowEndsAndHasRoomThen(Way way) {
    answer(books.p);
    answer(books.p);
    try (LlmGateway gateway =
        books
            .builder()
            .budget(Budget.usd("daily", "1.00").perDay(ZoneId.of("Europe/Paris")))
            .build()) {
      way.ask(gateway, QUESTION);
      // 10:00 in UTC is 11:00 in Paris
      BudgetExceededException e = refusal(BudgetExceededException.class, way, gateway);
      assertThat(e.retryAfter()).contains(Duration.ofHours(13));
      assertThat(e).hasMessageContaining("; try again in 13 h");

      books.clock.advance(Duration.ofHours(13));
      way.ask(gateway, QUESTION);
      assertBalance(balance(gateway, "daily"), "0.55", "0");
    }
  }

  /** What was billed beyond the limit is neither forgiven nor forgotten. */
  @ParameterizedTest
  @EnumSource
  void whatIsBilledBeyondTheLimitIsDebtOfTheNextWindow(Way way) {
    books.p.answers("Paris").usage(100, 250); // beyond the cap of 100 that was sent
    answer(books.p);
    try (LlmGateway gateway =
        books.builder().budget(Budget.usd("hourly", "2.00").perHour(ZoneOffset.UTC)).build()) {
      way.ask(gateway, QUESTION);
      assertThat(balance(gateway, "hourly").spent()).isEqualByComparingTo("2.35");
      assertThat(balance(gateway, "hourly").debt()).isEqualByComparingTo("0.35");
      assertThat(balance(gateway, "hourly").remaining()).isZero();

      books.clock.advance(Duration.ofHours(1));
      assertBalance(balance(gateway, "hourly"), "0.35", "0");
      way.ask(gateway, QUESTION);
      assertBalance(balance(gateway, "hourly"), "0.90", "0");
    }
  }

  @ParameterizedTest
  @CsvSource({"TOTAL, 200, 150", "INPUT, 100, 100", "OUTPUT, 100, 50"})
  void tokensAreCountedByKind(TokenKind kind, long atMost, String used) {
    answer(books.p);
    Budget exact = Budget.tokens("tokens", atMost).counting(kind);
    try (LlmGateway gateway = books.builder().budget(exact).build()) {
      gateway.chat(QUESTION);

      assertBalance(balance(gateway, "tokens"), used, "0");
      assertThat(refusal(BudgetExceededException.class, Way.CHAT, gateway).budget())
          .isEqualTo("tokens");
    }
    try (LlmGateway gateway =
        books.builder().budget(Budget.tokens("tokens", atMost - 1).counting(kind)).build()) {
      assertThat(refusal(TooExpensiveException.class, Way.CHAT, gateway)).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallCountsOnceHoweverManyAttemptsAreCharged(Way way) {
    books.p.failsWith(ErrorKind.NETWORK).times(2);
    answer(books.p);
    try (LlmGateway gateway = books.builder().budget(Budget.calls("calls", 1)).build()) {
      assertThat(way.ask(gateway, QUESTION).charges()).hasSize(3);

      assertBalance(balance(gateway, "calls"), "1", "0");
      assertThat(refusal(BudgetExceededException.class, way, gateway)).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallThatIsNotChargedDoesNotCount(Way way) {
    books.p.failsWith(400);
    answer(books.p);
    try (LlmGateway gateway = books.builder().budget(Budget.calls("calls", 1)).build()) {
      assertThat(catchThrowableOfType(RuntimeException.class, () -> way.ask(gateway, QUESTION)))
          .isNotNull();
      assertBalance(balance(gateway, "calls"), "0", "0");
      way.ask(gateway, QUESTION);
      assertBalance(balance(gateway, "calls"), "1", "0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFunctionOfTheCallerIsAskedForEachCall(Way way) {
    answer(books.p);
    Budget byPlan =
        Budget.usd("plan", caller -> new BigDecimal(caller.hasTag("plan", "pro") ? "1.00" : "0.99"))
            .each(Scope.TENANT);
    try (LlmGateway gateway = books.builder().budget(byPlan).build()) {
      Caller acme = Caller.tenant("acme");
      assertThat(refusal(TooExpensiveException.class, way, gateway.as(acme))).isNotNull();
      way.ask(gateway.as(acme.withTag("plan", "pro")), QUESTION);

      assertThat(gateway.budgets().balance("plan", acme).spent()).isEqualByComparingTo("0.55");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFunctionThatThrowsOrReturnsNullRefusesTheCallAndIsReported(Way way) {
    Budget throwing =
        Budget.usd(
            "throws",
            caller -> {
              throw new IllegalStateException("no database");
            });
    Budget none = Budget.tokens("null", caller -> (Long) null);
    for (Budget budget : List.of(throwing, none)) {
      try (LlmGateway gateway = books.builder().budget(budget).build()) {
        RefusedException e = refusal(RefusedException.class, way, gateway);

        assertThat(e.kind()).isEqualTo(ErrorKind.BOOKS_UNAVAILABLE);
        assertThat(e.getCause()).isNotNull();
      }
    }
    assertThat(books.reported).hasSize(2);
    assertThat(books.p.calls()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void eachMarkIsToldOnceInAWindow(Way way) {
    for (int i = 0; i < 5; i++) {
      answer(books.p);
    }
    Budget daily = Budget.usd("daily", "2.00").perDay(ZoneOffset.UTC).marks(25, 50, 100).soft();
    try (LlmGateway gateway = books.builder().budget(daily).build()) {
      for (int i = 0; i < 4; i++) {
        way.ask(gateway, QUESTION); // 0.55, 1.10, 1.65, 2.20
      }
      assertThat(books.marks).extracting(BudgetEvent::mark).containsExactly(25, 50, 100);
      assertThat(books.marks.get(1).balance().spent()).isEqualByComparingTo("1.10");
      assertThat(books.marks.get(1).balance().account().budget()).isEqualTo("daily");

      books.clock.advance(Duration.ofDays(1));
      way.ask(gateway, QUESTION);
      assertThat(books.marks).extracting(BudgetEvent::mark).containsExactly(25, 50, 100, 25);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSoftBudgetRefusesNothing(Way way) {
    answer(books.p);
    answer(books.p);
    try (LlmGateway gateway = books.builder().budget(Budget.usd("soft", "0.01").soft()).build()) {
      way.ask(gateway, QUESTION);
      way.ask(gateway, QUESTION);

      assertBalance(balance(gateway, "soft"), "1.10", "0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCachedAnswerCostsNothingAndCountsNothing(Way way) {
    answer(books.p);
    try (LlmGateway gateway =
        books
            .builder()
            .cache(CaffeinePromptCache.ofMegabytes(1), CachePolicy.shared())
            .budget(Budget.usd("all", "1.00"))
            .budget(Budget.calls("calls", 1))
            .build()) {
      way.ask(gateway, QUESTION);
      assertThat(way.ask(gateway, QUESTION).cache().isHit()).isTrue();

      assertBalance(balance(gateway, "all"), "0.55", "0");
      assertBalance(balance(gateway, "calls"), "1", "0");
    }
  }

  @Test
  void embeddingsAndOrdersAreBudgetedToo() {
    books.p.embeds(4).usage(100, 0).ranks(0.5, 0.2).usage(100, 0);
    try (LlmGateway gateway = books.builder().budget(Budget.usd("all", "0.25")).build()) {
      gateway.embed(EmbeddingRequest.of("p/m", List.of("a")));
      assertBalance(balance(gateway, "all"), "0.10", "0");
      gateway.rerank(RerankRequest.of("p/m", "?", List.of("a", "b")));
      assertBalance(balance(gateway, "all"), "0.20", "0");

      String large = "x".repeat(1_000);
      assertThat(
              catchThrowableOfType(
                  TooExpensiveException.class,
                  () -> gateway.embed(EmbeddingRequest.of("p/m", List.of(large)))))
          .isNotNull();
      assertThat(
              catchThrowableOfType(
                  TooExpensiveException.class,
                  () -> gateway.rerank(RerankRequest.of("p/m", "?", List.of(large)))))
          .isNotNull();
      assertThat(books.p.calls()).isEqualTo(2);
    }
  }

  @Test
  void limitsThatCountCachedAnswersCountEmbeddingsAndOrdersToo() {
    books.p.embeds(4).usage(100, 0).ranks(0.5).usage(100, 0);
    RequestLimit limit = RequestLimit.perMinute("rpm", 2).countCacheHits();
    try (LlmGateway gateway = books.builder().limit(limit).build()) {
      gateway.embed(EmbeddingRequest.of("p/m", List.of("a")));
      gateway.rerank(RerankRequest.of("p/m", "?", List.of("a")));
      assertThat(refusal(RefusedException.class, Way.CHAT, gateway).kind())
          .isEqualTo(ErrorKind.LIMIT_EXCEEDED);
      assertThat(
              catchThrowableOfType(
                  RefusedException.class,
                  () -> gateway.embed(EmbeddingRequest.of("p/m", List.of("a")))))
          .isNotNull();
    }
  }

  /** The same money, however it is counted. */
  @ParameterizedTest
  @EnumSource
  void chargesSpendAndBudgetAgreeToTheLastNanoDollar(Way way) {
    books.p.failsWith(ErrorKind.NETWORK);
    for (int i = 1; i < 20; i++) {
      books.p.answers("Paris").usage(7L * i, 3L * i);
    }
    try (LlmGateway gateway =
        books
            .builder()
            .models(ModelCatalog.empty().with("p/m", m -> m.price("0.075", "0.3")))
            .budget(Budget.usd("all", "1.00"))
            .build()) {
      for (int i = 1; i < 20; i++) {
        way.ask(gateway, QUESTION);
      }
      BigDecimal spent = balance(gateway, "all").spent();
      BigDecimal charged = books.charged();
      assertThat(books.charges).hasSize(20);
      assertThat(gateway.spend().total().usd()).isEqualByComparingTo(charged);
      assertThat(spent).isGreaterThanOrEqualTo(charged);
      assertThat(spent.subtract(charged)).isLessThan(new BigDecimal("0.000000020"));
    }
  }
}
