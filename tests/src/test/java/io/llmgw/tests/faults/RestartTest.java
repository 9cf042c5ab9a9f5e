package io.llmgw.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.StreamEvent;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.route.BrokenStreams;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.value.Target;
import org.junit.jupiter.api.Test;

/** A broken stream starts anew, and the application is told to clear what it showed. */
class RestartTest {
  private static final int MAX_ATTEMPTS = 4;

  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final ScriptedProvider first = ScriptedProvider.named("first");
  private final ScriptedProvider second = ScriptedProvider.named("second");

  private LlmGateway gateway() {
    LlmGatewayBuilder builder =
        LlmGateway.builder()
            .clock(clock)
            .provider(first)
            .provider(second)
            .maxAttempts(MAX_ATTEMPTS)
            .models(
                ModelCatalog.empty()
                    .with("first/a", m -> m.price("10", "90"))
                    .with("second/b", m -> m.price("10", "90")))
            .budget(Budget.usd("all", "1000"))
            .route(
                "r",
                r -> r.to("first/a").fallbackTo("second/b").brokenStreams(BrokenStreams.RESTART));
    return builder.build();
  }

  private Reply reply() {
    ChatRequest question =
        ChatRequest.builder("r").user("Capital of France?").maxOutputTokens(100).build();
    try (LlmGateway gateway = gateway()) {
      Reply reply = Reply.to(question, Way.STREAM, gateway);
      assertThat(gateway.budgets().balance(BudgetAccount.of("all")).reserved()).isZero();
      assertThat(clock.pendingTimers()).isZero();
      assertThat(first.openStreams() + second.openStreams()).isZero();
      return reply;
    }
  }

  @Test
  void theApplicationIsToldAndBothAttemptsAreCharged() {
    first.cutsAfter("Lon");
    second.answers("Paris").usage(10, 5);
    Reply reply = reply();

    Told.answered(reply);
    assertThat(reply.restarts())
        .containsExactly(
            new StreamEvent.Restarted(
                Target.parse("first/a"), Target.parse("second/b"), ErrorKind.STREAM_INTERRUPTED));
    assertThat(reply.charges())
        .extracting(Charge::settlement)
        .containsExactly(Charge.Settlement.ESTIMATED, Charge.Settlement.REPORTED);
  }

  @Test
  void whatBreaksAgainStartsAgainWithinTheCallsAttempts() {
    first.cutsAfter("Lon");
    second.cutsAfter("Lon");
    Reply reply = reply();

    Told.interrupted(reply);
    Told.completely(reply, MAX_ATTEMPTS);
    assertThat(first.calls()).isEqualTo(1);
    assertThat(second.calls()).as("the last target is tried again").isEqualTo(3);
    assertThat(reply.restarts()).hasSize(3);
    assertThat(reply.charges()).hasSize(4);
  }

  @Test
  void ifNobodyElseAnswersThePartThatWasShownIsInTheError() {
    first.cutsAfter("Lon");
    second.failsWith(503);
    Reply reply = reply();

    Told.interrupted(reply);
    assertThat(reply.restarts()).isEmpty();
    assertThat(reply.attempts()).hasSize(4);
    assertThat(reply.charges()).hasSize(1);
  }
}
