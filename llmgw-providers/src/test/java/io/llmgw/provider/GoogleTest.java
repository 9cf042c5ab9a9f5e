package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.ChatRequest;
import io.llmgw.embedding.EmbeddingPurpose;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.TestContexts;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.EmbeddingClient.BatchLimits;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoogleTest {
  private static final String SECRET = "some-google-secret";
  private static final String ANSWER =
      "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]},\"finishReason\":\"STOP\"}]}";
  private static final String CLAUDE =
      "{\"type\":\"message\",\"model\":\"claude-x\",\"content\":[{\"type\":\"text\","
          + "\"text\":\"Hi\"}],\"stop_reason\":\"end_turn\"}";

  @StartStop public final MockWebServer server = new MockWebServer();
  private final TestContexts.Shared shared = new TestContexts.Shared();

  @AfterEach
  void closeConnections() {
    shared.close();
  }

  private String url() {
    return server.url("/v1").toString();
  }

  private ProviderSpec gemini() {
    return Gemini.builder().apiKey(SECRET).baseUrl(url()).build();
  }

  private VertexAi.Builder vertex() {
    return VertexAi.builder().project("my-project").accessToken(() -> SECRET).baseUrl(url());
  }

  private RecordedRequest ask(ProviderSpec spec, String model, String answer) throws Exception {
    server.enqueue(
        new MockResponse.Builder()
            .addHeader("content-type", "application/json")
            .body(answer)
            .build());
    ChatClient client = (ChatClient) spec.connect(shared);
    TargetRequest request = new TargetRequest(model, ChatRequest.of("route", "Hi"));

    assertThat(client.answer(request, new TestContexts.Cancellable()).message().text())
        .isEqualTo("Hi");

    return server.takeRequest();
  }

  @Test
  void theKeyStandsInAHeader() throws Exception {
    RecordedRequest request = ask(gemini(), "gemini-2.5-flash", ANSWER);

    assertThat(request.getTarget()).isEqualTo("/v1/models/gemini-2.5-flash:generateContent");
    assertThat(request.getHeaders().get("x-goog-api-key")).isEqualTo(SECRET);
  }

  @Test
  void vertexNamesProjectLocationAndPublisher() throws Exception {
    RecordedRequest plain = ask(vertex().build(), "gemini-2.5-flash", ANSWER);
    RecordedRequest named =
        ask(vertex().location("europe-west4").build(), "google/gemini-2.5-flash", ANSWER);
    RecordedRequest express =
        ask(VertexAi.builder().apiKey(SECRET).baseUrl(url()).build(), "gemini-2.5-flash", ANSWER);

    assertThat(plain.getTarget())
        .isEqualTo(
            "/v1/projects/my-project/locations/global/publishers/google/models/"
                + "gemini-2.5-flash:generateContent");
    assertThat(plain.getHeaders().get("authorization")).isEqualTo("Bearer " + SECRET);
    assertThat(named.getTarget()).contains("/europe-west4/publishers/google/models/gemini-2.5");
    assertThat(express.getTarget())
        .isEqualTo("/v1/publishers/google/models/gemini-2.5-flash:generateContent");
    assertThat(express.getHeaders().get("x-goog-api-key")).isEqualTo(SECRET);
  }

  @Test
  void claudeOnVertexHasItsVersionInTheBodyAndItsModelInThePath() throws Exception {
    RecordedRequest request = ask(vertex().build(), "claude-sonnet-4-5@20250929", CLAUDE);

    assertThat(request.getTarget())
        .endsWith("/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict");
    assertThat(request.getBody().utf8())
        .contains("\"anthropic_version\":\"vertex-2023-10-16\"")
        .doesNotContain("\"model\"");
  }

  @ParameterizedTest
  @CsvSource({"'\r\n',text/event-stream", "'\n',application/json"})
  void aStreamIsEventsOrAnArray(String lineEnd, String type) throws Exception {
    String array = "[" + ANSWER.replace(",\"finishReason\":\"STOP\"", "") + "\n,\n" + ANSWER + "]";
    String events = "data: " + ANSWER + lineEnd + lineEnd;
    boolean json = type.endsWith("json");
    server.enqueue(
        new MockResponse.Builder()
            .addHeader("content-type", type)
            .body(json ? array : events)
            .build());
    ChatClient client = (ChatClient) gemini().connect(shared);
    TargetRequest request = new TargetRequest("gemini-2.5-flash", ChatRequest.of("route", "Hi"));

    try (ProviderStream stream = client.stream(request, new TestContexts.Cancellable())) {
      stream.forEachRemaining(event -> {});
      assertThat(stream.answer().message().text()).isEqualTo(json ? "HiHi" : "Hi");
    }
    assertThat(server.takeRequest().getTarget())
        .isEqualTo("/v1/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
  }

  @Test
  void anArrayThatIsNotClosedIsAnInterruptedStream() {
    server.enqueue(
        new MockResponse.Builder()
            .addHeader("content-type", "application/json")
            .body("[" + ANSWER)
            .build());
    ChatClient client = (ChatClient) gemini().connect(shared);
    TargetRequest request = new TargetRequest("gemini-2.5-flash", ChatRequest.of("route", "Hi"));

    try (ProviderStream stream = client.stream(request, new TestContexts.Cancellable())) {
      assertThatThrownBy(() -> stream.forEachRemaining(event -> {}))
          .isInstanceOfSatisfying(
              ProviderFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.STREAM_INTERRUPTED));
    }
  }

  private RecordedRequest embed(ProviderSpec spec, String model, String answer) throws Exception {
    server.enqueue(
        new MockResponse.Builder()
            .addHeader("content-type", "application/json")
            .body(answer)
            .build());
    EmbeddingRequest request =
        EmbeddingRequest.of("route", List.of("one", "two"))
            .withPurpose(EmbeddingPurpose.QUERY)
            .withDimensions(2);

    EmbeddingAnswer embedded =
        ((EmbeddingClient) spec.connect(shared))
            .embed(model, request, new TestContexts.Cancellable());

    assertThat(embedded.vectors()).containsExactly(new float[] {1, 2}, new float[] {3, 4});
    return server.takeRequest();
  }

  @Test
  void embeddingsOfTheGeminiApiComeInABatch() throws Exception {
    RecordedRequest request =
        embed(
            gemini(),
            "gemini-embedding-001",
            "{\"embeddings\":[{\"values\":[1,2]},{\"values\":[3,4]}]}");

    assertThat(request.getTarget()).isEqualTo("/v1/models/gemini-embedding-001:batchEmbedContents");
    assertThat(request.getBody().utf8())
        .startsWith(
            "{\"requests\":[{\"model\":\"models/gemini-embedding-001\",\"content\":{\"parts\":"
                + "[{\"text\":\"one\"}]},\"taskType\":\"RETRIEVAL_QUERY\","
                + "\"outputDimensionality\":2},");
  }

  @Test
  void embeddingsOfVertexArePredictions() throws Exception {
    RecordedRequest request =
        embed(
            vertex().build(),
            "text-embedding-005",
            "{\"predictions\":[{\"embeddings\":{\"values\":[1,2],\"statistics\":"
                + "{\"token_count\":3}}},{\"embeddings\":{\"values\":[3,4]}}]}");

    assertThat(request.getTarget()).endsWith("/text-embedding-005:predict");
    assertThat(request.getBody().utf8())
        .isEqualTo(
            "{\"instances\":[{\"content\":\"one\",\"task_type\":\"RETRIEVAL_QUERY\"},"
                + "{\"content\":\"two\",\"task_type\":\"RETRIEVAL_QUERY\"}],"
                + "\"parameters\":{\"autoTruncate\":false,\"outputDimensionality\":2}}");
    EmbeddingClient client = (EmbeddingClient) vertex().build().connect(shared);
    assertThat(client.batchLimits("text-embedding-005")).isEqualTo(new BatchLimits(250, 20_000));
    assertThat(client.batchLimits("gemini-embedding-001").texts()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "global, aiplatform.googleapis.com",
    "us, aiplatform.us.rep.googleapis.com",
    "us-central1, us-central1-aiplatform.googleapis.com"
  })
  void theHostFollowsFromTheLocation(String location, String host) {
    VertexAi vertex =
        VertexAi.builder().project("p").location(location).accessToken(() -> SECRET).build();

    assertThat(vertex).hasToString("VertexAi[vertex, " + host + "]");
  }

  @Test
  void wrongDescriptionsNameTheOption() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VertexAi.builder().location("us-central1.evil.org"))
        .withMessageContaining("us-central1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VertexAi.builder().project("a/b"))
        .withMessageContaining("project");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VertexAi.builder().accessToken(() -> SECRET).build())
        .withMessageContaining("project");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VertexAi.fromEnv(() -> SECRET, Map.<String, String>of()::get))
        .withMessageContaining("GOOGLE_CLOUD_PROJECT");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gemini.fromEnv(Map.<String, String>of()::get).connect(shared))
        .withMessageContaining("GEMINI_API_KEY");
  }

  @Test
  void theKeyMayStandInEitherVariable() {
    Gemini.fromEnv(Map.of("GOOGLE_API_KEY", SECRET)::get).connect(shared).close();

    assertThat(Gemini.builder().apiKey(SECRET).build().toString()).doesNotContain(SECRET);
  }
}
