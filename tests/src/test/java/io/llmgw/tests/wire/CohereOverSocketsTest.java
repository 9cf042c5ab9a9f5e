package io.llmgw.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatRequest;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.embedding.EmbeddingResponse;
import io.llmgw.error.InvalidRequestException;
import io.llmgw.model.ModelCatalog;
import io.llmgw.model.Prices;
import io.llmgw.outcome.Adjustment;
import io.llmgw.provider.Cohere;
import io.llmgw.rerank.RankedDocument;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.rerank.RerankResponse;
import io.llmgw.route.UnsupportedSettings;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.ReceivedRequest;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.StandInServer;
import io.llmgw.tests.Way;
import io.llmgw.usage.Meter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cohere's client and the engine over real HTTP: split embeddings, rerank, strict routes. */
class CohereOverSocketsTest {
  private static final Map<String, String> JSON = Map.of("content-type", "application/json");

  private static ProviderSpec cohere(StandInServer server) {
    return Cohere.builder().baseUrl(server.baseUrl()).apiKey("co-test-1234567890").build();
  }

  /** An answer with the vectors {@code [number, 1]} for a range of numbers. */
  private static byte[] vectors(int from, int to, int billed) {
    String vectors =
        IntStream.range(from, to).mapToObj(i -> "[" + i + ",1]").collect(Collectors.joining(","));
    return bytes(
        "{\"embeddings\":{\"float\":["
            + vectors
            + "]},\"meta\":{\"billed_units\":{\"input_tokens\":"
            + billed
            + "}}}");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void moreThan96TextsAreSplitAndAFailureCostsOnlyItsOwnRequest() {
    try (StandInServer server =
            StandInServer.openAi()
                .raw(200, JSON, vectors(0, 96, 300))
                .raw(200, JSON, vectors(96, 192, 300))
                .raw(503, JSON, bytes("{\"message\":\"busy\"}"))
                .raw(200, JSON, vectors(192, 200, 25));
        LlmGateway gateway =
            LlmGateway.builder()
                .provider(cohere(server))
                .models(ModelCatalog.empty().with("cohere/e", m -> m.price("0.1")))
                .build()) {
      EmbeddingResponse response =
          gateway.embed(
              EmbeddingRequest.of(
                  "cohere/e", IntStream.range(0, 200).mapToObj(i -> "text " + i).toList()));

      assertThat(response.vectors()).hasSize(200);
      for (int i = 0; i < 200; i++) {
        assertThat(response.vectors().get(i)).containsExactly(i, 1);
      }
      List<String> bodies = server.requests().stream().map(ReceivedRequest::body).toList();
      assertThat(bodies).hasSize(4);
      assertThat(bodies.get(2)).contains("\"text 192\"").doesNotContain("\"text 191\"");
      assertThat(bodies.get(3)).isEqualTo(bodies.get(2));
      assertThat(response.usage().count(Meter.INPUT)).isEqualTo(625);
      assertThat(response.cost().usd()).hasValue(new BigDecimal("0.0000625"));
    }
  }

  @Test
  void aRankingIsSortedAndPaidBySearchUnits() {
    String answer =
        "{\"results\":[{\"index\":2,\"relevance_score\":0.25},{\"index\":0,\"relevance_score\":0.75}],"
            + "\"meta\":{\"billed_units\":{\"search_units\":1}}}";
    Prices prices = Prices.builder().price(Meter.SEARCH_UNIT, "0.002").build();
    try (StandInServer server = StandInServer.openAi().raw(200, JSON, bytes(answer));
        LlmGateway gateway =
            LlmGateway.builder()
                .provider(cohere(server))
                .models(ModelCatalog.empty().with("cohere/r", m -> m.prices(prices)))
                .build()) {
      RerankResponse response =
          gateway.rerank(RerankRequest.of("cohere/r", "q", List.of("a", "b", "c")).withTop(2));

      assertThat(response.results())
          .containsExactly(new RankedDocument(0, 0.75), new RankedDocument(2, 0.25));
      assertThat(response.cost().usd()).hasValue(new BigDecimal("0.002"));
      assertThat(server.requests().get(0).body())
          .isEqualTo(
              "{\"model\":\"r\",\"query\":\"q\",\"documents\":[\"a\",\"b\",\"c\"],\"top_n\":2}");
    }
  }

  private static ChatRequest one(String model) {
    return ChatRequest.builder(model).user("Hi").alternatives(2).build();
  }

  @ParameterizedTest
  @EnumSource
  void aStrictRouteMovesOnToAFallbackThatCan(Way way) {
    try (StandInServer server = StandInServer.openAi();
        LlmGateway gateway =
            LlmGateway.builder()
                .provider(cohere(server))
                .provider(ScriptedProvider.named("able").answers("Hello").usage(3, 1))
                .route(
                    "r",
                    r ->
                        r.to("cohere/c")
                            .fallbackTo("able/m")
                            .unsupported(UnsupportedSettings.STRICT))
                .build()) {
      assertThat(way.ask(gateway, one("r")).text()).isEqualTo("Hello");
      assertThat(server.requestCount()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStrictRouteWithoutAnAbleTargetSendsNothingAndChargesNothing(Way way) {
    try (StandInServer server = StandInServer.openAi();
        LlmGateway gateway =
            LlmGateway.builder()
                .provider(cohere(server))
                .unsupportedSettings(UnsupportedSettings.STRICT)
                .build()) {
      InvalidRequestException failure =
          catchThrowableOfType(
              InvalidRequestException.class, () -> way.ask(gateway, one("cohere/c")));

      assertThat(failure).hasMessageContaining("alternatives");
      assertThat(failure.charges()).isEmpty();
      assertThat(server.requestCount()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = UnsupportedSettings.class,
      names = {"WARN", "DROP"})
  void otherRoutesSendWithoutAndSaySo(UnsupportedSettings policy) {
    String answer =
        "{\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]},"
            + "\"finish_reason\":\"COMPLETE\"}";
    try (StandInServer server = StandInServer.openAi().raw(200, JSON, bytes(answer));
        LlmGateway gateway =
            LlmGateway.builder().provider(cohere(server)).unsupportedSettings(policy).build()) {
      assertThat(gateway.chat(one("cohere/c")).adjustments())
          .extracting(Adjustment::setting)
          .containsExactly("alternatives");
    }
  }
}
