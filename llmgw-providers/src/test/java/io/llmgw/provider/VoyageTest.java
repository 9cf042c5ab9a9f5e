package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.embedding.EmbeddingPurpose;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.TestContexts.Cancellable;
import io.llmgw.provider.internal.http.TestContexts.Shared;
import io.llmgw.rerank.RankedDocument;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.EmbeddingClient.BatchLimits;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.RerankAnswer;
import io.llmgw.spi.RerankClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoyageTest {
  private final MockWebServer server = new MockWebServer();
  private final Shared shared = new Shared();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    shared.close();
    server.close();
  }

  private Object connect(String body) {
    server.enqueue(
        new MockResponse.Builder()
            .setHeader("content-type", "application/json")
            .body(body.replace('\'', '"'))
            .build());
    return Voyage.builder()
        .baseUrl("http://127.0.0.1:" + server.getPort() + "/v1")
        .apiKey("k")
        .build()
        .connect(shared);
  }

  @Test
  void embeddingsSayTheirPurposeAndSize() throws InterruptedException {
    EmbeddingClient client =
        (EmbeddingClient)
            connect(
                "{'data':[{'index':0,'embedding':'AACAPwAAAMA='}],'model':'voyage-4','usage':{'total_tokens':3}}");
    EmbeddingRequest request =
        EmbeddingRequest.of("voyage/voyage-4", "a")
            .withPurpose(EmbeddingPurpose.QUERY)
            .withDimensions(2)
            .withExtra("voyage", "truncation", false);
    var answer = client.embed("voyage-4", request, new Cancellable());
    assertThat(answer.vectors().get(0)).containsExactly(1f, -2f);
    assertThat(answer.usage().inputTokens()).isEqualTo(3);
    RecordedRequest sent = server.takeRequest();
    assertThat(sent.getUrl().encodedPath()).isEqualTo("/v1/embeddings");
    assertThat(sent.getHeaders().get("authorization")).isEqualTo("Bearer k");
    assertThat(sent.getBody().utf8().replace('"', '\''))
        .isEqualTo(
            "{'model':'voyage-4','input':['a'],'encoding_format':'base64','output_dimension':2,"
                + "'input_type':'query','truncation':false}");
  }

  @Test
  void aPurposeVoyageDoesNotKnowIsNotSent() throws InterruptedException {
    EmbeddingClient client =
        (EmbeddingClient) connect("{'data':[{'index':0,'embedding':[1]}],'usage':{}}");
    client.embed(
        "m",
        EmbeddingRequest.of("voyage/m", "a").withPurpose(EmbeddingPurpose.CLUSTERING),
        new Cancellable());
    assertThat(server.takeRequest().getBody().utf8()).doesNotContain("input_type");
  }

  @Test
  void limitsDependOnTheModel() {
    EmbeddingClient client = (EmbeddingClient) connect("{}");
    assertThat(client.batchLimits("voyage-4-lite")).isEqualTo(new BatchLimits(1_000, 1_000_000));
    assertThat(client.batchLimits("voyage-3.5")).isEqualTo(new BatchLimits(1_000, 320_000));
    assertThat(client.batchLimits("voyage-law-2")).isEqualTo(new BatchLimits(1_000, 120_000));
  }

  @Test
  void documentsAreRanked() throws InterruptedException {
    RerankClient client =
        (RerankClient)
            connect(
                "{'data':[{'relevance_score':0.5,'index':1},{'relevance_score':0.25,'index':0}],"
                    + "'model':'rerank-2.5','usage':{'total_tokens':26}}");
    RerankAnswer answer =
        client.rerank(
            "rerank-2.5",
            RerankRequest.of("voyage/rerank-2.5", "q", List.of("a", "b")).withTop(2),
            new Cancellable());
    assertThat(answer.results())
        .containsExactly(new RankedDocument(1, 0.5), new RankedDocument(0, 0.25));
    assertThat(answer.usage().inputTokens()).isEqualTo(26);
    assertThat(server.takeRequest().getBody().utf8().replace('"', '\''))
        .isEqualTo("{'model':'rerank-2.5','query':'q','documents':['a','b'],'top_k':2}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'data':null}",
        "{'data':[1]}",
        "{'data':[{'index':2,'relevance_score':1}]}",
        "{'data':[{'relevance_score':1}]}",
        "{'data':[{'index':0}]}"
      })
  void aRankingOfSomethingElseIsMalformed(String body) {
    RerankClient client = (RerankClient) connect(body);
    ProviderFailure failure =
        catchThrowableOfType(
            ProviderFailure.class,
            () ->
                client.rerank(
                    "m", RerankRequest.of("voyage/m", "q", List.of("a", "b")), new Cancellable()));
    assertThat(failure.kind()).isEqualTo(ErrorKind.MALFORMED_ANSWER);
  }

  @Test
  void theKeyIsNeededAndNeverShown() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Voyage.builder().build())
        .withMessageContaining("apiKey");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Voyage.fromEnv(Map.<String, String>of()::get).connect(shared))
        .withMessageContaining("VOYAGE_API_KEY");
    assertThat(Voyage.builder().apiKey("secret").build().toString())
        .contains("voyage")
        .doesNotContain("secret");
  }
}
