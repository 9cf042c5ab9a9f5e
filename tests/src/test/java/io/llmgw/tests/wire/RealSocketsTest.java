package io.llmgw.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.error.AuthenticationException;
import io.llmgw.error.CallTimeoutException;
import io.llmgw.error.LlmException;
import io.llmgw.error.MalformedAnswerException;
import io.llmgw.error.RateLimitedException;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.error.UnavailableException;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.Anthropic;
import io.llmgw.provider.OpenAi;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.testkit.StandInServer;
import io.llmgw.tests.Way;
import io.llmgw.usage.Meter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole gateway over real HTTP, in both wire formats and all ways to call. */
class RealSocketsTest {
  private static final ChatRequest QUESTION = ChatRequest.of("p/gpt-5-mini", "Capital of France?");

  /** The wire formats a stand-in server speaks. */
  enum Format {
    OPENAI {
      @Override
      StandInServer server() {
        return StandInServer.openAi();
      }

      @Override
      ProviderSpec client(String name, String baseUrl) {
        return OpenAi.builder()
            .api(OpenAi.Api.CHAT_COMPLETIONS)
            .name(name)
            .baseUrl(baseUrl)
            .apiKey("sk-test-1234567890")
            .build();
      }
    },
    ANTHROPIC {
      @Override
      StandInServer server() {
        return StandInServer.anthropic();
      }

      @Override
      ProviderSpec client(String name, String baseUrl) {
        return Anthropic.builder().name(name).baseUrl(baseUrl).apiKey("sk-test-1234567890").build();
      }
    };

    abstract StandInServer server();

    abstract ProviderSpec client(String name, String baseUrl);
  }

  static Stream<Arguments> formatsAndWays() {
    return Stream.of(Format.values())
        .flatMap(format -> Stream.of(Way.values()).map(way -> Arguments.of(format, way)));
  }

  /** Calls one server without retries, so that each failure is seen. */
  private static LlmGatewayBuilder gateway(Format format, StandInServer server) {
    return LlmGateway.builder().retries(0).provider(format.client("p", server.baseUrl()));
  }

