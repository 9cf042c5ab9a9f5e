package io.llmgw.tests.engine;

import static io.llmgw.tests.engine.Budgeting.QUESTION;
import static io.llmgw.tests.engine.Budgeting.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.LlmGateway;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.chat.ChatStream;
import io.llmgw.error.RefusedException;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.BudgetStore;
import io.llmgw.tests.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several gateways share one budget through a store. */
class BudgetStoreTest {
  private static final Budget ALL = Budget.usd("all", "3.00");

  private final Budgeting books = new Budgeting();
  private final SharedStore store = new SharedStore();

  /** A store in memory for one account without windows. */
  private static final class SharedStore implements BudgetStore {
    long granted;
    long settled;
    int closed;
    boolean failing;

    @Override
    public synchronized Lease lease(Lot lot, long least, long wanted) {
      if (failing) {
        throw new IllegalStateException("no connection");
      }
      long free = Math.max(0, lot.limit() - granted - settled);
      long now = Math.min(free, wanted);
      granted += now;
      return new Lease(now, Optional.of(Duration.ofSeconds(7)));
    }

    @Override
    public synchronized void giveBack(Lot lot, long unused) {
      granted -= unused;
    }

    @Override
    public synchronized void report(Lot lot, long used) {
      if (failing) {
        throw new IllegalStateException("no connection");
      }
      granted -= used;
      settled += used;
    }

    @Override
    public synchronized void close() {
      closed++;
    }
  }

  private LlmGateway gateway() {
    return books.builder().budget(ALL).budgetStore(store).build();
  }

  @ParameterizedTest
  @EnumSource
  void togetherTheyNeverOvershoot(Way way) {
    for (int i = 0; i < 10; i++) {
      answer(books.p);
    }
    int served = 0;
    List<RefusedException> refused = new ArrayList<>();
    try (LlmGateway one = gateway();
        LlmGateway two = gateway()) {
      for (int i = 0; i < 5; i++) {
        for (LlmGateway gateway : List.of(one, two)) {
          RefusedException e =
              catchThrowableOfType(RefusedException.class, () -> way.ask(gateway, QUESTION));
          served += e == null ? 1 : 0;
          if (e != null) {
            refused.add(e);
          }
        }
      }
      assertThat(books.p.calls()).isEqualTo(served).isBetween(2L, 5L);
      assertThat(refused).allMatch(e -> e.kind() == ErrorKind.BUDGET_EXCEEDED);
      assertThat(refused.get(0).retryAfter()).contains(Duration.ofSeconds(7));
    }
    assertThat(store.settled).isEqualTo(550_000_000L * served).isLessThanOrEqualTo(3_000_000_000L);
    assertThat(store.granted).as("all that was not spent was given back").isZero();
    assertThat(store.closed).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheStoreStillGrantsMayDoForALowerOutput(Way way) {
    answer(books.p);
    store.settled = 2_550_000_000L; // by others
    try (LlmGateway gateway =
        books.builder().budget(ALL.orLowerOutputTo(20)).budgetStore(store).build()) {
      way.ask(gateway, QUESTION);

      // 0.45 is left: 0.10 for the input, 0.35 for 38 tokens at 0.009
      assertThat(books.p.requests().get(0).chat().maxOutputTokens()).hasValue(38);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStoreThatFailsIsClosedAndReported(Way way) {
    answer(books.p);
    try (LlmGateway gateway = gateway()) {
      store.failing = true;
      RefusedException e =
          catchThrowableOfType(RefusedException.class, () -> way.ask(gateway, QUESTION));

      assertThat(e.kind()).isEqualTo(ErrorKind.BOOKS_UNAVAILABLE);
      assertThat(e.getCause()).isInstanceOf(IllegalStateException.class);
      assertThat(books.reported).containsExactly("budget store");
      assertThat(books.p.calls()).isZero();
      assertThat(gateway.budgets().balance(BudgetAccount.of("all")).reserved()).isZero();

      store.failing = false;
      way.ask(gateway, QUESTION);
    }
    assertThat(store.settled).isEqualTo(550_000_000L);
    assertThat(store.granted).isZero();
  }

  @Test
  void closeReportsWhatStoppedCallsCameTo() {
    books.p.hangsAfter("Pa");
    LlmGateway gateway = gateway();
    ChatStream stream = gateway.stream(QUESTION);
    gateway.close();

    assertThat(stream.outcome().charges()).hasSize(1);
    assertThat(store.settled)
        .isEqualTo(books.charged().movePointRight(9).longValueExact())
        .isPositive();
    assertThat(store.granted).isZero();
  }
}
