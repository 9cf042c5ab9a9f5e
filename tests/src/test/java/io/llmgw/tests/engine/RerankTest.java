package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.LlmGateway;
import io.llmgw.budget.Budget;
import io.llmgw.error.LlmException;
import io.llmgw.error.TooExpensiveException;
import io.llmgw.model.ModelCatalog;
import io.llmgw.model.ModelInfo;
import io.llmgw.model.Prices;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.rerank.RankedDocument;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.rerank.RerankResponse;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderContext;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.RerankAnswer;
import io.llmgw.spi.RerankClient;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.Caller;
import io.llmgw.value.RawJson;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders of documents through the whole engine. */
class RerankTest {
  private static final RerankRequest REQUEST =
      RerankRequest.of("best", "ruby", List.of("a", "b", "c"));

  private final ScriptedProvider first = ScriptedProvider.named("first");
  private final ScriptedProvider second = ScriptedProvider.named("second");

  private LlmGateway gateway() {
    Prices prices = Prices.builder().price(Meter.SEARCH_UNIT, "0.002").build();
    return LlmGateway.builder()
        .clock(TestClock.at("2026-11-22T10:00:00Z"))
        .provider(first)
        .provider(second)
        .models(ModelCatalog.empty().with("second/r", m -> m.prices(prices)))
        .route("best", r -> r.to("first/r").fallbackTo("second/r"))
        .build();
  }

  /** A provider that bills search units bills one for every hundred documents. */
  @Test
  void aHardBudgetReservesAllSearchUnitsThatARequestCanTake() {
    Prices prices = Prices.builder().price(Meter.SEARCH_UNIT, "0.002").build();
    second.ranks(0.5);
    try (LlmGateway gateway =
        LlmGateway.builder()
            .clock(TestClock.at("2026-11-22T10:00:00Z"))
            .provider(second)
            .models(ModelCatalog.empty().with("second/r", m -> m.prices(prices)))
            .budget(Budget.usd("all", "0.003"))
            .build()) {
      for (List<String> twoUnits :
          List.of(Collections.nCopies(101, "a"), List.of("a".repeat(9_000)))) {
        RerankRequest large = RerankRequest.of("second/r", "ruby", twoUnits);
        assertThatThrownBy(() -> gateway.rerank(large)).isInstanceOf(TooExpensiveException.class);
      }
      assertThat(gateway.rerank(RerankRequest.of("second/r", "ruby", List.of("a"))).results())
          .hasSize(1);
      assertThat(gateway.budgets().balance("all", Caller.anonymous()).reserved())
          .isEqualByComparingTo("0");
    }
  }

  @Test
  void theMostRelevantComesFirstWhateverTheProvidersOrder() {
    first.ranks(0.1, 0.9, 0.5);
    try (LlmGateway gateway = gateway()) {
      assertThat(gateway.rerank(REQUEST).results())
          .containsExactly(
              new RankedDocument(1, 0.9), new RankedDocument(2, 0.5), new RankedDocument(0, 0.1));
    }
  }

  @Test
  void aServerThatRanksMoreThanWantedIsCutShort() {
    first.ranks(0.1, 0.9, 0.5);
    try (LlmGateway gateway = gateway()) {
      assertThat(gateway.rerank(REQUEST.withTop(2)).results())
          .containsExactly(new RankedDocument(1, 0.9), new RankedDocument(2, 0.5));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 3", "-1, 0"})
  void aRankingOfOtherDocumentsThanWereSentIsNone(int one, int other) {
    Ranking ranking =
        new Ranking(List.of(new RankedDocument(one, 1), new RankedDocument(other, 2)));
    try (LlmGateway gateway = LlmGateway.builder().retries(0).provider(ranking).build()) {
      LlmException failure =
          catchThrowableOfType(
              LlmException.class,
              () -> gateway.rerank(RerankRequest.of("ranking/r", "q", List.of("a", "b", "c"))));

      assertThat(failure.kind()).isEqualTo(ErrorKind.MALFORMED_ANSWER);
    }
  }

  /** Answers with the same results, whatever the documents are. */
  private record Ranking(List<RankedDocument> results) implements ProviderSpec, RerankClient {
    @Override
    public String name() {
      return "ranking";
    }

    @Override
    public ProviderClient connect(ProviderContext context) {
      return this;
    }

    @Override
    public Optional<ModelInfo> describe(String model) {
      return Optional.empty();
    }

    @Override
    public RerankAnswer rerank(String model, RerankRequest request, CallContext context) {
      return new RerankAnswer(results, Usage.unknown(), RawJson.NONE, model);
    }

    @Override
    public void close() {}
  }

  @Test
  void searchUnitsArePaidWhereTheyAreUsed() {
    first.failsWith(503);
    second.ranks(0.1, 0.9, 0.5).usage(Usage.builder().count(Meter.SEARCH_UNIT, 2).build());
    try (LlmGateway gateway = gateway()) {
      RerankResponse response = gateway.rerank(REQUEST);

      assertThat(response.attempts()).hasSize(2);
      assertThat(response.charges()).hasSize(1);
      assertThat(response.usage().count(Meter.SEARCH_UNIT)).isEqualTo(2);
      assertThat(response.cost().usd().orElseThrow()).isEqualByComparingTo("0.004");
    }
  }
}