  @ParameterizedTest
  @MethodSource("formatsAndWays")
  void anAnswerArrivesWithItsUsageAndItsExactCost(Format format, Way way) {
    try (StandInServer server = format.server().answers("Paris, of course.").usage(1_000, 100);
        LlmGateway gateway =
            gateway(format, server)
                .models(ModelCatalog.empty().with("p/gpt-5-mini", m -> m.price("0.25", "2")))
                .build()) {
      ChatResponse response = way.ask(gateway, QUESTION);

      assertThat(response.text()).isEqualTo("Paris, of course.");
      assertThat(response.usage().count(Meter.INPUT)).isEqualTo(1_000);
      assertThat(response.usage().count(Meter.OUTPUT)).isEqualTo(100);
      assertThat(response.cost().usd().orElseThrow()).isEqualByComparingTo("0.00045");
      assertThat(response.rawFinishReason()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("formatsAndWays")
  void failuresFailOverOverRealHttp(Format format, Way way) {
    try (StandInServer bad = format.server().failsWith(503).cutsBeforeFirstText().html200();
        StandInServer good = format.server().answers("Paris");
        LlmGateway gateway =
            LlmGateway.builder()
                .provider(format.client("bad", bad.baseUrl()))
                .provider(format.client("good", good.baseUrl()))
                .route("r", r -> r.to("bad/m").fallbackTo("good/m"))
                .build()) {
      for (int i = 0; i < 3; i++) {
        ChatResponse response = way.ask(gateway, ChatRequest.of("r", "?"));

        assertThat(response.text()).isEqualTo("Paris");
        assertThat(response.attempts()).hasSize(2);
      }
      assertThat(bad.requestCount()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @MethodSource("formatsAndWays")
  void whatIsNoAnswerIsAnErrorWithAnExcerptAndNeverAnEmptyAnswer(Format format, Way way) {
    Map<String, String> json = Map.of("content-type", "application/json");
    Map<String, String> html = Map.of("content-type", "text/html");
    try (StandInServer server =
            format
                .server()
                .html200()
                .raw(200, json, new byte[0])
                .raw(200, json, bytes("{\"choices\":[{\"mess"))
                .raw(200, html, bytes("<html>Sign in to the hotel's network</html>"));
        LlmGateway gateway = gateway(format, server).build()) {
      for (int i = 0; i < 4; i++) {
        LlmException e = catchThrowableOfType(LlmException.class, () -> way.ask(gateway, QUESTION));

        assertThat(e).isInstanceOf(MalformedAnswerException.class);
        assertThat(e.getMessage()).hasSizeLessThan(700);
        assertThat(e.charges())
            .extracting(Charge::settlement)
            .containsExactly(Charge.Settlement.UNKNOWN);
        assertThat(i < 3 || e.getMessage().contains("hotel")).isTrue();
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("formatsAndWays")
  void statusesBecomeTheSameExceptionsEverywhere(Format format, Way way) {
    try (StandInServer server =
            format
                .server()
                .failsWith(401)
                .failsWith(429)
                .retryAfter(Duration.ofSeconds(7))
                .failsWith(500);
        LlmGateway gateway = gateway(format, server).build()) {
      AuthenticationException denied =
          catchThrowableOfType(AuthenticationException.class, () -> way.ask(gateway, QUESTION));
      RateLimitedException limited =
          catchThrowableOfType(RateLimitedException.class, () -> way.ask(gateway, QUESTION));
      UnavailableException failed =
          catchThrowableOfType(UnavailableException.class, () -> way.ask(gateway, QUESTION));

      assertThat(denied.status()).isEqualTo(401);
      assertThat(limited.retryAfter()).contains(Duration.ofSeconds(7));
      assertThat(failed.kind()).isEqualTo(ErrorKind.SERVER_ERROR);
      assertThat(failed.charges()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamThatIsCutEndsInATypedErrorWithThePartialAnswer(Format format) {
    try (StandInServer server = format.server().cutsAfter("Pa", "ris").truncatesAfter("Pa", "ris");
        LlmGateway gateway = gateway(format, server).build()) {
      for (int i = 0; i < 2; i++) {
        StreamInterruptedException e =
            catchThrowableOfType(
                StreamInterruptedException.class, () -> Way.STREAM.ask(gateway, QUESTION));

        assertThat(e.partial().text()).isEqualTo("Paris");
        assertThat(e.charges())
            .extracting(Charge::settlement)
            .containsExactly(Charge.Settlement.ESTIMATED);
      }
      assertThat(server.requestCount()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @MethodSource("formatsAndWays")
  void theDeadlineEndsACallThatGetsNoAnswer(Format format, Way way) throws InterruptedException {
    try (StandInServer server = format.server().hangs();
        LlmGateway gateway = gateway(format, server).build()) {
      CallTimeoutException e =
          catchThrowableOfType(
              CallTimeoutException.class,
              () -> way.ask(gateway, QUESTION, CallOptions.timeout(Duration.ofMillis(150))));

      assertThat(e).hasMessageContaining("150 ms");
      server.awaitOpenConnections(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancellingAFutureClosesTheSocket(Format format) throws InterruptedException {
    try (StandInServer server = format.server().hangs();
        LlmGateway gateway = gateway(format, server).build()) {
      CompletableFuture<ChatResponse> future = gateway.chatAsync(QUESTION);
      server.awaitRequests(1);
      assertThat(future.cancel(true)).isTrue();

      server.awaitOpenConnections(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingAStreamClosesTheSocketAndSettlesOnce(Format format) throws InterruptedException {
    try (StandInServer server = format.server().hangsAfter("Pa", "ris");
        LlmGateway gateway = gateway(format, server).build()) {
      ChatStream stream = gateway.stream(QUESTION);
      assertThat(stream.iterator().next()).isInstanceOf(StreamEvent.class);
      stream.close();

      server.awaitOpenConnections(0);
      assertThat(stream.outcome().charges()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void connectionsAreUsedAgainAndClosedWithTheGateway(Format format) throws InterruptedException {
    try (StandInServer server = format.server().answers("Paris")) {
      try (LlmGateway gateway = gateway(format, server).build()) {
        for (int i = 0; i < 10; i++) {
          for (Way way : Way.values()) {
            assertThat(way.ask(gateway, QUESTION).text()).isEqualTo("Paris");
          }
        }
        assertThat(server.requestCount()).isEqualTo(30);
        assertThat(server.acceptedConnections()).isEqualTo(1);
      }
      server.awaitOpenConnections(0);
    }
  }

  @ParameterizedTest
  @MethodSource("formatsAndWays")
  void aRefusedConnectionIsNotBilled(Format format, Way way) throws IOException {
    String nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "http://127.0.0.1:" + socket.getLocalPort();
    }
    try (LlmGateway gateway =
        LlmGateway.builder().retries(0).provider(format.client("p", nobody)).build()) {
      UnavailableException e =
          catchThrowableOfType(UnavailableException.class, () -> way.ask(gateway, QUESTION));

      assertThat(e.kind()).isEqualTo(ErrorKind.NETWORK);
      assertThat(e.charges()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("formatsAndWays")
  void aKeyIsInNoMessage(Format format, Way way) {
    byte[] echo =
        bytes("{\"error\":{\"message\":\"Incorrect API key provided: sk-test-1234567890.\"}}");
    try (StandInServer server =
            format.server().raw(401, Map.of("content-type", "application/json"), echo);
        LlmGateway gateway = gateway(format, server).build()) {
      LlmException e = catchThrowableOfType(LlmException.class, () -> way.ask(gateway, QUESTION));

      for (Throwable t = e; t != null; t = t.getCause()) {
        assertThat(t.toString()).doesNotContain("1234567890");
      }
      assertThat(e.attempts().toString()).doesNotContain("1234567890");
    }
  }
}
