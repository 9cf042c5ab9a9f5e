package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.ChatRequest;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.TestContexts.Cancellable;
import io.llmgw.provider.internal.http.TestContexts.Shared;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AzureOpenAiTest {
  private static final String KEY = "azure-key-0123456789";
  private static final String RESPONSE =
      "{\"status\":\"completed\",\"output\":[{\"id\":\"m\",\"type\":\"message\","
          + "\"content\":[{\"type\":\"output_text\",\"text\":\"hi\"}]}]}";
  private static final String COMPLETION =
      "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"hi\"}}],"
          + "\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":{}}]}";
  private static final TargetRequest QUESTION =
      new TargetRequest("my gpt", ChatRequest.of("azure/my gpt", "hi"));

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

  private AzureOpenAi.Builder azure() {
    return AzureOpenAi.builder().endpoint("http://127.0.0.1:" + server.getPort()).apiKey(KEY);
  }

  private void respond(int status, String body, String... headers) {
    MockResponse.Builder response =
        new MockResponse.Builder()
            .code(status)
            .setHeader("content-type", "application/json")
            .body(body);
    for (int i = 0; i < headers.length; i += 2) {
      response.setHeader(headers[i], headers[i + 1]);
    }
    server.enqueue(response.build());
  }

  private String ask(AzureOpenAi.Builder azure) {
    return ((ChatClient) azure.build().connect(shared))
        .answer(QUESTION, new Cancellable())
        .message()
        .text();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/openai", "/openai/v1", "/openai/v1/"})
  void theV1ApiIsFoundWhateverIsCopiedFromThePortal(String path) throws Exception {
    respond(200, RESPONSE);
    assertThat(ask(azure().endpoint("http://127.0.0.1:" + server.getPort() + path)))
        .isEqualTo("hi");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget()).isEqualTo("/openai/v1/responses");
    assertThat(request.getHeaders().get("api-key")).isEqualTo(KEY);
    assertThat(request.getHeaders().get("authorization")).isNull();
    assertThat(request.getBody().utf8()).contains("\"model\":\"my gpt\"");
  }

  @Test
  void chatCompletionsAreToBeHadToo() throws Exception {
    respond(200, COMPLETION);
    assertThat(ask(azure().api(OpenAi.Api.CHAT_COMPLETIONS))).isEqualTo("hi");
    assertThat(server.takeRequest().getTarget()).isEqualTo("/openai/v1/chat/completions");
  }

  @Test
  void aVersionLeadsToTheUrlsOfDeployments() throws Exception {
    respond(200, COMPLETION);
    respond(200, RESPONSE);
    respond(200, "{\"data\":[{\"index\":0,\"embedding\":[1]}]}");
    AzureOpenAi.Builder dated = azure().apiVersion("2024-10-21");
    ask(dated);
    ask(dated.api(OpenAi.Api.RESPONSES));
    ((EmbeddingClient) dated.build().connect(shared))
        .embed("emb", EmbeddingRequest.of("azure/emb", List.of("a")), new Cancellable());
    assertThat(server.takeRequest().getTarget())
        .isEqualTo("/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21");
    assertThat(server.takeRequest().getTarget())
        .isEqualTo("/openai/responses?api-version=2024-10-21");
    assertThat(server.takeRequest().getTarget())
        .isEqualTo("/openai/deployments/emb/embeddings?api-version=2024-10-21");
  }

  @Test
  void anEntraTokenIsABearer() throws Exception {
    respond(200, RESPONSE);
    ask(azure().entraToken(() -> "token-1"));
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeaders().get("authorization")).isEqualTo("Bearer token-1");
    assertThat(request.getHeaders().get("api-key")).isNull();
  }

  @Test
  void theEnvironmentNamesEndpointAndKey() throws Exception {
    respond(200, RESPONSE);
    AzureOpenAi spec =
        AzureOpenAi.fromEnv(
            Map.of(
                    "AZURE_OPENAI_ENDPOINT",
                    "http://127.0.0.1:" + server.getPort() + "/",
                    "AZURE_OPENAI_API_KEY",
                    KEY)
                ::get);
    ((ChatClient) spec.connect(shared)).answer(QUESTION, new Cancellable());
    assertThat(server.takeRequest().getTarget()).isEqualTo("/openai/v1/responses");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> AzureOpenAi.fromEnv(Map.of("AZURE_OPENAI_API_KEY", KEY)::get).connect(shared))
        .withMessageContaining("AZURE_OPENAI_ENDPOINT");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AzureOpenAi.builder().apiKey(KEY).build())
        .withMessageContaining("resource or endpoint");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AzureOpenAi.builder().resource("r").build())
        .withMessageContaining("apiKey");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AzureOpenAi.builder().resource("https://r.openai.azure.com"))
        .withMessageContaining("endpoint");
    assertThat(AzureOpenAi.builder().resource("r").apiKey(KEY).build().toString())
        .isEqualTo("AzureOpenAi[azure, r.openai.azure.com]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|{\"error\":{\"code\":\"content_filter\",\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\"},\"message\":\"filtered\"}}|CONTENT_FILTERED",
        "404|{\"error\":{\"code\":\"DeploymentNotFound\",\"message\":\"no\"}}|MODEL_NOT_FOUND",
        "401|{\"error\":{\"code\":\"401\",\"message\":\"Access denied due to invalid subscription key\"}}|AUTHENTICATION",
        "401|{\"error\":{\"code\":\"PermissionDenied\",\"message\":\"The principal lacks the required data action\"}}|PERMISSION_DENIED",
        "400|{\"error\":{\"code\":\"OperationNotSupported\",\"message\":\"no\"}}|INVALID_REQUEST",
        "429|{\"error\":{\"code\":\"RateLimitReached\",\"message\":\"no\"}}|RATE_LIMITED",
        "429|{\"error\":{\"code\":\"NoCapacity\",\"message\":\"no\"}}|OVERLOADED",
        "500|{\"error\":{\"code\":\"InternalServerError\",\"message\":\"no\"}}|SERVER_ERROR"
      })
  void azuresErrorsHaveAKind(int status, String body, ErrorKind expected) {
    respond(status, body, "retry-after", "2", "retry-after-ms", "1500");
    assertThatThrownBy(() -> ask(azure()))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            e -> {
              assertThat(e.kind()).isEqualTo(expected);
              assertThat(e.retryAfter()).contains(Duration.ofMillis(1_500));
            });
  }
}
