package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.budget.SpendTotal;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.error.LlmException;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code gateway.spend()} says is what calls were charged. */
class SpendTest {
  private static final ChatRequest QUESTION = ChatRequest.of("assistant", "Capital of France?");

  private final ScriptedProvider p = ScriptedProvider.named("p");
  private final ScriptedProvider q = ScriptedProvider.named("q");

  private LlmGateway gateway() {
    return LlmGateway.builder()
        .clock(TestClock.at("2026-11-22T10:00:00Z"))
        .provider(p)
        .provider(q)
        .models(
            ModelCatalog.empty()
                .with("p/m", m -> m.price("1", "1"))
                .with("q/m", m -> m.price("3", "15")))
        .route("assistant", r -> r.to("p/m").fallbackTo("q/m"))
        .cache(CaffeinePromptCache.ofMegabytes(1), CachePolicy.shared())
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void everyChargeOfACallIsSpentOnItsTarget(Way way) {
    p.failsWith(ErrorKind.NETWORK);
    q.answers("Paris").usage(100, 50);
    try (LlmGateway gateway = gateway()) {
      Caller acme = Caller.tenant("acme");
      CallOptions search = CallOptions.builder().tag("feature", "search").build();
      ChatResponse response = way.ask(gateway.as(acme), QUESTION, search);

      SpendTotal total = gateway.spend().total();
      assertThat(total.charges()).isEqualTo(2);
      assertThat(total.answers()).isEqualTo(1);
      assertThat(total.usd()).isEqualByComparingTo(response.cost().usd().orElseThrow());
      assertThat(gateway.spend().by(Scope.TARGET).rows())
          .extracting(row -> row.value(Scope.TARGET))
          .containsExactly("q/m", "p/m");
      assertThat(gateway.spend().only(Scope.tag("feature"), "search").total()).isEqualTo(total);
      assertThat(gateway.spend().only(Scope.TENANT, "acme").total()).isEqualTo(total);
      assertThat(gateway.spend().only(Scope.ROUTE, "assistant").total()).isEqualTo(total);
      assertThat(gateway.as(acme).spend().total()).isEqualTo(total);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCachedAnswerIsNotSpentButSaved(Way way) {
    p.answers("Paris").usage(100, 50);
    try (LlmGateway gateway = gateway()) {
      way.ask(gateway, QUESTION);
      way.ask(gateway, QUESTION);

      SpendTotal total = gateway.spend().only(Scope.TARGET, "p/m").total();
      assertThat(total.charges()).isEqualTo(1);
      assertThat(total.usd()).isEqualByComparingTo("0.00015");
      assertThat(total.cachedAnswers()).isEqualTo(1);
      assertThat(total.savedUsd()).isEqualByComparingTo("0.00015");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatCachedAnswersOfDifferentPricesSaveIsAddedUp(Way way) {
    p.answers("Paris").usage(100, 50);
    p.answers("Rome").usage(1_000, 500);
    ChatRequest other = ChatRequest.of("assistant", "Capital of Italy?");
    try (LlmGateway gateway = gateway()) {
      way.ask(gateway, QUESTION);
      way.ask(gateway, other);
      for (ChatRequest again : List.of(QUESTION, QUESTION, other, QUESTION, other, other)) {
        way.ask(gateway, again);
      }

      SpendTotal total = gateway.spend().only(Scope.TARGET, "p/m").total();
      assertThat(total.cachedAnswers()).isEqualTo(6);
      assertThat(total.savedUsd()).isEqualByComparingTo("0.00495");
      assertThat(gateway.spend().total().savedUsd()).isEqualByComparingTo("0.00495");
      assertThat(gateway.snapshot().cache().orElseThrow().usdSaved())
          .isEqualByComparingTo("0.00495");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailedCallsChargesAreSpentToo(Way way) {
    p.failsWith(ErrorKind.MALFORMED_ANSWER);
    try (LlmGateway gateway = gateway()) {
      assertThatThrownBy(() -> way.ask(gateway, ChatRequest.of("p/m", "?")))
          .isInstanceOf(LlmException.class);

      assertThat(gateway.spend().only(Scope.ROUTE, "p/m").total().charges()).isPositive();
      assertThat(gateway.spend().total().answers()).isZero();
    }
  }

  @Test
  void whatHasNoPriceIsCountedAsSuch() {
    p.answers("Paris").usage(100, 50);
    try (LlmGateway gateway = gateway()) {
      gateway.chat(ChatRequest.of("p/unheard-of", "?"));

      SpendTotal total = gateway.spend().by(Scope.MODEL).rows().get(0).total();
      assertThat(total.withoutPrice()).isEqualTo(1);
      assertThat(total.usage().totalTokens()).isEqualTo(150);
    }
  }

  @Test
  void itCanBeAskedAfterTheGatewayIsClosed() {
    p.answers("Paris").usage(100, 50);
    LlmGateway gateway = gateway();
    gateway.chat(QUESTION);
    gateway.close();

    assertThat(gateway.spend().perDay().by(Scope.TENANT).rows())
        .extracting(row -> List.copyOf(row.values().values()))
        .containsExactly(List.of(""));
  }

  @Test
  void roomForNothingIsRefused() {
    assertThatThrownBy(() -> LlmGateway.builder().spendCells(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spendCells");
  }
}
