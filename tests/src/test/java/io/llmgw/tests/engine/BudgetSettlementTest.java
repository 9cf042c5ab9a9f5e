package io.llmgw.tests.engine;

import static io.llmgw.tests.engine.Budgeting.QUESTION;
import static io.llmgw.tests.engine.Budgeting.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.budget.BudgetEvent;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.error.LlmException;
import io.llmgw.event.AttemptEvent;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.tests.Way;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However a call ends, what it cost is booked once and what it held is given back. */
class BudgetSettlementTest {
  private final Budgeting books = new Budgeting();

  private LlmGatewayBuilder builder() {
    return books
        .builder()
        .budget(Budget.usd("usd", "100"))
        .budget(Budget.tokens("tokens", 100_000))
        .budget(Budget.calls("calls", 100))
        .budget(Budget.usd("soft", "100").soft());
  }

  /** The books agree with the charges, and nothing is held. */
  private void assertSettled(LlmGateway gateway, int chargedCalls) {
    for (String name : gateway.budgets().names()) {
      assertThat(balance(gateway, name).reserved()).as("reserved of " + name).isZero();
    }
    assertThat(balance(gateway, "usd").spent()).isEqualByComparingTo(books.charged());
    assertThat(balance(gateway, "soft").spent()).isEqualByComparingTo(books.charged());
    assertThat(balance(gateway, "tokens").spent())
        .isEqualByComparingTo(
            BigDecimal.valueOf(
                books.charges.stream().mapToLong(charge -> charge.usage().totalTokens()).sum()));
    assertThat(balance(gateway, "calls").spent()).isEqualByComparingTo("" + chargedCalls);
  }

  private static Balance balance(LlmGateway gateway, String budget) {
    return gateway.budgets().balance(BudgetAccount.of(budget));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "RATE_LIMITED",
        "OVERLOADED",
        "SERVER_ERROR",
        "NETWORK",
        "TIMEOUT",
        "AUTHENTICATION",
        "INVALID_REQUEST",
        "CONTEXT_WINDOW_EXCEEDED",
        "CONTENT_FILTERED",
        "MALFORMED_ANSWER"
      })
  void errorsOfEveryKind(ErrorKind kind) {
    books.p.failsWith(kind);
    for (Way way : Way.values()) {
      books.charges.clear();
      try (LlmGateway gateway = builder().retries(0).build()) {
        assertThat(catchThrowable(() -> way.ask(gateway, QUESTION)))
            .isInstanceOf(LlmException.class);
        assertSettled(gateway, books.charges.isEmpty() ? 0 : 1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerWithoutUsageAndOneThatIsCut(Way way) {
    books.p.answers("Paris").cutsAfter("Pa", "ris");
    try (LlmGateway gateway = builder().retries(0).build()) {
      way.ask(gateway, QUESTION);
      assertThat(catchThrowable(() -> way.ask(gateway, QUESTION))).isInstanceOf(LlmException.class);

      assertThat(books.charges).hasSize(2);
      assertSettled(gateway, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aStreamThatIsClosedAfterSoManyPieces(int pieces) {
    books.p.hangsAfter("a", "b", "c", "d");
    try (LlmGateway gateway = builder().build()) {
      try (ChatStream stream = gateway.stream(QUESTION)) {
        assertThat(balance(gateway, "usd").reserved()).isEqualByComparingTo("1");
        Iterator<StreamEvent> events = stream.iterator();
        for (int i = 0; i < pieces; i++) {
          events.next();
        }
      }
      assertThat(books.charges).hasSize(1);
      assertSettled(gateway, 1);
      assertThat(books.p.openStreams()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallWhoseTimeIsUp(Way way) {
    books.p.hangs();
    try (LlmGateway gateway = builder().build()) {
      assertThat(
              catchThrowable(
                  () -> way.ask(gateway, QUESTION, CallOptions.timeout(Duration.ofSeconds(3)))))
          .isInstanceOf(LlmException.class);
      assertSettled(gateway, 1);
    }
  }

  @Test
  void aStreamNobodyReadsWhenItsTimeIsUp() {
    books.p.hangsAfter("a");
    try (LlmGateway gateway = builder().build()) {
      ChatStream stream = gateway.stream(QUESTION, CallOptions.timeout(Duration.ofSeconds(3)));
      books.clock.advance(Duration.ofSeconds(3));

      assertThat(stream.outcome().charges()).hasSize(1);
      assertSettled(gateway, 1);
    }
  }

  @Test
  void aFutureThatIsCancelledWhileTheTargetThinks() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    books.p.hangs();
    try (LlmGateway gateway = builder().listener(onCall(event -> ended.countDown())).build()) {
      CompletableFuture<?> future = gateway.chatAsync(QUESTION);
      while (books.p.calls() == 0) {
        Thread.onSpinWait();
      }
      future.cancel(true);

      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
      assertSettled(gateway, 1);
    }
  }

  private static GatewayListener onCall(Consumer<CallEvent> then) {
    return new GatewayListener() {
      @Override
      public void onCall(CallEvent event) {
        then.accept(event);
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void listenersAndCallbacksThatThrow(Way way) {
    answer(books.p);
    books.p.failsWith(500);
    GatewayListener hostile =
        new GatewayListener() {
          @Override
          public void onAttempt(AttemptEvent event) {
            throw new IllegalStateException("attempt");
          }

          @Override
          public void onCall(CallEvent event) {
            throw new AssertionError("call");
          }

          @Override
          public void onBudget(BudgetEvent event) {
            throw new IllegalStateException("budget");
          }
        };
    try (LlmGateway gateway =
        builder()
            .retries(0)
            .listener(hostile)
            .budget(Budget.usd("marked", "0.50").soft())
            .onCost(
                charge -> {
                  throw new IllegalStateException("cost");
                })
            .build()) {
      way.ask(gateway, QUESTION);
      assertThat(catchThrowable(() -> way.ask(gateway, QUESTION))).isInstanceOf(LlmException.class);

      assertSettled(gateway, 1);
      assertThat(books.marks).hasSize(1);
      assertThat(books.reported).contains("listener", "cost callback");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCallsOwnCallbackThatThrows(Way way) {
    answer(books.p);
    CallOptions options =
        CallOptions.builder()
            .onCost(
                charge -> {
                  throw new IllegalStateException("own");
                })
            .build();
    try (LlmGateway gateway = builder().build()) {
      assertThat(
              catchThrowableOfType(
                  IllegalStateException.class, () -> way.ask(gateway, QUESTION, options)))
          .isNotNull();
      assertSettled(gateway, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anErrorOfTheVirtualMachine(Way way) {
    books.p.answersWith(
        request -> {
          throw new StackOverflowError();
        });
    try (LlmGateway gateway = builder().build()) {
      assertThat(catchThrowable(() -> way.ask(gateway, QUESTION))).isNotNull();
      assertSettled(gateway, books.charges.isEmpty() ? 0 : 1);
    }
  }

  @Test
  void aCallThatNoThreadIsFreeFor() {
    LlmGatewayBuilder full =
        builder()
            .executor(
                task -> {
                  throw new RejectedExecutionException("full");
                });
    try (LlmGateway gateway = full.build()) {
      assertThat(gateway.chatAsync(QUESTION)).failsWithin(Duration.ofSeconds(10));
      assertSettled(gateway, 0);
    }
  }
}
