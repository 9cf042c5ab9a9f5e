package io.llmgw.tests.engine;

import static io.llmgw.tests.engine.Budgeting.QUESTION;
import static io.llmgw.tests.engine.Budgeting.answer;
import static io.llmgw.tests.engine.Budgeting.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.error.BudgetExceededException;
import io.llmgw.error.RefusedException;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.tests.Way;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose budgets apply to a call. */
class BudgetScopesTest {
  private static final Caller ACME = Caller.tenant("acme");
  private static final Caller BETA = Caller.tenant("beta");

  private final Budgeting books = new Budgeting();

  private void answers(int times) {
    for (int i = 0; i < times; i++) {
      answer(books.p);
      answer(books.q);
    }
  }

  private static BudgetExceededException refusal(
      Way way, LlmGateway gateway, ChatRequest request, CallOptions options) {
    return catchThrowableOfType(
        BudgetExceededException.class, () -> way.ask(gateway, request, options));
  }

  private static BudgetExceededException refusal(Way way, LlmGateway gateway, ChatRequest request) {
    return refusal(way, gateway, request, CallOptions.defaults());
  }

  @ParameterizedTest
  @EnumSource
  void eachTenantAndUserHasItsOwn(Way way) {
    answers(4);
    try (LlmGateway gateway =
        books
            .builder()
            .budget(Budget.usd("tenant", "1.60").each(Scope.TENANT))
            .budget(Budget.usd("user", "1.00").each(Scope.TENANT, Scope.USER))
            .build()) {
      way.ask(gateway.as(ACME.withUser("u")), QUESTION);
      way.ask(gateway.as(BETA.withUser("u")), QUESTION);

      assertThat(refusal(way, gateway.as(ACME.withUser("u")), QUESTION).budget()).isEqualTo("user");
      way.ask(gateway.as(ACME.withUser("v")), QUESTION);
      assertThat(refusal(way, gateway.as(ACME.withUser("w")), QUESTION).budget())
          .isEqualTo("tenant");
      assertThat(gateway.budgets().balance("tenant", ACME).spent()).isEqualByComparingTo("1.10");
      assertThat(gateway.budgets().balance("tenant", BETA).spent()).isEqualByComparingTo("0.55");
      assertThat(gateway.budgets().balances("user"))
          .as("a refused call leaves nothing behind")
          .allMatch(balance -> balance.reserved().signum() == 0)
          .filteredOn(balance -> balance.spent().signum() > 0)
          .hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachTagValueHasItsOwnAndCallsWithoutTheTagHaveNone(Way way) {
    answers(4);
    CallOptions search = CallOptions.builder().tag("feature", "search").build();
    CallOptions chat = CallOptions.builder().tag("feature", "chat").build();
    try (LlmGateway gateway =
        books.builder().budget(Budget.usd("feature", "1.00").each(Scope.tag("feature"))).build()) {
      way.ask(gateway, QUESTION, search);
      way.ask(gateway, QUESTION, chat);
      way.ask(gateway, QUESTION);
      way.ask(gateway, QUESTION);

      assertThat(refusal(way, gateway, QUESTION, search)).isNotNull();
      assertThat(
              gateway
                  .budgets()
                  .balance(BudgetAccount.of("feature").with(Scope.tag("feature"), "search"))
                  .spent())
          .isEqualByComparingTo("0.55");
    }
  }

  @ParameterizedTest
  @EnumSource
  void providersModelsTargetsAndRoutesHaveTheirs(Way way) {
    answers(4);
    try (LlmGateway gateway =
        books
            .builder()
            .route("a", r -> r.to("p/m"))
            .route("b", r -> r.to("p/m"))
            .budget(Budget.usd("provider", "1.60").each(Scope.PROVIDER))
            .budget(Budget.usd("target", "1.00").each(Scope.TARGET).soft())
            .budget(Budget.usd("route", "1.00").each(Scope.ROUTE))
            .build()) {
      way.ask(gateway, ask("a"));
      assertThat(refusal(way, gateway, ask("a")).budget()).isEqualTo("route");
      way.ask(gateway, ask("b"));
      assertThat(refusal(way, gateway, ask("p/n")).budget()).isEqualTo("provider");
      way.ask(gateway, ask("q/cheap"));

      assertThat(spent(gateway, BudgetAccount.of("target").target("p/m"))).isEqualTo("1.1");
      assertThat(spent(gateway, BudgetAccount.of("target").target("q/cheap"))).isEqualTo("0.055");
      assertThat(spent(gateway, BudgetAccount.of("provider").with(Scope.PROVIDER, "p")))
          .isEqualTo("1.1");
      assertThat(spent(gateway, BudgetAccount.of("route").route("b"))).isEqualTo("0.55");
    }
  }

  private static String spent(LlmGateway gateway, BudgetAccount account) {
    BigDecimal spent = gateway.budgets().balance(account).spent();
    return spent.stripTrailingZeros().toPlainString();
  }

  @ParameterizedTest
  @EnumSource
  void onlyNarrowsABudget(Way way) {
    answers(4);
    try (LlmGateway gateway =
        books
            .builder()
            .budget(
                Budget.usd("acme-at-p", "1.00")
                    .only(Scope.TENANT, "acme")
                    .only(Scope.PROVIDER, "p"))
            .budget(Budget.usd("one-target", "1.00").only(Scope.TARGET, "p/n"))
            .build()) {
      way.ask(gateway.as(ACME), QUESTION);
      assertThat(refusal(way, gateway.as(ACME), QUESTION).budget()).isEqualTo("acme-at-p");
      way.ask(gateway.as(ACME), ask("q/cheap"));
      way.ask(gateway.as(BETA), QUESTION);
      way.ask(gateway, ask("p/n"));
      assertThat(refusal(way, gateway, ask("p/n")).budget()).isEqualTo("one-target");
      way.ask(gateway, QUESTION);
    }
  }

  /** All or nothing: a call that one budget refuses takes nothing from the others. */
  @ParameterizedTest
  @EnumSource
  void whatOneRefusesTheOthersDoNotCount(Way way) {
    answers(1);
    try (LlmGateway gateway =
        books
            .builder()
            .budget(Budget.usd("wide", "100"))
            .budget(Budget.calls("calls", 100))
            .budget(Budget.usd("narrow", "1.00").each(Scope.TENANT))
            .build()) {
      way.ask(gateway.as(ACME), QUESTION);
      assertThat(refusal(way, gateway.as(ACME), QUESTION).budget()).isEqualTo("narrow");

      Budgeting.assertBalance(gateway.budgets().balance(BudgetAccount.of("wide")), "0.55", "0");
      Budgeting.assertBalance(gateway.budgets().balance(BudgetAccount.of("calls")), "1", "0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallWithoutTheTenantIsRefusedBeforeCacheAndProvider(Way way) {
    answers(1);
    List<String> asked = new ArrayList<>();
    try (LlmGateway gateway =
        books
            .builder()
            .cache(CaffeinePromptCache.ofMegabytes(1), CachePolicy.shared())
            .budget(
                Budget.usd(
                        "daily",
                        caller -> {
                          asked.add(caller.tenant());
                          return new BigDecimal("2.00");
                        })
                    .each(Scope.TENANT))
            .build()) {
      way.ask(gateway.as(ACME), QUESTION);
      RefusedException e =
          catchThrowableOfType(
              RefusedException.class, () -> way.ask(gateway.as(Caller.anonymous()), QUESTION));

      assertThat(e.kind()).isEqualTo(ErrorKind.CALLER_INCOMPLETE);
      assertThat(e).hasMessageContaining("daily").hasMessageContaining("tenant");
      assertThat(asked).containsOnly("acme");
      assertThat(books.p.calls()).isEqualTo(1);
      assertThat(way.ask(gateway.as(ACME), QUESTION).cache().isHit()).isTrue();
    }
  }

  /** Whether a call is complete must not depend on which of its targets happens to answer. */
  @ParameterizedTest
  @EnumSource
  void whatABudgetOfAFallbackNeedsIsNeededFromTheStart(Way way) {
    answers(1);
    Budget fallback = Budget.usd("q", "5.00").only(Scope.PROVIDER, "q").each(Scope.TENANT);
    try (LlmGateway gateway =
        books
            .builder()
            .route("assistant", r -> r.to("p/m").fallbackTo("q/cheap"))
            .route("downgradable", r -> r.to("p/m").whenDowngraded("q/cheap"))
            .budget(fallback)
            .budget(Budget.calls("most", 1_000).downgradeFrom(80))
            .build()) {
      for (String route : List.of("assistant", "downgradable")) {
        RefusedException e =
            catchThrowableOfType(RefusedException.class, () -> way.ask(gateway, ask(route)));
        assertThat(e.kind()).isEqualTo(ErrorKind.CALLER_INCOMPLETE);
      }
      assertThat(books.p.calls()).isZero();
      way.ask(gateway, QUESTION);
    }
  }

  @Test
  void aRefusalNamesNothingOfOthers() {
    answers(1);
    try (LlmGateway gateway =
        books.builder().budget(Budget.usd("all", "1.00").each(Scope.TENANT)).build()) {
      gateway.as(Caller.tenant("secret-tenant")).chat(QUESTION);
      RefusedException e =
          catchThrowableOfType(
              RefusedException.class,
              () -> gateway.as(Caller.tenant("secret-tenant")).chat(QUESTION));
      assertThat(e.getMessage()).doesNotContain("secret-tenant").doesNotContain("0.55");
    }
  }
}
