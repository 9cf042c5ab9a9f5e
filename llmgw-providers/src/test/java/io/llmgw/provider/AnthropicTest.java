package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.model.ModelInfo;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.TestContexts;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.Delivery;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import io.llmgw.usage.Meter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnthropicTest {
  private static final String KEY = "sk-ant-secret";

  private static final String EVENTS =
      """
      event: message_start
      data: {"type":"message_start","message":{"id":"msg_1","model":"claude-haiku-4-5-20251001","content":[],\
      "usage":{"input_tokens":9,"cache_read_input_tokens":4,"output_tokens":1}}      }

      event: content_block_start
      data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""} }

      event: ping
      data: {"type": "ping"}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm – "}    }

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"Eo/+=="} }

      event: content_block_stop
      data: {"type":"content_block_stop","index":0}

      event: content_block_start
      data: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Grüß "}    }

      event: content_block_delta
      data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Gott 👋"}}

      event: content_block_stop
      data: {"type":"content_block_stop","index":1 }

      event: message_delta
      data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":12}}

      event: message_stop
      data: {"type":"message_stop"  }

      """;

  @StartStop public final MockWebServer server = new MockWebServer();
  private final TestContexts.Shared shared = new TestContexts.Shared();

  @AfterEach
  void closeConnections() {
    shared.close();
  }

  private ChatClient connect(Anthropic.Builder builder) {
    return (ChatClient) builder.baseUrl(server.url("/").toString()).build().connect(shared);
  }

  private ChatClient connect() {
    return connect(Anthropic.builder().apiKey(KEY));
  }

  private static TargetRequest question() {
    return new TargetRequest(
        "claude-haiku-4-5",
        Optional.of(ModelInfo.builder("claude-haiku-4-5").maxOutputTokens(64_000).build()),
        ChatRequest.of("route", "Hi"),
        Delivery.PLAIN);
  }

  private static TestContexts.Cancellable context() {
    return new TestContexts.Cancellable();
  }

  private static MockResponse.Builder events(byte[] body) {
    return new MockResponse.Builder()
        .addHeader("content-type", "text/event-stream; charset=utf-8")
        .addHeader("request-id", "req_7")
        .body(new Buffer().write(body));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<StreamEvent> drain(ProviderStream stream) {
    List<StreamEvent> events = new ArrayList<>();
    stream.forEachRemaining(events::add);
    return events;
  }

  @Test
  void aRequestCarriesKeyVersionBetasAndHeaders() throws Exception {
    server.enqueue(events(bytes(EVENTS)).build());
    ChatClient client =
        connect(
            Anthropic.builder()
                .apiKey(() -> KEY)
                .beta("a-2025", "b-2026")
                .beta("c")
                .header("X-Team", "blue"));

    drain(client.stream(question(), context()));

    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("POST");
    assertThat(request.getTarget()).isEqualTo("/v1/messages");
    assertThat(request.getHeaders().get("x-api-key")).isEqualTo(KEY);
    assertThat(request.getHeaders().get("anthropic-version")).isEqualTo("2023-06-01");
    assertThat(request.getHeaders().get("anthropic-beta")).isEqualTo("a-2025,b-2026,c");
    assertThat(request.getHeaders().get("x-team")).isEqualTo("blue");
    assertThat(request.getHeaders().get("authorization")).isNull();
    assertThat(request.getBody().utf8())
        .contains("\"stream\":true")
        .contains("\"max_tokens\":64000");
  }

  @Test
  void aStreamComesThroughHoweverItIsCutIntoPackets() {
    server.enqueue(events(bytes(EVENTS)).throttleBody(1, 0, TimeUnit.MILLISECONDS).build());

    try (ProviderStream stream = connect().stream(question(), context())) {
      assertThat(drain(stream)).contains(new TextDelta("Grüß "), new TextDelta("Gott 👋"));
      ProviderAnswer answer = stream.answer();
      assertThat(answer.message().text()).isEqualTo("Grüß Gott 👋");
      assertThat(answer.message().reasoning()).isEqualTo("Hm – ");
      assertThat(answer.message().parts().get(0))
          .isInstanceOfSatisfying(
              ReasoningPart.class,
              part ->
                  assertThat(part.state().data().text())
                      .isEqualTo(
                          "{\"type\":\"thinking\",\"thinking\":\"Hm – \",\"signature\":\"Eo/+==\"}"));
      assertThat(answer.usage().count(Meter.INPUT)).isEqualTo(9);
      assertThat(answer.usage().count(Meter.CACHE_READ)).isEqualTo(4);
      assertThat(answer.usage().count(Meter.OUTPUT)).isEqualTo(12);
      assertThat(answer.requestId()).isEqualTo("req_7");
    }
  }

  /**
   * Every byte is cut at in AnthropicStreamDecoderTest; here it is whole events and some bytes,
   * over sockets.
   */
  @Test
  void aCutStreamIsInterruptedAndKeepsWhatHadCome() {
    byte[] all = bytes(EVENTS);
    ChatClient client = connect();
    for (int cut = 0; cut < all.length - 30; cut += 61) {
      server.enqueue(events(Arrays.copyOf(all, cut)).build());
      try (ProviderStream stream = client.stream(question(), context())) {
        assertThatThrownBy(() -> drain(stream))
            .as("cut at %d", cut)
            .isInstanceOfSatisfying(
                ProviderFailure.class,
                failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.STREAM_INTERRUPTED));
        assertThat("Grüß Gott 👋").startsWith(stream.answer().message().text());
      }
    }
  }

  @Test
  void aWholeAnswerIsRead() {
    server.enqueue(
        new MockResponse.Builder()
            .addHeader("content-type", "application/json")
            .addHeader("request-id", "req_8")
            .body(
                "{\"type\":\"message\",\"model\":\"claude-x\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],"
                    + "\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}")
            .build());

    ProviderAnswer answer = connect().answer(question(), context());

    assertThat(answer.message().text()).isEqualTo("Hi");
    assertThat(answer.requestId()).isEqualTo("req_8");
    assertThat(answer.usage().totalTokens()).isEqualTo(3);
  }

  @Test
  void anErrorKeepsItsKindItsDelayAndTheRequestsId() {
    server.enqueue(
        new MockResponse.Builder()
            .code(529)
            .addHeader("content-type", "application/json")
            .addHeader("request-id", "req_9")
            .addHeader("retry-after", "27")
            .body(
                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}")
            .build());

    assertThatThrownBy(() -> connect().stream(question(), context()))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(ErrorKind.OVERLOADED);
              assertThat(failure.status()).isEqualTo(529);
              assertThat(failure.requestId()).isEqualTo("req_9");
              assertThat(failure.retryAfter()).contains(Duration.ofSeconds(27));
              assertThat(failure).hasMessageNotContaining(KEY);
            });
  }

  @Test
  void anErrorInsideAStreamIsTheCallsErrorAndKeepsWhatHadCome() {
    String cut = EVENTS.substring(0, EVENTS.indexOf("event: message_delta"));
    String error =
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"Broken "
            + KEY
            + "\"}}\n\n";
    server.enqueue(events(bytes(cut + error)).build());

    try (ProviderStream stream = connect().stream(question(), context())) {
      assertThatThrownBy(() -> drain(stream))
          .isInstanceOfSatisfying(
              ProviderFailure.class,
              failure -> {
                assertThat(failure.kind()).isEqualTo(ErrorKind.SERVER_ERROR);
                assertThat(failure.requestId()).isEqualTo("req_7");
                assertThat(failure).hasMessageContaining("Broken").hasMessageNotContaining(KEY);
              });
      assertThat(stream.answer().message().text()).isEqualTo("Grüß Gott 👋");
    }
  }

  @Test
  void anEventThatIsNoObjectWhereOneBelongsIsMalformed() {
    server.enqueue(
        events(
                bytes(
                    "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":[1]}\n\n"))
            .build());

    assertThatThrownBy(() -> drain(connect().stream(question(), context())))
        .isInstanceOfSatisfying(
            ProviderFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.MALFORMED_ANSWER));
  }

  @Test
  void theEnvironmentGivesKeyAndBaseUrl() throws Exception {
    server.enqueue(events(bytes(EVENTS)).build());
    Map<String, String> environment =
        Map.of(
            "ANTHROPIC_API_KEY",
            " sk-env\n",
            "ANTHROPIC_BASE_URL",
            server.url("/proxy").toString());

    ChatClient client = (ChatClient) Anthropic.fromEnv(environment::get).connect(shared);
    drain(client.stream(question(), context()));

    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget()).isEqualTo("/proxy/v1/messages");
    assertThat(request.getHeaders().get("x-api-key")).isEqualTo("sk-env");
  }

  @Test
  void whatIsMissingIsNamedWhereItIsMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Anthropic.fromEnv(name -> null).connect(shared))
        .withMessageContaining("ANTHROPIC_API_KEY");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Anthropic.fromEnv(name -> "two words").connect(shared))
        .withMessageContaining("ANTHROPIC_API_KEY")
        .withMessageNotContaining("two words");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Anthropic.builder().build())
        .withMessageContaining("apiKey");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Anthropic.builder().apiKey(KEY).baseUrl("ftp://x").build())
        .withMessageContaining("baseUrl");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Anthropic.builder().name("a/b"))
        .withMessageContaining("name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Anthropic.builder().beta("a\nb"))
        .withMessageContaining("anthropic-beta");
  }

  @Test
  void aDescriptionNeverShowsItsKey() {
    Anthropic anthropic = Anthropic.builder().name("claude").apiKey(KEY).build();

    assertThat(anthropic).hasToString("Anthropic[claude, api.anthropic.com]");
    assertThat(anthropic.name()).isEqualTo("claude");
  }

  @Test
  void theCatalogueKnowsClaude() {
    assertThat(connect().describe("claude-haiku-4-5"))
        .hasValueSatisfying(model -> assertThat(model.maxOutputTokens()).hasValue(64_000));
  }

  @Test
  void optionsAreWrittenWhereTheApiHasThem() throws Exception {
    server.enqueue(events(bytes(EVENTS)).build());
    ChatRequest chat =
        ChatRequest.builder("route")
            .user("Hi")
            .maxOutputTokens(9)
            .options(
                AnthropicOptions.builder()
                    .topK(40)
                    .serviceTier("standard_only")
                    .effort("xhigh")
                    .thinkingDisplay("summarized")
                    .build())
            .options(AnthropicOptions.builder().topK(41).build())
            .build();

    drain(connect().stream(new TargetRequest("claude-sonnet-5", chat), context()));

    assertThat(server.takeRequest().getBody().utf8())
        .endsWith(
            """
            "thinking":{"display":"summarized","type":"adaptive"},"output_config":{"effort":"xhigh"},\
            "service_tier":"standard_only","top_k":41}""");
  }
}
