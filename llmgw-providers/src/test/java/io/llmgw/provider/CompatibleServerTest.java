package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Effort;
import io.llmgw.chat.ResponseFormat;
import io.llmgw.chat.Tool;
import io.llmgw.chat.ToolChoice;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.outcome.Adjustment;
import io.llmgw.provider.internal.http.TestContexts.Cancellable;
import io.llmgw.provider.internal.http.TestContexts.Shared;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.RerankClient;
import io.llmgw.spi.TargetRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CompatibleServerTest {
  private Optional<ProviderAnswer> answer = Optional.empty();

  /** Returns the body that is sent, without model and messages. */
  private String sent(CompatibleServer server, String model, ChatRequest.Builder chat)
      throws Exception {
    try (MockWebServer mock = new MockWebServer();
        Shared shared = new Shared()) {
      mock.start();
      mock.enqueue(
          new MockResponse.Builder()
              .setHeader("content-type", "application/json")
              .body("{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}")
              .build());
      OpenAi spec =
          OpenAi.compatible(server)
              .baseUrl("http://127.0.0.1:" + mock.getPort())
              .apiKey("k")
              .build();
      TargetRequest request =
          new TargetRequest(
              model,
              Optional.empty(),
              chat.user("hi").build(),
              new Delivery("u", Map.of(), "", "", List.of()));
      try (ProviderClient client = spec.connect(shared)) {
        answer = Optional.of(((ChatClient) client).answer(request, new Cancellable()));
      }
      String body = mock.takeRequest().getBody().utf8().replace('"', '\'');
      return body.substring(body.indexOf("}],") + 3);
    }
  }

  private static ChatRequest.Builder everything() {
    return ChatRequest.builder("r")
        .tools(Tool.of("f", "", ""))
        .toolChoice(ToolChoice.REQUIRED)
        .maxOutputTokens(5)
        .seed(7)
        .reasoning(Effort.MEDIUM);
  }

  @Test
  void namesAndAddressesAreUsable() {
    Set<String> names = new HashSet<>();
    for (CompatibleServer server : CompatibleServer.values()) {
      assertThat(names.add(server.providerName())).as(server.providerName()).isTrue();
      HttpUrl url = HttpUrl.get(server.baseUrl());
      assertThat(url.isHttps()).as(server.baseUrl()).isEqualTo(server.keyVariable().isPresent());
      assertThat(server.baseUrl()).doesNotEndWith("/");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theKeyComesFromTheServersVariable(CompatibleServer server) {
    OpenAi spec = OpenAi.compatible(server, Map.<String, String>of()::get).build();
    assertThat(spec.name()).isEqualTo(server.providerName());
    try (Shared shared = new Shared()) {
      server
          .keyVariable()
          .ifPresentOrElse(
              variable -> {
                assertThatIllegalArgumentException()
                    .isThrownBy(() -> spec.connect(shared))
                    .withMessageContaining(variable);
                OpenAi.compatible(server, Map.of(variable, "k")::get).build().connect(shared);
                OpenAi.compatible(server, Map.<String, String>of()::get)
                    .apiKey("k")
                    .build()
                    .connect(shared);
              },
              () -> spec.connect(shared).close());
    }
  }

  @Test
  void aClientCanDoWhatItsServerCan() {
    try (Shared shared = new Shared()) {
      assertThat(OpenAi.compatible(CompatibleServer.GROQ).apiKey("k").build().connect(shared))
          .isNotInstanceOf(EmbeddingClient.class);
      assertThat(OpenAi.compatible(CompatibleServer.MISTRAL).apiKey("k").build().connect(shared))
          .isInstanceOf(EmbeddingClient.class)
          .isNotInstanceOf(RerankClient.class);
      assertThat(OpenAi.compatible(CompatibleServer.TOGETHER).apiKey("k").build().connect(shared))
          .isInstanceOf(RerankClient.class);
    }
  }

  @Test
  void mistralHasWordsOfItsOwn() throws Exception {
    assertThat(sent(CompatibleServer.MISTRAL, "mistral-small-latest", everything()))
        .contains("'tool_choice':'any',")
        .endsWith("'max_tokens':5,'random_seed':7,'reasoning_effort':'high'}");
    assertThat(answer.orElseThrow().adjustments())
        .extracting(Adjustment::setting)
        .containsExactlyInAnyOrder("reasoning", "endUser");
  }

  @Test
  void groqRefusesProbabilitiesAndChoices() throws Exception {
    assertThat(
            sent(
                CompatibleServer.GROQ,
                "m",
                ChatRequest.builder("r").logprobs(1).alternatives(2).maxOutputTokens(5)))
        .isEqualTo("'max_completion_tokens':5,'user':'u'}");
    assertThat(answer.orElseThrow().adjustments())
        .extracting(Adjustment::setting)
        .containsExactly("alternatives", "logprobs");
  }

  @Test
  void zAiMayChooseItsTools() throws Exception {
    assertThat(sent(CompatibleServer.ZAI, "glm-5", everything()))
        .contains("'tool_choice':'auto',")
        .endsWith("'max_tokens':5,'reasoning_effort':'high','user_id':'u'}");
    assertThat(answer.orElseThrow().adjustments())
        .extracting(Adjustment::setting)
        .containsExactlyInAnyOrder("reasoning", "toolChoice", "seed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DEEPSEEK|deepseek-v4-pro|NONE|'thinking':{'type':'disabled'}",
        "DEEPSEEK|deepseek-v4-pro|MEDIUM|'reasoning_effort':'high'",
        "DEEPSEEK|deepseek-v4-pro|XHIGH|'reasoning_effort':'high'",
        "DEEPSEEK|deepseek-v4-pro|MAX|'reasoning_effort':'max'",
        "GROQ|m|MINIMAL|'reasoning_effort':'low'",
        "OPENROUTER|m|XHIGH|'reasoning':{'effort':'xhigh'}",
        "VERCEL|m|LOW|'reasoning':{'effort':'low'}",
        "ALIBABA|m|HIGH|'enable_thinking':true",
        "ALIBABA|m|NONE|'enable_thinking':false",
        "XAI|grok-3-mini|MEDIUM|'reasoning_effort':'high'",
        "XAI|grok-4.3|NONE|'reasoning_effort':'none'",
        "MOONSHOT|kimi-k3|MAX|'reasoning_effort':'max'",
        "FIREWORKS|m|MAX|'reasoning_effort':'max'",
        "VLLM|m|MAX|'reasoning_effort':'high'"
      },
      quoteCharacter = '~')
  void effortsGoAsTheServerKnowsThem(
      CompatibleServer server, String model, Effort effort, String expected) throws Exception {
    assertThat(sent(server, model, ChatRequest.builder("r").maxOutputTokens(1).reasoning(effort)))
        .contains(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "XAI,grok-4-fast",
    "MOONSHOT,kimi-k2.6",
    "MOONSHOT,moonshot-v1-8k",
    "DEEPSEEK,deepseek-chat"
  })
  void modelsWithoutAChoiceOfEffortAreNotTold(CompatibleServer server, String model)
      throws Exception {
    assertThat(
            sent(server, model, ChatRequest.builder("r").maxOutputTokens(1).reasoning(Effort.LOW)))
        .doesNotContain("reasoning", "thinking");
    assertThat(answer.orElseThrow().adjustments())
        .extracting(Adjustment::setting)
        .contains("reasoning");
  }

  @Test
  void aBudgetGoesWhereThereIsOne() throws Exception {
    assertThat(
            sent(
                CompatibleServer.OPENROUTER,
                "m",
                ChatRequest.builder("r").maxOutputTokens(1).reasoningBudget(100)))
        .contains("'reasoning':{'max_tokens':100}");
    assertThat(
            sent(
                CompatibleServer.ALIBABA,
                "m",
                ChatRequest.builder("r").maxOutputTokens(1).reasoningBudget(100)))
        .contains("'enable_thinking':true,'thinking_budget':100");
  }

  @Test
  void jsonModeIsNotAskedForWhereItIsRefused() throws Exception {
    assertThat(
            sent(
                CompatibleServer.LM_STUDIO,
                "m",
                ChatRequest.builder("r").maxOutputTokens(1).responseFormat(ResponseFormat.JSON)))
        .doesNotContain("response_format");
    assertThat(answer.orElseThrow().adjustments())
        .extracting(Adjustment::setting)
        .containsExactly("responseFormat");
  }

  @Test
  void perplexityMakesVectorsOfBytes() throws Exception {
    try (MockWebServer mock = new MockWebServer();
        Shared shared = new Shared()) {
      mock.start();
      mock.enqueue(
          new MockResponse.Builder()
              .setHeader("content-type", "application/json")
              .body("{\"data\":[{\"index\":0,\"embedding\":\"AX//gA==\"}]}")
              .build());
      EmbeddingClient client =
          (EmbeddingClient)
              OpenAi.compatible(CompatibleServer.PERPLEXITY)
                  .baseUrl("http://127.0.0.1:" + mock.getPort())
                  .apiKey("k")
                  .build()
                  .connect(shared);
      EmbeddingRequest request = EmbeddingRequest.of("perplexity/e", "a");
      assertThat(client.embed("e", request, new Cancellable()).vectors().get(0))
          .containsExactly(1f, 127f, -1f, -128f);
      RecordedRequest sent = mock.takeRequest();
      assertThat(sent.getUrl().encodedPath()).isEqualTo("/v1/embeddings");
      assertThat(sent.getBody().utf8()).contains("\"encoding_format\":\"base64_int8\"");
    }
  }
}
