package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Tool;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.TestContexts;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.TargetRequest;
import io.llmgw.spi.TokenCountingClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests as they go to the endpoints that count, and the counts that come back. */
class TokenCountEndpointsTest {
  private static final ChatRequest CHAT =
      ChatRequest.builder("r")
          .system("Be brief.")
          .user("Hello")
          .tools(Tool.of("look_up", "Looks up", "{\"type\":\"object\",\"properties\":{}}"))
          .maxOutputTokens(50)
          .temperature(0.5)
          .stop("END")
          .build();

  @StartStop public final MockWebServer server = new MockWebServer();
  private final TestContexts.Shared shared = new TestContexts.Shared();

  @AfterEach
  void closeConnections() {
    shared.close();
  }

  @Test
  void anthropicCountsWhatIsInput() throws Exception {
    RecordedRequest request =
        count(
            anthropic(),
            "claude-haiku-4-5",
            "{\"input_tokens\":403,\"context_management\":{}}",
            403);

    assertThat(request.getTarget()).isEqualTo("/v1/messages/count_tokens");
    assertThat(request.getHeaders().get("anthropic-version")).isEqualTo("2023-06-01");
    assertThat(body(request))
        .isEqualTo(
            """
            {"model":"claude-haiku-4-5","tools":[{"name":"look_up","description":"Looks up",\
            "input_schema":{"type":"object","properties":{}}}],"system":"Be brief.",\
            "messages":[{"role":"user","content":[{"type":"text","text":"Hello"}]}]}""");
  }

  @Test
  void openAiCountsRequestsToTheResponsesApi() throws Exception {
    RecordedRequest request =
        count(
            OpenAi.builder().apiKey("k").baseUrl(url() + "/v1").build(),
            "gpt-5-mini",
            "{\"object\":\"response.input_tokens\",\"input_tokens\":11}",
            11);

    assertThat(request.getTarget()).isEqualTo("/v1/responses/input_tokens");
    assertThat(body(request))
        .startsWith(
            "{\"model\":\"gpt-5-mini\",\"tools\":[{\"type\":\"function\",\"name\":\"look_up\"")
        .contains("\"input\":[")
        .doesNotContain("store", "max_output_tokens", "temperature", "include", "stream");
  }

