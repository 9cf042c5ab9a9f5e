package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Balance;
import io.llmgw.budget.BudgetEvent;
import io.llmgw.chat.ChatRequest;
import io.llmgw.event.GatewayListener;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.Charge;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A gateway whose calls have round prices: at {@code p/m} and {@code p/n} a question may come to $1
 * (100 tokens in for $0.10, up to 100 tokens out for $0.90), at {@code q/cheap} to $0.10. An {@link
 * #answer} costs $0.55 and $0.055.
 */
final class Budgeting {
  static final ChatRequest QUESTION = ask("p/m");

  final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  final ScriptedProvider p = ScriptedProvider.named("p");
  final ScriptedProvider q = ScriptedProvider.named("q");
  final List<Charge> charges = new CopyOnWriteArrayList<>();
  final List<BudgetEvent> marks = new CopyOnWriteArrayList<>();
  final List<String> reported = new CopyOnWriteArrayList<>();

  static ChatRequest ask(String model) {
    return ChatRequest.builder(model).user("Capital of France?").maxOutputTokens(100).build();
  }

  /** A step of a provider: an answer that used 100 tokens in and 50 out. */
  static void answer(ScriptedProvider provider) {
    provider.answers("Paris").usage(100, 50);
  }

  LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .clock(clock)
        .provider(p)
        .provider(q)
        .models(
            ModelCatalog.empty()
                .with("p/m", m -> m.price("1000", "9000"))
                .with("p/n", m -> m.price("1000", "9000"))
                .with("q/cheap", m -> m.price("100", "900")))
        .tokenCounter((request, provider, context) -> Optional.of(TokenCount.exactly(100)))
        .onCost(charges::add)
        .listener(
            new GatewayListener() {
              @Override
              public void onBudget(BudgetEvent event) {
                marks.add(event);
              }

              @Override
              public void onInternalError(String component, Throwable error) {
                reported.add(component);
              }
            });
  }

  /** What all charges come to. */
  BigDecimal charged() {
    return charges.stream()
        .map(charge -> charge.cost().usd().orElseThrow())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  static void assertBalance(Balance balance, String spent, String reserved) {
    assertThat(balance.spent()).as("spent of %s", balance).isEqualByComparingTo(spent);
    assertThat(balance.reserved()).as("reserved of %s", balance).isEqualByComparingTo(reserved);
  }
}
