package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.ProviderState;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.model.ModelCatalog;
import io.llmgw.model.PriceRules;
import io.llmgw.model.Prices;
import io.llmgw.outcome.Charge;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** At which price an answer is charged. */
class PricingTest {
  private static final ChatRequest QUESTION = ChatRequest.of("p/m", "Capital of France?");

  private final ScriptedProvider provider = ScriptedProvider.named("p");
  private final List<Charge> charges = new ArrayList<>();

  private LlmGateway gateway(ModelCatalog models, PriceRules rules) {
    return LlmGateway.builder()
        .clock(TestClock.at("2026-11-22T10:00:00Z"))
        .provider(provider)
        .models(models)
        .priceRules(rules)
        .onCost(charges::add)
        .build();
  }

  private static ModelCatalog priced(Cost.Source source) {
    return ModelCatalog.empty()
        .with(
            "p/m",
            m ->
                m.prices(
                    Prices.builder()
                        .price(Meter.INPUT, "3")
                        .price(Meter.OUTPUT, "15")
                        .priceFor("flex", Meter.INPUT, "1")
                        .priceFor("flex", Meter.OUTPUT, "5")
                        .from(source, "v1")
                        .build()));
  }

  private static ProviderAnswer answer(Usage usage, String tier, Optional<String> usd) {
    TextPart text = new TextPart("Paris");
    return ProviderAnswer.of(new AssistantMessage(List.of(text), ProviderState.NONE))
        .finish(FinishReason.STOP, "stop")
        .usage(usage, RawJson.NONE)
        .serviceTier(tier)
        .reportedUsd(usd.map(BigDecimal::new))
        .build();
  }

  private Cost cost(Way way, ModelCatalog models, PriceRules rules, ProviderAnswer answer) {
    provider.answersWith(request -> answer);
    try (LlmGateway gateway = gateway(models, rules)) {
      Cost cost = way.ask(gateway, QUESTION).cost();
      assertThat(charges).extracting(Charge::cost).containsExactly(cost);
      return cost;
    }
  }

  private static void is(Cost cost, String usd, Cost.Source source) {
    assertThat(cost.usd().orElseThrow()).isEqualByComparingTo(usd);
    assertThat(cost.source()).isEqualTo(source);
  }

  @ParameterizedTest
  @EnumSource
  void theTierThatServedIsTheOneThatIsPaid(Way way) {
    ProviderAnswer answer = answer(Usage.of(100, 50), "flex", Optional.empty());

    is(
        cost(way, priced(Cost.Source.CATALOG), PriceRules.none(), answer),
        "0.00035",
        Cost.Source.CATALOG);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheProviderReportsCountsBeforeTheCatalogue(Way way) {
    ProviderAnswer answer = answer(Usage.of(100, 50), "", Optional.of("0.0123"));

    is(
        cost(way, priced(Cost.Source.CATALOG), PriceRules.none(), answer),
        "0.0123",
        Cost.Source.PROVIDER);
  }

  @ParameterizedTest
  @EnumSource
  void theApplicationsPriceCountsBeforeWhatTheProviderReports(Way way) {
    ProviderAnswer answer = answer(Usage.of(100, 50), "", Optional.of("0.0123"));

    is(
        cost(way, priced(Cost.Source.CUSTOM), PriceRules.none(), answer),
        "0.00105",
        Cost.Source.CUSTOM);
  }

  @ParameterizedTest
  @EnumSource
  void aReportPricesAModelNobodyKnows(Way way) {
    ProviderAnswer answer = answer(Usage.unknown(), "", Optional.of("0.0123"));
    Cost cost = cost(way, ModelCatalog.empty(), PriceRules.none(), answer);

    is(cost, "0.0123", Cost.Source.PROVIDER);
    assertThat(charges.get(0).usage().source()).isEqualTo(Usage.Source.ESTIMATED);
  }

  @ParameterizedTest
  @EnumSource
  void discountsAndMarginsAreInEveryCharge(Way way) {
    PriceRules rules = PriceRules.none().discount("p", "5").margin("10", "0.0005");
    ProviderAnswer answer = answer(Usage.of(100, 50), "", Optional.empty());

    is(cost(way, priced(Cost.Source.CATALOG), rules, answer), "0.00159725", Cost.Source.CATALOG);
  }

  @Test
  void embeddingsWithoutUsageAreEstimated() {
    provider.embeds(2);
    try (LlmGateway gateway = gateway(priced(Cost.Source.CATALOG), PriceRules.none())) {
      var response = gateway.embed(EmbeddingRequest.of("p/m", "four"));

      assertThat(response.usage().source()).isEqualTo(Usage.Source.ESTIMATED);
      assertThat(response.cost().usd().orElseThrow()).isEqualByComparingTo("0.000003");
      assertThat(charges.get(0).settlement()).isEqualTo(Charge.Settlement.ESTIMATED);
    }
  }
}