  @Test
  void geminiTakesTheWholeRequestWithItsModel() throws Exception {
    RecordedRequest request =
        count(
            Gemini.builder().apiKey("k").baseUrl(url() + "/v1beta").build(),
            "gemini-2.5-flash",
            "{\"totalTokens\":31,\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":31}]}",
            31);

    assertThat(request.getTarget()).isEqualTo("/v1beta/models/gemini-2.5-flash:countTokens");
    assertThat(body(request))
        .startsWith("{\"generateContentRequest\":{\"model\":\"models/gemini-2.5-flash\",")
        .contains(
            "\"systemInstruction\":", "\"contents\":[", "\"tools\":[", "\"generationConfig\":")
        .endsWith("}}");
  }

  @Test
  void vertexTakesTheFieldsThemselves() throws Exception {
    RecordedRequest request =
        count(
            vertex(),
            "gemini-2.5-flash",
            "{\"totalTokens\":31,\"totalBillableCharacters\":96}",
            31);

    assertThat(request.getTarget())
        .isEqualTo(
            "/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:countTokens");
    assertThat(body(request))
        .contains("\"systemInstruction\":", "\"contents\":[", "\"tools\":[")
        .doesNotContain("generateContentRequest", "toolConfig");
  }

  @Test
  void vertexCountsForClaudeByAMethodOfItsOwn() throws Exception {
    RecordedRequest request =
        count(vertex(), "claude-haiku-4-5@20251001", "{\"input_tokens\":14}", 14);

    assertThat(request.getTarget())
        .isEqualTo(
            "/v1/projects/p/locations/global/publishers/anthropic/models/count-tokens:rawPredict");
    assertThat(body(request))
        .startsWith(
            "{\"model\":\"claude-haiku-4-5@20251001\",\"anthropic_version\":\"vertex-2023-10-16\"")
        .contains("\"messages\":[")
        .doesNotContain("max_tokens", "stop_sequences", "temperature");
  }

  @Test
  void bedrockCountsAPartOfAConverseRequestForTheModelBehindAProfile() throws Exception {
    RecordedRequest request =
        count(
            bedrock(Bedrock.Api.CONVERSE),
            "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
            "{\"inputTokens\":22}",
            22);

    assertThat(request.getTarget())
        .isEqualTo("/model/anthropic.claude-haiku-4-5-20251001-v1%3A0/count-tokens");
    assertThat(body(request))
        .startsWith("{\"input\":{\"converse\":{\"toolConfig\":{")
        .contains("\"system\":[{\"text\":\"Be brief.\"}]", "\"messages\":[")
        .doesNotContain("inferenceConfig", "requestMetadata")
        .endsWith("}}}");
  }

  @Test
  void bedrockCountsTheWholeOfAnInvokeRequest() throws Exception {
    RecordedRequest request =
        count(
            bedrock(Bedrock.Api.INVOKE),
            "anthropic.claude-haiku-4-5-20251001-v1:0",
            "{\"inputTokens\":22}",
            22);

    String prefix = "{\"input\":{\"invokeModel\":{\"body\":\"";
    String body = body(request);
    assertThat(body).startsWith(prefix).endsWith("\"}}}");
    String inner =
        new String(
            Base64.getDecoder().decode(body.substring(prefix.length(), body.length() - 4)),
            StandardCharsets.UTF_8);
    assertThat(inner).contains("\"anthropic_version\":\"bedrock-2023-05-31\"", "\"max_tokens\":50");
  }

  @Test
  void aRefusalIsAFailureLikeAnyOther() {
    server.enqueue(
        new MockResponse.Builder()
            .code(404)
            .body(
                "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"model: x\"}}")
            .build());

    assertThatThrownBy(() -> client(anthropic()).countTokens(request("x"), context()))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.MODEL_NOT_FOUND));
  }

  @Test
  void anAnswerWithoutACountIsMalformed() {
    for (String body : new String[] {"{\"tokens\":5}", "{\"input_tokens\":\"5\"}", "[]", "{}"}) {
      server.enqueue(new MockResponse.Builder().body(body).build());

      assertThatThrownBy(() -> client(anthropic()).countTokens(request("x"), context()))
          .as(body)
          .isInstanceOfSatisfying(
              ProviderFailure.class,
              failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.MALFORMED_ANSWER));
    }
  }

  @Test
  void serversOfWhichNoEndpointIsKnownDoNotCount() {
    OpenAi completions =
        OpenAi.builder().apiKey("k").baseUrl(url()).api(OpenAi.Api.CHAT_COMPLETIONS).build();
    OpenAi compatible = OpenAi.compatible("local", url()).api(OpenAi.Api.RESPONSES).noKey().build();

    for (ProviderSpec spec : new ProviderSpec[] {completions, compatible}) {
      ProviderClient client = spec.connect(shared);
      assertThat(client).isNotInstanceOf(TokenCountingClient.class);
    }
  }

  private RecordedRequest count(ProviderSpec spec, String model, String answer, long tokens)
      throws Exception {
    server.enqueue(
        new MockResponse.Builder()
            .addHeader("content-type", "application/json")
            .body(answer)
            .build());

    assertThat(client(spec).countTokens(request(model), context())).isEqualTo(tokens);
    return server.takeRequest();
  }

  private TokenCountingClient client(ProviderSpec spec) {
    return (TokenCountingClient) spec.connect(shared);
  }

  private static TargetRequest request(String model) {
    return new TargetRequest(model, Optional.empty(), CHAT, Delivery.PLAIN);
  }

  private static TestContexts.Cancellable context() {
    return new TestContexts.Cancellable();
  }

  private static String body(RecordedRequest request) {
    return request.getBody().utf8();
  }

  private Anthropic anthropic() {
    return Anthropic.builder().apiKey("k").baseUrl(url()).build();
  }

  private VertexAi vertex() {
    return VertexAi.builder().project("p").accessToken(() -> "t").baseUrl(url() + "/v1").build();
  }

  private Bedrock bedrock(Bedrock.Api api) {
    return Bedrock.builder().region("eu-central-1").apiKey("k").api(api).baseUrl(url()).build();
  }

  private String url() {
    String url = server.url("/").toString();
    return url.substring(0, url.length() - 1);
  }
}
