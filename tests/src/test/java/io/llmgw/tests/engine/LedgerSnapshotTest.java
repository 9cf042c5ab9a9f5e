package io.llmgw.tests.engine;

import static io.llmgw.tests.engine.Budgeting.QUESTION;
import static io.llmgw.tests.engine.Budgeting.answer;
import static io.llmgw.tests.engine.Budgeting.assertBalance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetEvent;
import io.llmgw.budget.LedgerSnapshot;
import io.llmgw.chat.ChatStream;
import io.llmgw.error.BudgetExceededException;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A restart neither forgives nor forgets. */
class LedgerSnapshotTest {
  private static final Caller ACME = Caller.tenant("acme");
  private static final Caller BETA = Caller.tenant("beta");

  private final Budgeting books = new Budgeting();
  private final List<LedgerSnapshot> saved = new ArrayList<>();

  private LlmGatewayBuilder builder() {
    return books
        .builder()
        .onClose(saved::add)
        .budget(
            Budget.usd("daily", "1.20").perDay(ZoneOffset.UTC).each(Scope.TENANT).marks(40, 90));
  }

  private static Balance balance(LlmGateway gateway, Caller caller) {
    return gateway.budgets().balance("daily", caller);
  }

  @ParameterizedTest
  @EnumSource
  void spendDebtChangesAndMarksSurviveIt(Way way, @TempDir Path folder) {
    Path file = folder.resolve("ledger");
    answer(books.p);
    books.p.answers("Paris").usage(100, 250); // more than the cap that was sent
    answer(books.p);
    answer(books.p);
    try (LlmGateway gateway = builder().onClose(snapshot -> snapshot.writeTo(file)).build()) {
      way.ask(gateway.as(ACME), QUESTION);
      way.ask(gateway.as(BETA), QUESTION);
      gateway.budgets().set("daily", ACME, "2.00");
      gateway.budgets().addExtra("daily", ACME, "0.50");
      assertThat(books.marks).extracting(BudgetEvent::mark).containsExactly(40, 40, 90);
    }

    try (LlmGateway gateway = builder().ledger(LedgerSnapshot.readFrom(file)).build()) {
      assertBalance(balance(gateway, ACME), "0.55", "0");
      assertThat(balance(gateway, ACME).limit()).isEqualByComparingTo("2.50");
      assertThat(balance(gateway, BETA).debt()).isEqualByComparingTo("1.15");
      assertThat(
              catchThrowableOfType(
                  BudgetExceededException.class, () -> way.ask(gateway.as(BETA), QUESTION)))
          .isNotNull();
      way.ask(gateway.as(ACME), QUESTION);
      assertThat(books.marks).as("40 was told before").hasSize(3);

      books.clock.advance(Duration.ofDays(1));
      assertBalance(balance(gateway, BETA), "1.15", "0");
      assertThat(balance(gateway, ACME).limit()).isEqualByComparingTo("2.00");
    }
  }

  @Test
  void callsInFlightAreStoppedAndSettledBeforeItIsTaken() {
    books.p.hangsAfter("Pa").hangs();
    // A clock that moves by itself would go on to the deadline as soon as everybody waits.
    LlmGateway gateway = builder().clock(TestClock.stoppedAt("2026-11-22T10:00:00Z")).build();
    ChatStream unread = gateway.as(ACME).stream(QUESTION);
    CompletableFuture<?> waiting = gateway.as(BETA).chatAsync(QUESTION);
    while (books.p.calls() < 2) {
      Thread.onSpinWait();
    }
    assertThat(gateway.budgets().snapshot().accounts())
        .as("what may be billed counts as spent")
        .allMatch(entry -> entry.spent().compareTo(BigDecimal.ONE) == 0)
        .hasSize(2);

    gateway.close();

    assertThat(unread).isNotNull();
    assertThat(waiting).failsWithin(Duration.ofSeconds(10));
    assertThat(saved).hasSize(1);
    assertThat(saved.get(0).accounts().stream().map(entry -> entry.spent()))
        .as("input and what had arrived")
        .allMatch(spent -> spent.signum() > 0 && spent.compareTo(BigDecimal.ONE) < 0);
    assertThat(gateway.budgets().balances("daily"))
        .allMatch(balance -> balance.reserved().signum() == 0);
  }

  @Test
  void savingThatFailsIsReportedAndTheGatewayIsClosedAllTheSame() {
    LlmGateway gateway =
        builder()
            .onClose(
                snapshot -> {
                  throw new IllegalStateException("disk full");
                })
            .build();
    gateway.close();

    assertThat(books.reported).containsExactly("saving the ledger");
    assertThat(books.p.openClients()).isZero();
  }
}
