package io.llmgw.tests.engine;

import static io.llmgw.tests.engine.Budgeting.QUESTION;
import static io.llmgw.tests.engine.Budgeting.ask;
import static io.llmgw.tests.engine.Budgeting.assertBalance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.error.BudgetExceededException;
import io.llmgw.error.LimitExceededException;
import io.llmgw.limit.RequestLimit;
import io.llmgw.limit.TokenLimit;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.usage.TokenKind;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cases with numbers that other gateways document or test, and what comes of them here. */
class KnownRateCasesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Budgeting books = new Budgeting();

  private LlmGatewayBuilder builder() {
    return books.builder().clock(TestClock.stoppedAt("2026-11-22T10:00:00Z"));
  }

  private static String refusedBy(Way way, LlmGateway gateway, String model) {
    return catchThrowableOfType(LimitExceededException.class, () -> way.ask(gateway, ask(model)))
        .limit();
  }

  /** 200 are set aside for each and 11 used, so that the sixth would need 255. */
  @ParameterizedTest
  @EnumSource
  void aBucketLargerThanItsRateLetsCallsThroughAsLongAsTheirEstimateFits(Way way) {
    books.p.answers("Paris").usage(5, 6);
    TokenLimit limit = TokenLimit.perMinute("tokens", 50).burst(250);
    try (LlmGateway gateway = builder().limit(limit).build()) {
      for (int i = 0; i < 5; i++) {
        way.ask(gateway, QUESTION); // 4 * 11 + 200 = 244
      }
      assertThat(refusedBy(way, gateway, "p/m")).isEqualTo("tokens");
      assertThat(books.p.calls()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalByRequestsTakesNoTokens(Way way) {
    books.p.answers("Paris").usage(100, 100);
    try (LlmGateway gateway =
        builder()
            .limit(RequestLimit.per("three", 3, Duration.ofHours(1)).only(Scope.MODEL, "m"))
            .limit(TokenLimit.per("tokens", 800, Duration.ofHours(1)))
            .build()) {
      for (int i = 0; i < 3; i++) {
        way.ask(gateway, QUESTION);
      }
      for (int i = 0; i < 10; i++) {
        assertThat(refusedBy(way, gateway, "p/m")).isEqualTo("three");
      }
      way.ask(gateway, ask("p/n")); // the last 200 are still there
      assertThat(refusedBy(way, gateway, "p/n")).isEqualTo("tokens");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatOneCallUsesBeyondItsEstimateHoldsTheNextOneBack(Way way) {
    books.p.answers("Paris").usage(10_000, 20);
    TokenLimit input = TokenLimit.per("input", 100, Duration.ofHours(1)).counting(TokenKind.INPUT);
    TokenLimit output =
        TokenLimit.per("output", 200, Duration.ofHours(1)).counting(TokenKind.OUTPUT);
    try (LlmGateway gateway = builder().limit(input).limit(output).build()) {
      way.ask(gateway, QUESTION);

      assertThat(refusedBy(way, gateway, "p/m")).isEqualTo("input");
    }
  }

  @ParameterizedTest
  @EnumSource
  void routesAreLimitedSideBySideUnderTheWhole(Way way) {
    books.p.answers("Paris").usage(1, 1);
    try (LlmGateway gateway =
        builder()
            .route("one", r -> r.to("p/m"))
            .route("two", r -> r.to("p/m"))
            .limit(RequestLimit.per("all", 5, SECOND))
            .limit(RequestLimit.per("one", 2, SECOND).only(Scope.ROUTE, "one"))
            .build()) {
      way.ask(gateway, ask("one"));
      way.ask(gateway, ask("one"));
      assertThat(refusedBy(way, gateway, "one")).isEqualTo("one");
      for (int i = 0; i < 3; i++) {
        way.ask(gateway, ask("two"));
      }
      assertThat(refusedBy(way, gateway, "two")).isEqualTo("all");
    }
  }

  /** A gateway that checks first and charges later lets the call through, to 6 of 5 dollars. */
  @ParameterizedTest
  @EnumSource
  void aHierarchyOfBudgetsIsNotOvershotByItsNarrowestLevel(Way way) {
    books.p.answers("Paris").usage(100, 100); // $1
    Map<String, Integer> limits = Map.of("provider", 5, "key", 10, "team", 20, "customer", 50);
    Map<String, Integer> spent = Map.of("provider", 4, "key", 9, "team", 15, "customer", 45);
    LlmGatewayBuilder builder = builder();
    limits.forEach(
        (name, limit) ->
            builder.budget(
                Budget.usd(name, limit.toString())
                    .each(name.equals("provider") ? Scope.PROVIDER : Scope.TENANT)
                    .spentSoFar(account -> BigDecimal.valueOf(spent.get(name)))));
    try (LlmGateway root = builder.build()) {
      Caller acme = Caller.tenant("acme");
      LlmGateway gateway = root.as(acme);
      way.ask(gateway, QUESTION);
      BudgetExceededException refused =
          catchThrowableOfType(BudgetExceededException.class, () -> way.ask(gateway, QUESTION));

      assertThat(refused.budget()).isIn("provider", "key");
      assertThat(books.p.calls()).isEqualTo(1);
      BudgetAccount provider = BudgetAccount.of("provider").with(Scope.PROVIDER, "p");
      assertBalance(gateway.budgets().balance(provider), "5", "0");
      assertBalance(gateway.budgets().balance("key", acme), "10", "0");
      assertBalance(gateway.budgets().balance("team", acme), "16", "0");
      assertBalance(gateway.budgets().balance("customer", acme), "46", "0");
    }
  }
}
