package io.llmgw.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatStream;
import io.llmgw.error.BudgetExceededException;
import io.llmgw.model.ModelCatalog;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.value.Caller;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The numbers that {@code docs/budgets.md} explains reservation with. */
class BudgetsPageTest {
  private static final ChatRequest REQUEST = ChatRequest.of("assistant", "x".repeat(1_200));

  @Test
  void aReservationIsTheBytesAndTheCapAndASettlementWhatWasReported() {
    try (LlmGateway gateway = gateway()) {
      try (ChatStream stream = gateway.stream(REQUEST)) {
        assertThat(balance(gateway).reserved()).isEqualByComparingTo("0.002308");
        stream.forEach(event -> {});
      }

      assertThat(balance(gateway).reserved()).isZero();
      assertThat(balance(gateway).spent()).isEqualByComparingTo("0.0005175");
    }
  }

  @Test
  void twentyOneCallsFitAtOnce() {
    try (LlmGateway gateway = gateway()) {
      List<ChatStream> open = new ArrayList<>();

      assertThat(untilRefused(gateway, g -> open.add(g.stream(REQUEST)))).isEqualTo(21);

      open.forEach(ChatStream::close);
    }
  }

  @Test
  void ninetyThreeCallsFitOneAfterTheOther() {
    try (LlmGateway gateway = gateway()) {
      assertThat(untilRefused(gateway, g -> g.chat(REQUEST))).isEqualTo(93);
      assertThat(balance(gateway).remaining()).isEqualByComparingTo("0.0018725");
    }
  }

  private static int untilRefused(LlmGateway gateway, Consumer<LlmGateway> call) {
    for (int calls = 0; calls < 1_000; calls++) {
      try {
        call.accept(gateway);
      } catch (BudgetExceededException full) {
        return calls;
      }
    }
    return Integer.MAX_VALUE;
  }

  private static Balance balance(LlmGateway gateway) {
    return gateway.budgets().balance("day", Caller.anonymous());
  }

  private static LlmGateway gateway() {
    return LlmGateway.builder()
        .provider(ScriptedProvider.named("house").answers("An answer.").usage(310, 220))
        .models(ModelCatalog.empty().with("house/small", m -> m.price("0.25", "2.00")))
        .route("assistant", r -> r.to("house/small").maxOutputTokens(1_000))
        .budget(Budget.usd("day", "0.05").perDay(ZoneId.of("Europe/Paris")))
        .build();
  }
}
