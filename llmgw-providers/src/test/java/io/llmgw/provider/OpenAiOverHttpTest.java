package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.TestContexts.Cancellable;
import io.llmgw.provider.internal.http.TestContexts.Shared;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiOverHttpTest {
  private static final String KEY = "sk-proj-0123456789abcdef";
  private static final String ANSWER =
      "{\"model\":\"m-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Paris\"},"
          + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1,\"total_tokens\":6}}";
  private static final String HELLO =
      "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}";
  private static final String STOP =
      "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
  private static final TargetRequest QUESTION =
      new TargetRequest("m", ChatRequest.of("p/m", "Capital?"));

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

  private ChatClient client() {
    return client(HttpSettings.defaults());
  }

  private ChatClient client(HttpSettings http) {
    String url = "http://127.0.0.1:" + server.getPort() + "/v1";
    return (ChatClient)
        OpenAi.builder()
            .api(OpenAi.Api.CHAT_COMPLETIONS)
            .baseUrl(url)
            .apiKey(KEY)
            .http(http)
            .build()
            .connect(shared);
  }

  private void respond(int status, String type, String body, String... headers) {
    MockResponse.Builder response = new MockResponse.Builder().code(status).body(body);
    if (!type.isEmpty()) {
      response.setHeader("content-type", type);
    }
    for (int i = 0; i < headers.length; i += 2) {
      response.setHeader(headers[i], headers[i + 1]);
    }
    server.enqueue(response.build());
  }

  private ProviderFailure failure(ChatClient client) {
    return catchThrowableOfType(
        ProviderFailure.class, () -> client.answer(QUESTION, new Cancellable()));
  }

  @Test
  void aQuestionIsPostedWithTheKeyAndTheAnswerRead() throws Exception {
    respond(200, "application/json", ANSWER, "x-request-id", "req-1");
    ProviderAnswer answer = client().answer(QUESTION, new Cancellable());
    assertThat(answer.message().text()).isEqualTo("Paris");
    assertThat(answer.requestId()).isEqualTo("req-1");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget()).isEqualTo("/v1/chat/completions");
    assertThat(request.getHeaders().get("authorization")).isEqualTo("Bearer " + KEY);
    assertThat(request.getHeaders().get("content-type")).isEqualTo("application/json");
  }

  @Test
  void jsonUnderAnotherContentTypeIsRead() {
    respond(200, "application/octet-stream", "\n  " + ANSWER);
    assertThat(client().answer(QUESTION, new Cancellable()).message().text()).isEqualTo("Paris");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "text/html;<html><h1>Sign in</h1></html>",
        "application/json;''",
        "application/json;{\"choices\":[{\"index\":0,\"mess",
        "application/json;{\"choices\":[]}",
        "application/json;{\"status\":\"ok\"}",
        "text/plain;fine",
        "application/json;[]"
      })
  void anAnswerThatIsNoneIsMalformed(String type, String body) {
    respond(200, type, body, "x-request-id", "req-1");
    ProviderFailure failure = failure(client());
    assertThat(failure.kind()).isEqualTo(ErrorKind.MALFORMED_ANSWER);
    assertThat(failure.status()).isEqualTo(200);
    assertThat(failure.requestId()).isEqualTo("req-1");
  }

  @Test
  void aTooLargeAnswerIsMalformed() {
    respond(200, "application/json", ANSWER);
    ProviderFailure failure = failure(client(HttpSettings.builder().maxAnswerBytes(50).build()));
    assertThat(failure.kind()).isEqualTo(ErrorKind.MALFORMED_ANSWER);
    assertThat(failure).hasMessageContaining("maxAnswerBytes");
  }

  @Test
  void aTooLongStreamIsMalformedAndItsConnectionIsReleased() {
    String piece = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"more \"}}]}\n\n";
    respond(200, "text/event-stream", piece.repeat(40));
    ChatClient client = client(HttpSettings.builder().maxAnswerBytes(1_000).build());

    ProviderStream stream = client.stream(QUESTION, new Cancellable());

    assertThatThrownBy(() -> stream.forEachRemaining(event -> {}))
        .isInstanceOf(ProviderFailure.class)
        .hasMessageContaining("longer than 1000 bytes; raise maxAnswerBytes");
    assertThat(stream.answer().message().text()).startsWith("more more ");
  }

  @Test
  void anErrorInsideAStatus200IsThatError() {
    respond(
        200,
        "application/json",
        "{\"error\":{\"code\":\"content_filter\",\"message\":\"filtered\"}}");
    assertThat(failure(client()).kind()).isEqualTo(ErrorKind.CONTENT_FILTERED);
  }

  @Test
  void aRedirectIsNotFollowed() {
    respond(302, "", "", "location", "https://evil.example/steal");
    ProviderFailure failure = failure(client());
    assertThat(failure.status()).isEqualTo(302);
    assertThat(failure).hasMessageContaining("redirects").hasMessageContaining("baseUrl");
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void aKeyIsNeverRepeated() {
    respond(
        401, "application/json", "{\"error\":{\"message\":\"Incorrect API key: " + KEY + "\"}}");
    respond(
        400,
        "application/json",
        "{\"error\":{\"message\":\"bad: Bearer abcdefghij ?key=xyz12345 sk-other0123456\"}}");
    respond(200, "text/html", "<p>" + KEY + "</p>");
    respond(200, "application/json", "{\"error\":{\"message\":\"" + KEY + "\"}}");
    ChatClient client = client();
    for (int i = 0; i < 4; i++) {
      ProviderFailure failure = failure(client);
      assertThat(failure.toString()).doesNotContain(KEY, "abcdefghij", "xyz12345", "sk-other");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "retry-after-ms, 1500, 1500",
    "x-ms-retry-after-ms, 250, 250",
    "retry-after, 7, 7000",
    "retry-after, 0.5, 500",
    "retry-after, 'Wed, 21 Oct 2026 07:28:00 GMT', 60000",
    "retry-after, 'Wed, 21 Oct 2026 07:00:00 GMT', 0"
  })
  void theRetryDelayIsReadFromHeaders(String header, String value, long millis) {
    respond(429, "application/json", "{}", header, value);
    ProviderFailure failure = failure(client());
    assertThat(failure.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
    assertThat(failure.retryAfter()).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({
    "Please try again in 4.826s. Visit, 4826",
    "Please try again in 456ms., 456",
    "try again in 1m30s, 90000",
    "Please retry after 20 seconds., 20000",
    "try again in 1h2m, 3720000"
  })
  void theRetryDelayIsReadFromTheMessage(String message, long millis) {
    respond(429, "application/json", "{\"error\":{\"message\":\"" + message + "\"}}");
    assertThat(failure(client()).retryAfter()).contains(Duration.ofMillis(millis));
  }

  @Test
  void aFinerDelayOfZeroDoesNotHideALongerOne() {
    respond(429, "application/json", "{}", "retry-after-ms", "0", "retry-after", "1");
    assertThat(failure(client()).retryAfter()).contains(Duration.ofSeconds(1));
  }

  @Test
  void aRefusedConnectionMeansThatNothingWasSent() {
    ChatClient client = client();
    server.close();
    ProviderFailure failure = failure(client);
    assertThat(failure.kind()).isEqualTo(ErrorKind.NETWORK);
    assertThat(failure.sent()).isFalse();
    assertThat(failure).hasCauseInstanceOf(IOException.class).hasMessageContaining("127.0.0.1");
  }

  @Test
  void anUnknownHostMeansThatNothingWasSent() {
    OpenAi spec = OpenAi.builder().baseUrl("https://no-such-host.invalid/v1").apiKey(KEY).build();
    ProviderFailure failure = failure((ChatClient) spec.connect(shared));
    assertThat(failure.kind()).isEqualTo(ErrorKind.NETWORK);
    assertThat(failure.sent()).isFalse();
  }

  @Test
  void silenceBeforeTheHeadIsATimeoutOfWhatWasSent() {
    server.enqueue(
        new MockResponse.Builder().headersDelay(1, TimeUnit.MINUTES).body(ANSWER).build());
    ProviderFailure failure =
        failure(client(HttpSettings.builder().readTimeout(Duration.ofMillis(50)).build()));
    assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(failure.sent()).isTrue();
  }

  @Test
  void aStreamIsReadToItsEndAndItsConnectionUsedAgain() throws Exception {
    for (int i = 0; i < 2; i++) {
      server.enqueue(sse(HELLO, STOP, "[DONE]"));
      ProviderAnswer answer = readAll(client());
      assertThat(answer.message().text()).isEqualTo("Hello");
    }
    server.takeRequest();
    assertThat(server.takeRequest().getExchangeIndex()).isEqualTo(1);
  }

  private static MockResponse sse(String... events) {
    StringBuilder body = new StringBuilder();
    for (String event : events) {
      body.append("data: ").append(event).append("\n\n");
    }
    return new MockResponse.Builder()
        .setHeader("content-type", "text/event-stream")
        .chunkedBody(body.toString(), 7)
        .build();
  }

  private static ProviderAnswer readAll(ChatClient client) {
    try (ProviderStream stream = client.stream(QUESTION, new Cancellable())) {
      StringBuilder text = new StringBuilder();
      while (stream.hasNext()) {
        StreamEvent event = stream.next();
        if (event instanceof TextDelta delta) {
          text.append(delta.text());
        }
      }
      assertThat(text.toString()).isEqualTo(stream.answer().message().text());
      return stream.answer();
    }
  }

  @Test
  void aFinishReasonAndAProperEndOfTheBodyAreEnough() {
    server.enqueue(sse(HELLO, STOP));
    assertThat(readAll(client()).rawFinishReason()).isEqualTo("stop");
  }

  @Test
  void anEndWithoutAFinishReasonIsAnInterruption() {
    server.enqueue(sse(HELLO));
    assertThat(streamFailure(client(), new Cancellable()).kind())
        .isEqualTo(ErrorKind.STREAM_INTERRUPTED);
    server.enqueue(sse(HELLO, "[DONE]"));
    assertThat(streamFailure(client(), new Cancellable()).kind())
        .isEqualTo(ErrorKind.STREAM_INTERRUPTED);
  }

  private static ProviderFailure streamFailure(ChatClient client, Cancellable context) {
    try (ProviderStream stream = client.stream(QUESTION, context)) {
      ProviderFailure failure =
          catchThrowableOfType(
              ProviderFailure.class,
              () -> {
                while (stream.hasNext()) {
                  stream.next();
                }
              });
      assertThat(stream.answer().message().text()).isEqualTo("Hello");
      return failure;
    }
  }

  @Test
  void anErrorEventIsClassifiedAndKeepsThePartialAnswer() {
    server.enqueue(
        sse(HELLO, "{\"error\":{\"message\":\"Overloaded\",\"type\":\"overloaded_error\"}}"));
    ProviderFailure failure = streamFailure(client(), new Cancellable());
    assertThat(failure.kind()).isEqualTo(ErrorKind.OVERLOADED);
    assertThat(failure).hasMessageContaining("openai/m").hasMessageContaining("Overloaded");
  }

  @Test
  void garbageInAnEventIsMalformed() {
    server.enqueue(sse(HELLO, "{\"choices\":[}", STOP, "[DONE]"));
    assertThat(streamFailure(client(), new Cancellable()).kind())
        .isEqualTo(ErrorKind.MALFORMED_ANSWER);
  }

  @Test
  void plainJsonInsteadOfAStreamIsToldAsAStream() {
    respond(200, "application/json", ANSWER);
    assertThat(readAll(client()).message().text()).isEqualTo("Paris");
    respond(
        200,
        "application/json",
        "{\"error\":{\"message\":\"slow down\",\"code\":\"rate_limit_exceeded\"}}");
    ProviderFailure failure =
        catchThrowableOfType(
            ProviderFailure.class, () -> client().stream(QUESTION, new Cancellable()).close());
    assertThat(failure.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
  }

  @Test
  void aStreamUnderAnotherContentTypeIsRead() {
    server.enqueue(
        new MockResponse.Builder()
            .setHeader("content-type", "text/plain")
            .body(": hi\n\ndata: " + HELLO + "\n\ndata: " + STOP + "\n\ndata: [DONE]\n\n")
            .build());
    assertThat(readAll(client()).message().text()).isEqualTo("Hello");
  }

  @Test
  void htmlInsteadOfAStreamIsMalformed() {
    respond(200, "text/html", "<html>Sign in</html>");
    ProviderFailure failure =
        catchThrowableOfType(
            ProviderFailure.class, () -> client().stream(QUESTION, new Cancellable()).close());
    assertThat(failure.kind()).isEqualTo(ErrorKind.MALFORMED_ANSWER);
    assertThat(failure).hasMessageContaining("Sign in");
  }

  private enum Then {
    HOLD,
    RESET,
    END
  }

  /** A server that sends some bytes of a stream and then does what the test says. */
  private final class RawServer implements AutoCloseable {
    final CompletableFuture<Integer> after = new CompletableFuture<>();
    final AtomicInteger calls = new AtomicInteger();
    private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final Then then;

    RawServer(String response, Then then) throws IOException {
      this.then = then;
      Thread thread = new Thread(() -> serve(response), "raw-server");
      thread.setDaemon(true);
      thread.start();
    }

    private void serve(String response) {
      try (Socket client = socket.accept()) {
        calls.incrementAndGet();
        InputStream in = client.getInputStream();
        StringBuilder request = new StringBuilder();
        while (!request.toString().endsWith("}]}")
            && !request.toString().contains("include_usage")) {
          request.append((char) in.read());
        }
        client.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
        if (then == Then.HOLD) {
          while (in.read() >= 0) {
            // the rest of the request
          }
          after.complete(-1);
        } else if (then == Then.RESET) {
          client.setSoLinger(true, 0); // a reset, not an orderly end
        }
      } catch (IOException e) {
        after.complete(-2);
      }
    }

    ChatClient client(HttpSettings http) {
      String url = "http://127.0.0.1:" + socket.getLocalPort();
      return (ChatClient)
          OpenAi.builder()
              .api(OpenAi.Api.CHAT_COMPLETIONS)
              .baseUrl(url)
              .apiKey(KEY)
              .http(http)
              .build()
              .connect(shared);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static String chunk(String event) {
    String data = "data: " + event + "\n\n";
    return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
  }

  private static final String HEAD =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";

  @Test
  void aConnectionCutInTheMiddleIsAnInterruptionEvenAfterTheFinishReason() throws Exception {
    try (RawServer raw = new RawServer(HEAD + chunk(HELLO) + chunk(STOP), Then.END)) {
      ProviderFailure failure =
          streamFailure(raw.client(HttpSettings.defaults()), new Cancellable());
      assertThat(failure.kind()).isEqualTo(ErrorKind.STREAM_INTERRUPTED);
      assertThat(failure).hasCauseInstanceOf(IOException.class);
      assertThat(raw.calls).hasValue(1);
    }
  }

  @Test
  void aBodyEndedByItsConnectionIsCompleteWithAFinishReason() throws Exception {
    String head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
    String body = "data: " + HELLO + "\n\ndata: " + STOP + "\n\n";
    try (RawServer raw = new RawServer(head + body, Then.END)) {
      assertThat(readAll(raw.client(HttpSettings.defaults())).rawFinishReason()).isEqualTo("stop");
    }
  }

  @Test
  void aResetInTheMiddleIsAnInterruption() throws Exception {
    try (RawServer raw = new RawServer(HEAD + chunk(HELLO), Then.RESET)) {
      ChatClient client = raw.client(HttpSettings.defaults());
      ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, () -> readAll(client));
      // The reset may also overtake the head; then nothing of an answer has come.
      assertThat(failure.kind()).isIn(ErrorKind.STREAM_INTERRUPTED, ErrorKind.NETWORK);
      assertThat(failure.sent()).isTrue();
    }
  }

  @Test
  void silenceInTheMiddleIsATimeout() throws Exception {
    try (RawServer raw = new RawServer(HEAD + chunk(HELLO), Then.HOLD)) {
      HttpSettings http = HttpSettings.builder().readTimeout(Duration.ofMillis(80)).build();
      assertThat(streamFailure(raw.client(http), new Cancellable()).kind())
          .isEqualTo(ErrorKind.TIMEOUT);
    }
  }

  @Test
  void cancellingClosesTheSocketAndWakesTheReader() throws Exception {
    try (RawServer raw = new RawServer(HEAD + chunk(HELLO), Then.HOLD)) {
      Cancellable context = new Cancellable();
      ProviderStream stream = raw.client(HttpSettings.defaults()).stream(QUESTION, context);
      assertThat(stream.next()).isEqualTo(new TextDelta("Hello"));
      CompletableFuture<ProviderFailure> failure =
          CompletableFuture.supplyAsync(
              () -> catchThrowableOfType(ProviderFailure.class, stream::hasNext));
      context.cancel();
      assertThat(failure.get(10, TimeUnit.SECONDS).kind()).isEqualTo(ErrorKind.CANCELLED);
      assertThat(raw.after.get(10, TimeUnit.SECONDS)).isNegative();
    }
  }

  @Test
  void closingFromAnotherThreadEndsTheStreamAndTheConnection() throws Exception {
    try (RawServer raw = new RawServer(HEAD + chunk(HELLO), Then.HOLD)) {
      ChatClient client = raw.client(HttpSettings.defaults());
      ProviderStream stream = client.stream(QUESTION, new Cancellable());
      assertThat(stream.next()).isEqualTo(new TextDelta("Hello"));
      CompletableFuture<ProviderFailure> reader =
          CompletableFuture.supplyAsync(
              () -> catchThrowableOfType(ProviderFailure.class, stream::hasNext));
      stream.close();
      stream.close();
      assertThat(reader.get(10, TimeUnit.SECONDS).kind()).isEqualTo(ErrorKind.CANCELLED);
      assertThat(raw.after.get(10, TimeUnit.SECONDS)).isNegative();
    }
  }

  @Test
  void aCancelledContextSendsNothing() {
    Cancellable context = new Cancellable();
    context.cancel();
    ProviderFailure failure =
        catchThrowableOfType(ProviderFailure.class, () -> client().answer(QUESTION, context));
    assertThat(failure.kind()).isEqualTo(ErrorKind.CANCELLED);
    assertThat(failure.sent()).isFalse();
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void equalSettingsShareOneTransport() {
    client(HttpSettings.builder().header("x-team", "a").build());
    client(HttpSettings.builder().header("X-Team", "a").build());
    assertThat(shared.size()).isEqualTo(1);
    client(HttpSettings.builder().header("x-team", "b").build());
    assertThat(shared.size()).isEqualTo(2);
  }

  @Test
  void theKeyIsAskedForEveryRequestAndABadOneSendsNothing() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    String url = "http://127.0.0.1:" + server.getPort() + "/v1";
    ChatClient client =
        (ChatClient)
            OpenAi.builder()
                .api(OpenAi.Api.CHAT_COMPLETIONS)
                .baseUrl(url)
                .apiKey(() -> asked.incrementAndGet() == 3 ? " " : "key-" + asked.get())
                .build()
                .connect(shared);
    respond(200, "application/json", ANSWER);
    respond(200, "application/json", ANSWER);
    client.answer(QUESTION, new Cancellable());
    client.answer(QUESTION, new Cancellable());
    assertThat(server.takeRequest().getHeaders().get("authorization")).isEqualTo("Bearer key-1");
    assertThat(server.takeRequest().getHeaders().get("authorization")).isEqualTo("Bearer key-2");
    ProviderFailure failure = failure(client);
    assertThat(failure.kind()).isEqualTo(ErrorKind.AUTHENTICATION);
    assertThat(failure.sent()).isFalse();
  }

  @Test
  void azureWantsItsOwnHeaderAndAQuery() throws Exception {
    ChatClient client =
        (ChatClient)
            OpenAi.builder()
                .api(OpenAi.Api.CHAT_COMPLETIONS)
                .baseUrl("http://127.0.0.1:" + server.getPort() + "/openai/deployments/d/")
                .apiKey(KEY)
                .keyHeader("api-key")
                .query("api-version", "2024-10-21")
                .build()
                .connect(shared);
    respond(200, "application/json", ANSWER);
    client.answer(QUESTION, new Cancellable());
    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget())
        .isEqualTo("/openai/deployments/d/chat/completions?api-version=2024-10-21");
    assertThat(request.getHeaders().get("api-key")).isEqualTo(KEY);
    assertThat(request.getHeaders().get("authorization")).isNull();
  }
}
