package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static io.llmgw.tests.engine.Budgeting.answer;
import static io.llmgw.tests.engine.Budgeting.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Budget;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.outcome.Adjustment;
import io.llmgw.tests.Way;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a mark on, a budget sends calls to the cheaper branch of their route. */
class DowngradeTest {
  private static final ChatRequest QUESTION = ask("assistant");
  private static final Caller ACME = Caller.tenant("acme");
  private static final Caller BETA = Caller.tenant("beta");

  private final Budgeting books = new Budgeting();

  private LlmGatewayBuilder builder() {
    return books
        .builder()
        .route("assistant", r -> r.to("p/m").fallbackTo("p/n").whenDowngraded("q/cheap"))
        .route("only-one", r -> r.to("p/m"))
        .budget(
            Budget.usd("daily", "2.00")
                .perDay(ZoneOffset.UTC)
                .each(Scope.TENANT)
                .downgradeFrom(25));
  }

  @ParameterizedTest
  @EnumSource
  void itBeginsAtTheMarkSaysSoAndEndsWithTheWindow(Way way) {
    answer(books.p);
    answer(books.q);
    answer(books.p);
    answer(books.p);
    try (LlmGateway gateway = builder().build()) {
      ChatResponse usual = way.ask(gateway.as(ACME), QUESTION);
      ChatResponse cheaper = way.ask(gateway.as(ACME), QUESTION);

      assertThat(usual).wasServedBy("p/m");
      assertThat(usual.adjustments()).isEmpty();
      assertThat(cheaper).wasServedBy("q/cheap");
      assertThat(cheaper.adjustments())
          .extracting(Adjustment::kind)
          .containsExactly(Adjustment.Kind.ROUTE);
      assertThat(cheaper.adjustments().get(0).reason()).contains("daily").contains("25");
      assertThat(way.ask(gateway.as(BETA), QUESTION)).wasServedBy("p/m");

      books.clock.advance(Duration.ofHours(14));
      assertThat(way.ask(gateway.as(ACME), QUESTION)).wasServedBy("p/m");
    }
  }

  @ParameterizedTest
  @EnumSource
  void routesWithoutACheaperBranchGoOnAsBefore(Way way) {
    answer(books.p);
    answer(books.p);
    try (LlmGateway gateway = builder().build()) {
      way.ask(gateway.as(ACME), ask("only-one"));
      assertThat(way.ask(gateway.as(ACME), ask("only-one"))).wasServedBy("p/m");
    }
  }

  @ParameterizedTest
  @EnumSource
  void cachedAnswersStayOnTheirBranch(Way way) {
    answer(books.p);
    answer(books.q);
    ChatRequest other = QUESTION.toBuilder().system("briefly").build();
    try (LlmGateway gateway =
        builder().cache(CaffeinePromptCache.ofMegabytes(1), CachePolicy.shared()).build()) {
      way.ask(gateway.as(ACME), QUESTION); // from now on acme is downgraded
      ChatResponse cheaper = way.ask(gateway.as(ACME), other);
      ChatResponse again = way.ask(gateway.as(ACME), other);

      assertThat(cheaper).wasServedBy("q/cheap");
      assertThat(again).wasCached();
      assertThat(again.adjustments())
          .extracting(Adjustment::kind)
          .containsExactly(Adjustment.Kind.ROUTE);

      gateway.budgets().reset("daily", ACME);
      answer(books.p);
      ChatResponse usual = way.ask(gateway.as(ACME), other);
      assertThat(usual).wasServedBy("p/m");
      assertThat(usual.cache().isHit()).isFalse();
      assertThat(usual.adjustments()).isEmpty();
    }
  }

  @Test
  void whatWasSpentBeforeARestartCountsFromTheFirstCall() {
    answer(books.q);
    Budget seeded =
        Budget.usd("seeded", "2.00").downgradeFrom(50).spentSoFar(account -> BigDecimal.ONE);
    try (LlmGateway gateway =
        books
            .builder()
            .route("assistant", r -> r.to("p/m").whenDowngraded("q/cheap"))
            .budget(seeded)
            .build()) {
      assertThat(gateway.chat(QUESTION)).wasServedBy("q/cheap");
    }
  }

  /** Vectors of another model cannot be compared with those that are there. */
  @Test
  void embeddingsAreNeverDowngraded() {
    answer(books.p);
    books.p.embeds(4).usage(1, 0);
    try (LlmGateway gateway = builder().build()) {
      gateway.as(ACME).chat(QUESTION);
      assertThat(gateway.as(ACME).embed(EmbeddingRequest.of("assistant", List.of("a"))).vectors())
          .hasSize(1);
    }
  }
}
