package io.llmgw.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatRequest;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.embedding.EmbeddingResponse;
import io.llmgw.error.InvalidRequestException;
import io.llmgw.model.ModelCatalog;
import io.llmgw.model.Prices;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.Attempt;
import io.llmgw.provider.Cohere;
import io.llmgw.rerank.RankedDocument;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.rerank.RerankResponse;
import io.llmgw.route.UnsupportedSettings;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.tests.Way;
import io.llmgw.usage.Meter;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cohere's client and the engine over real HTTP: split embeddings, rerank, strict routes. */
class CohereOverSocketsTest {
  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ProviderSpec cohere() {
    return Cohere.builder().baseUrl(server.url("/v2").toString()).apiKey("co-test-123456").build();
  }

  private void answers(int status, String json) {
    server.enqueue(new MockResponse(status, Headers.of("content-type", "application/json"), json));
  }

  private String nextBody() throws InterruptedException {
    return server.takeRequest().getBody().utf8();
  }

  /** An answer with the vectors {@code [number, 1]} for a range of numbers. */
  private static String vectors(int from, int to, int billed) {
    String vectors =
        IntStream.range(from, to).mapToObj(i -> "[" + i + ",1]").collect(Collectors.joining(","));
    return "{\"embeddings\":{\"float\":["
        + vectors
        + "]},\"meta\":{\"billed_units\":{\"input_tokens\":"
        + billed
        + "}}}";
  }

  @Test
  void moreThan96TextsAreSplitAndAFailureCostsOnlyItsOwnRequest() throws InterruptedException {
    answers(200, vectors(0, 96, 300));
    answers(200, vectors(96, 192, 300));
    answers(503, "{\"message\":\"busy\"}");
    answers(200, vectors(192, 200, 25));
    try (LlmGateway gateway =
        LlmGateway.builder()
            .provider(cohere())
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
      assertThat(server.getRequestCount()).isEqualTo(4);
      assertThat(nextBody()).contains("\"text 95\"").doesNotContain("\"text 96\"");
      assertThat(nextBody()).contains("\"text 191\"");
      String third = nextBody();
      assertThat(third).contains("\"text 192\"").doesNotContain("\"text 191\"");
      assertThat(nextBody()).isEqualTo(third);
      assertThat(response.usage().count(Meter.INPUT)).isEqualTo(625);
      assertThat(response.cost().usd().orElseThrow()).isEqualByComparingTo("0.0000625");
    }
  }

  @Test
  void aRankingIsSortedAndPaidBySearchUnits() throws InterruptedException {
    String answer =
        "{\"results\":[{\"index\":2,\"relevance_score\":0.25},{\"index\":0,\"relevance_score\":0.75}],"
            + "\"meta\":{\"billed_units\":{\"search_units\":1}}}";
    Prices prices = Prices.builder().price(Meter.SEARCH_UNIT, "0.002").build();
    answers(200, answer);
    try (LlmGateway gateway =
        LlmGateway.builder()
            .provider(cohere())
            .models(ModelCatalog.empty().with("cohere/r", m -> m.prices(prices)))
            .build()) {
      RerankResponse response =
          gateway.rerank(RerankRequest.of("cohere/r", "q", List.of("a", "b", "c")).withTop(2));

      assertThat(response.results())
          .containsExactly(new RankedDocument(0, 0.75), new RankedDocument(2, 0.25));
      assertThat(response.cost().usd().orElseThrow()).isEqualByComparingTo("0.002");
      assertThat(nextBody())
          .isEqualTo(
              "{\"model\":\"r\",\"query\":\"q\",\"documents\":[\"a\",\"b\",\"c\"],\"top_n\":2}");
    }
  }

  @Test
  void everyAttemptTellsWhatItsHeadersSaidOfTheLimits() {
    limited(429, "{\"message\":\"slow down\"}", "0");
    limited(
        200,
        "{\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"COMPLETE\"}",
        "19");
    try (LlmGateway gateway = LlmGateway.builder().provider(cohere()).build()) {
      List<Attempt> attempts = gateway.chat(ChatRequest.of("cohere/c", "Hi")).attempts();

      assertThat(attempts)
          .extracting(attempt -> attempt.rateLimits().requests().orElseThrow())
          .extracting(window -> window.limit().orElse(-1), window -> window.remaining().orElse(-1))
          .containsExactly(tuple(20L, 0L), tuple(20L, 19L));
    }
  }

  private void limited(int status, String json, String remaining) {
    Headers headers =
        Headers.of(
            "content-type", "application/json",
            "retry-after", "0",
            "x-ratelimit-limit-requests", "20",
            "x-ratelimit-remaining-requests", remaining);
    server.enqueue(new MockResponse(status, headers, json));
  }

  private static ChatRequest one(String model) {
    return ChatRequest.builder(model).user("Hi").topP(1).build();
  }

  @ParameterizedTest
  @EnumSource
  void aStrictRouteMovesOnToAFallbackThatCan(Way way) {
    try (LlmGateway gateway =
        LlmGateway.builder()
            .provider(cohere())
            .provider(ScriptedProvider.named("able").answers("Hello").usage(3, 1))
            .route(
                "r",
                r -> r.to("cohere/c").fallbackTo("able/m").unsupported(UnsupportedSettings.STRICT))
            .build()) {
      assertThat(way.ask(gateway, one("r")).text()).isEqualTo("Hello");
      assertThat(server.getRequestCount()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStrictRouteWithoutAnAbleTargetSendsNothingAndChargesNothing(Way way) {
    try (LlmGateway gateway =
        LlmGateway.builder()
            .provider(cohere())
            .unsupportedSettings(UnsupportedSettings.STRICT)
            .build()) {
      InvalidRequestException failure =
          catchThrowableOfType(
              InvalidRequestException.class, () -> way.ask(gateway, one("cohere/c")));

      assertThat(failure).hasMessageContaining("topP");
      assertThat(failure.charges()).isEmpty();
      assertThat(server.getRequestCount()).isZero();
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
    answers(200, answer);
    try (LlmGateway gateway =
        LlmGateway.builder().provider(cohere()).unsupportedSettings(policy).build()) {
      assertThat(gateway.chat(one("cohere/c")).adjustments())
          .extracting(Adjustment::setting)
          .containsExactly("topP");
    }
  }
}
