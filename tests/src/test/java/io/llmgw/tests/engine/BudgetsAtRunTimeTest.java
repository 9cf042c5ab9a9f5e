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
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.error.RefusedException;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.tests.Way;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Budgets are changed while calls run, and nothing in flight is lost. */
class BudgetsAtRunTimeTest {
  private static final BudgetAccount ALL = BudgetAccount.of("all");

  private final Budgeting books = new Budgeting();

  private static Balance all(LlmGateway gateway) {
    return gateway.budgets().balance(ALL);
  }

  private static void assertRefused(Way way, LlmGateway gateway, ErrorKind kind) {
    RefusedException e =
        catchThrowableOfType(RefusedException.class, () -> way.ask(gateway, QUESTION));
    assertThat(e.kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @EnumSource
  void limitsAreSetExtendedAndResetWithACallInFlight(Way way) {
    books.p.streams("Pa", "ris").usage(100, 50);
    answer(books.p);
    answer(books.p);
    answer(books.p);
    try (LlmGateway gateway =
        books.builder().budget(Budget.usd("all", "1.00").perDay(ZoneOffset.UTC)).build()) {
      ChatStream stream = gateway.stream(QUESTION);
      assertRefused(way, gateway, ErrorKind.BUDGET_EXCEEDED);
      gateway.budgets().set(ALL, "2.00");
      way.ask(gateway, QUESTION);
      assertBalance(all(gateway), "0.55", "1");

      gateway.budgets().set(ALL, "0.50");
      assertRefused(way, gateway, ErrorKind.TOO_EXPENSIVE);
      gateway.budgets().addExtra(ALL, "2.10"); // 2.60, and 1.55 are in use
      way.ask(gateway, QUESTION);
      assertBalance(all(gateway), "1.10", "1");

      gateway.budgets().reset(ALL);
      assertBalance(all(gateway), "0", "1");
      gateway.budgets().unset(ALL);
      assertThat(all(gateway).limit()).isEqualByComparingTo("3.10");
      readToEnd(stream);
      assertBalance(all(gateway), "0.55", "0");

      books.clock.advance(Duration.ofDays(1));
      assertThat(all(gateway).limit()).as("extra is for one window").isEqualByComparingTo("1.00");
      way.ask(gateway, QUESTION);
    }
  }

  private static void readToEnd(ChatStream stream) {
    try (stream) {
      for (StreamEvent event : stream) {
        assertThat(event).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamIsBookedWhereItBeganWhateverIsReconfigured(Way way) {
    books.p.streams("Pa", "ris").usage(100, 50);
    answer(books.p);
    try (LlmGateway gateway =
        books
            .builder()
            .budget(Budget.usd("all", "2.00"))
            .budget(Budget.usd("gone", "2.00"))
            .build()) {
      ChatStream stream = gateway.stream(QUESTION);
      gateway.reconfigure(
          b ->
              b.budget(Budget.usd("all", "1.50"))
                  .removeBudget("gone")
                  .budget(Budget.usd("new", "9.00")));
      assertThat(gateway.budgets().names()).containsExactlyInAnyOrder("all", "new");
      assertBalance(all(gateway), "0", "1");
      assertRefused(way, gateway, ErrorKind.BUDGET_EXCEEDED);

      readToEnd(stream);
      assertBalance(all(gateway), "0.55", "0");
      assertRefused(way, gateway, ErrorKind.BUDGET_EXCEEDED); // 0.95 are left
      gateway.reconfigure(b -> b.budget(Budget.usd("all", "1.55")));
      way.ask(gateway, QUESTION);
      assertBalance(all(gateway), "1.10", "0");
      assertBalance(gateway.budgets().balance(BudgetAccount.of("new")), "0.55", "0");
      gateway.reconfigure(b -> b.budget(Budget.usd("gone", "2.00")));
      assertBalance(gateway.budgets().balance(BudgetAccount.of("gone")), "0.55", "0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasSpentBeforeIsAskedForOnce(Way way) {
    answer(books.p);
    AtomicInteger asked = new AtomicInteger();
    Budget seeded =
        Budget.usd("all", "2.00")
            .each(Scope.TENANT)
            .spentSoFar(
                account -> {
                  asked.incrementAndGet();
                  assertThat(account).isEqualTo(BudgetAccount.of("all", Caller.tenant("acme")));
                  return new BigDecimal("1.00");
                });
    try (LlmGateway gateway = books.builder().budget(seeded).build()) {
      LlmGateway acme = gateway.as(Caller.tenant("acme"));
      assertBalance(gateway.budgets().balance("all", Caller.tenant("acme")), "1.00", "0");
      way.ask(acme, QUESTION);
      assertRefused(way, acme, ErrorKind.BUDGET_EXCEEDED);

      assertBalance(gateway.budgets().balance("all", Caller.tenant("acme")), "1.55", "0");
      assertThat(asked).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ifThatFailsTheCallIsRefusedAndTheNextOneAsksAgain(Way way) {
    answer(books.p);
    AtomicInteger asked = new AtomicInteger();
    Budget seeded =
        Budget.usd("all", "2.00")
            .downgradeFrom(90)
            .spentSoFar(
                account -> {
                  if (asked.incrementAndGet() == 1) {
                    throw new IllegalStateException("no database");
                  }
                  return BigDecimal.ZERO;
                });
    try (LlmGateway gateway = books.builder().budget(seeded).build()) {
      assertRefused(way, gateway, ErrorKind.BOOKS_UNAVAILABLE);
      assertThat(books.reported).hasSize(1);
      assertThat(books.p.calls()).isZero();
      way.ask(gateway, QUESTION);
      assertBalance(all(gateway), "0.55", "0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void beyondMaxAccountsANewOneIsRefusedAndNoOldOneForgotten(Way way) {
    for (int i = 0; i < 4; i++) {
      answer(books.p);
    }
    Budget daily = Budget.usd("daily", "2.00").perDay(ZoneOffset.UTC).each(Scope.TENANT);
    try (LlmGateway gateway = books.builder().maxAccounts(2).budget(daily).build()) {
      way.ask(gateway.as(Caller.tenant("a")), QUESTION);
      way.ask(gateway.as(Caller.tenant("b")), QUESTION);
      assertRefused(way, gateway.as(Caller.tenant("c")), ErrorKind.BOOKS_UNAVAILABLE);
      way.ask(gateway.as(Caller.tenant("a")), QUESTION);
      assertBalance(gateway.budgets().balance("daily", Caller.tenant("a")), "1.10", "0");

      books.clock.advance(Duration.ofDays(1));
      way.ask(gateway.as(Caller.tenant("c")), QUESTION);
    }
  }

  @Test
  void whatDoesNotExistIsSaidSo() {
    try (LlmGateway gateway = books.builder().budget(Budget.usd("all", "1.00")).build()) {
      assertThat(
              catchThrowableOfType(
                  IllegalArgumentException.class,
                  () -> gateway.budgets().balance(BudgetAccount.of("none"))))
          .hasMessageContaining("none")
          .hasMessageContaining("all");
    }
  }
}
