package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static io.llmgw.tests.engine.Budgeting.answer;
import static io.llmgw.tests.engine.Budgeting.ask;
import static io.llmgw.tests.engine.Budgeting.assertBalance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.budget.UnpricedCalls;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.error.BudgetExceededException;
import io.llmgw.error.LlmException;
import io.llmgw.error.RefusedException;
import io.llmgw.error.UnavailableException;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.tests.Way;
import io.llmgw.value.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A reservation goes with its call from target to target. */
class BudgetFailoverTest {
  private static final ChatRequest QUESTION = ask("assistant");

  private final Budgeting books = new Budgeting();

  private LlmGatewayBuilder builder() {
    return books.builder().route("assistant", r -> r.to("p/m").fallbackTo("q/cheap"));
  }

  private static Balance balance(LlmGateway gateway, String budget) {
    return gateway.budgets().balance(BudgetAccount.of(budget));
  }

  @ParameterizedTest
  @EnumSource
  void itIsMovedToTheNextTargetsPrice(Way way) {
    List<Balance> during = new ArrayList<>();
    List<LlmGateway> open = new ArrayList<>();
    Function<String, Balance> now = name -> balance(open.get(0), name);
    books.p.answersWith(
        request -> {
          during.add(now.apply("all"));
          throw new IllegalStateException("defect");
        });
    books.q.answersWith(
        request -> {
          during.add(now.apply("all"));
          throw new IllegalStateException("defect");
        });
    try (LlmGateway gateway = builder().retries(0).budget(Budget.usd("all", "1.00")).build()) {
      open.add(gateway);
      assertThat(catchThrowableOfType(LlmException.class, () -> way.ask(gateway, QUESTION)))
          .isNotNull();

      assertBalance(during.get(0), "0", "1.00");
      assertBalance(during.get(1), "0", "0.10");
      assertBalance(balance(gateway, "all"), "0", "0");
    }
  }

  /** What a failed target's attempt held is not free for others while the call goes on. */
  @ParameterizedTest
  @EnumSource
  void nobodyElseGetsWhatACallHoldsBetweenItsAttempts(Way way) {
    List<RefusedException> refused = new ArrayList<>();
    List<LlmGateway> open = new ArrayList<>();
    books.p.failsWith(503).times(2).failsWith(503);
    answer(books.p);
    LlmGatewayBuilder builder =
        books
            .builder()
            .budget(Budget.usd("all", "1.50"))
            .listener(
                new io.llmgw.event.GatewayListener() {
                  @Override
                  public void onAttempt(io.llmgw.event.AttemptEvent event) {
                    if (event.attempt().result() == Attempt.Result.FAILED) {
                      refused.add(
                          catchThrowableOfType(
                              RefusedException.class, () -> open.get(0).chat(ask("p/n"))));
                    }
                  }
                });
    try (LlmGateway gateway = builder.retries(3).build()) {
      open.add(gateway);
      way.ask(gateway, ask("p/m"));

      assertThat(refused).hasSize(3).doesNotContainNull();
      assertThat(refused).allMatch(e -> e.kind() == ErrorKind.BUDGET_EXCEEDED);
      assertBalance(balance(gateway, "all"), "0.55", "0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTargetThatIsTooExpensiveIsLeftOutForOneThatIsNot(Way way) {
    answer(books.q);
    answer(books.q);
    try (LlmGateway gateway = builder().budget(Budget.usd("all", "0.99")).build()) {
      ChatResponse response = way.ask(gateway, QUESTION);

      assertThat(response).wasServedBy("q/cheap");
      Attempt skipped = response.attempts().get(0);
      assertThat(skipped.result()).isEqualTo(Attempt.Result.SKIPPED);
      assertThat(skipped.target()).hasToString("p/m");
      assertThat(skipped.message()).contains("\"all\"");
      assertThat(books.p.calls()).isZero();
      assertBalance(balance(gateway, "all"), "0.055", "0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBudgetOfAProviderSendsCallsToTheOther(Way way) {
    answer(books.p);
    answer(books.q);
    try (LlmGateway gateway =
        builder().budget(Budget.usd("p", "1.00").only(Scope.PROVIDER, "p")).build()) {
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("p/m");
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("q/cheap");
      assertBalance(balance(gateway, "p"), "0.55", "0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ifNoTargetIsAffordableTheCallIsRefused(Way way) {
    answer(books.q);
    try (LlmGateway gateway = builder().budget(Budget.usd("all", "0.10")).build()) {
      way.ask(gateway, QUESTION);
      BudgetExceededException e =
          catchThrowableOfType(BudgetExceededException.class, () -> way.ask(gateway, QUESTION));

      assertThat(e.attempts())
          .extracting(Attempt::result)
          .containsExactly(Attempt.Result.SKIPPED, Attempt.Result.SKIPPED);
      assertBalance(balance(gateway, "all"), "0.055", "0");
    }
  }

  /** A call that was sent somewhere is not said to have been refused. */
  @ParameterizedTest
  @EnumSource
  void aFailureIsNotHiddenByAFallbackThatCannotBePaid(Way way) {
    books.p.failsWith(503);
    Budget poor = Budget.usd("q", "0.01").only(Scope.PROVIDER, "q");
    try (LlmGateway gateway = builder().budget(poor).build()) {
      UnavailableException e =
          catchThrowableOfType(UnavailableException.class, () -> way.ask(gateway, QUESTION));

      assertThat(e.target()).hasToString("p/m");
      assertThat(e.attempts()).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAttemptThatMayBeBilledStaysBookedWhenTheCallGoesOn(Way way) {
    books.p.failsWith(ErrorKind.NETWORK);
    answer(books.q);
    try (LlmGateway gateway = builder().budget(Budget.usd("all", "2.00")).build()) {
      assertThat(way.ask(gateway, QUESTION).charges()).hasSize(2);

      assertThat(balance(gateway, "all").spent()).isEqualByComparingTo(books.charged());
      assertThat(balance(gateway, "all").reserved()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aModelWithoutAPriceIsRefusedWhereAHardBudgetInDollarsApplies(Way way) {
    answer(books.p);
    answer(books.p);
    try (LlmGateway gateway = books.builder().budget(Budget.usd("all", "5.00")).build()) {
      RefusedException e =
          catchThrowableOfType(RefusedException.class, () -> way.ask(gateway, ask("p/unheard-of")));
      assertThat(e.kind()).isEqualTo(ErrorKind.PRICE_UNKNOWN);
      assertThat(books.p.calls()).isZero();
    }
    try (LlmGateway gateway =
        books
            .builder()
            .budget(Budget.usd("soft", "5.00").soft())
            .budget(Budget.tokens("tokens", 1_000))
            .build()) {
      way.ask(gateway, ask("p/unheard-of"));
      assertBalance(balance(gateway, "soft"), "0", "0");
      assertBalance(balance(gateway, "tokens"), "150", "0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFallbackWithAPriceServesWhereTheFirstHasNone(Way way) {
    answer(books.q);
    try (LlmGateway gateway =
        books
            .builder()
            .route("r", r -> r.to("p/unheard-of").fallbackTo("q/cheap"))
            .budget(Budget.usd("all", "5.00"))
            .build()) {
      assertThat(way.ask(gateway, ask("r"))).wasServedBy("q/cheap");
    }
  }

  @ParameterizedTest
  @EnumSource
  void callsWithoutAPriceCanBeAllowedOrReservedFor(Way way) {
    for (int i = 0; i < 4; i++) {
      answer(books.p);
    }
    LlmGatewayBuilder builder = books.builder().budget(Budget.usd("all", "0.10"));
    try (LlmGateway gateway = builder.unpricedCalls(UnpricedCalls.allow()).build()) {
      assertThat(way.ask(gateway, ask("p/unheard-of")).cost().usd()).isEmpty();
      assertBalance(balance(gateway, "all"), "0", "0");
    }
    try (LlmGateway gateway = builder.unpricedCalls(UnpricedCalls.reserve("0.05")).build()) {
      assertThat(way.ask(gateway, ask("p/unheard-of")).cost().usd()).isEmpty();
      way.ask(gateway, ask("p/unheard-of"));
      assertBalance(balance(gateway, "all"), "0.10", "0");
      assertThat(
              catchThrowableOfType(
                  BudgetExceededException.class, () -> way.ask(gateway, ask("p/unheard-of"))))
          .isNotNull();
    }
  }
}
