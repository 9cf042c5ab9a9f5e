package io.llmgw.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.chat.ChatRequest;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.TestContexts.Cancellable;
import io.llmgw.provider.internal.http.TestContexts.Shared;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every timeout says which one it is. The server's socket takes connections (the kernel does), but
 * nobody reads them unless the test says so.
 */
class TimeoutsOverHttpTest {
  private static final Duration SHORT = Duration.ofMillis(80);
  private static final String CONNECT = "connect timeout of 80 ms (HttpSettings.connectTimeout)";
  private static final String READ = "no byte for 80 ms (HttpSettings.readTimeout)";
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n";

  private final Shared shared = new Shared();
  private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

  TimeoutsOverHttpTest() throws IOException {}

  private final List<CompletableFuture<Socket>> answered = new ArrayList<>();

  @AfterEach
  void stop() throws IOException {
    shared.close();
    server.close();
    for (CompletableFuture<Socket> connection : answered) {
      connection.join().close();
    }
  }

  /** Takes one connection and sends these bytes, and then nothing more. */
  private void answer(String bytes) {
    answered.add(
        CompletableFuture.supplyAsync(
            () -> {
              try {
                Socket client = server.accept();
                client.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
                return client;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }));
  }

  private ChatClient client(String scheme, HttpSettings.Builder http) {
    return (ChatClient)
        OpenAi.builder()
            .api(OpenAi.Api.CHAT_COMPLETIONS)
            .baseUrl(scheme + "://127.0.0.1:" + server.getLocalPort() + "/v1")
            .apiKey("k")
            .http(http.build())
            .build()
            .connect(shared);
  }

  private static ProviderFailure timeout(ChatClient client, String question) {
    TargetRequest request = new TargetRequest("m", ChatRequest.of("p/m", question));
    ProviderFailure failure =
        catchThrowableOfType(
            ProviderFailure.class, () -> client.answer(request, new Cancellable()));
    assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
    return failure;
  }

  private static HttpSettings.Builder shortConnect() {
    return HttpSettings.builder().connectTimeout(SHORT);
  }

  private static HttpSettings.Builder shortRead() {
    return HttpSettings.builder().readTimeout(SHORT);
  }

  /** The proxy's part belongs to connecting for Java, so this works where no packet is lost. */
  @Test
  void tcpThatDoesNotComeAboutIsAConnectTimeoutOfNothingSent() {
    Proxy silent = new Proxy(Proxy.Type.SOCKS, server.getLocalSocketAddress());
    ProviderFailure failure = timeout(client("http", shortConnect().proxy(silent)), "?");
    assertThat(failure)
        .hasMessageContaining("no connection to 127.0.0.1")
        .hasMessageContaining(CONNECT);
    assertThat(failure.sent()).isFalse();
  }

  @Test
  void tlsThatDoesNotComeAboutIsAConnectTimeoutOfNothingSent() {
    ProviderFailure failure = timeout(client("https", shortConnect()), "?");
    assertThat(failure).hasMessageContaining("no TLS connection").hasMessageContaining(CONNECT);
    assertThat(failure.sent()).isFalse();
  }

  @Test
  void aTunnelThatDoesNotComeAboutIsAConnectTimeoutOfNothingSent() {
    Proxy silent = new Proxy(Proxy.Type.HTTP, server.getLocalSocketAddress());
    ProviderFailure failure = timeout(client("https", shortConnect().proxy(silent)), "?");
    assertThat(failure).hasMessageContaining("proxy").hasMessageContaining(CONNECT);
    assertThat(failure.sent()).isFalse();
  }

  @Test
  void aLongRequestThatIsNotTakenIsAWriteTimeout() {
    HttpSettings.Builder http = HttpSettings.builder().writeTimeout(SHORT);
    ProviderFailure failure = timeout(client("http", http), "x".repeat(32 << 20));
    assertThat(failure)
        .hasMessageContaining("stopped taking the request")
        .hasMessageContaining("no byte taken for 80 ms (HttpSettings.writeTimeout)");
    assertThat(failure.sent()).isTrue();
  }

  @Test
  void silenceBeforeTheFirstByteIsAReadTimeoutOfWhatWasSent() {
    ProviderFailure failure = timeout(client("http", shortRead()), "?");
    assertThat(failure).hasMessageContaining("did not begin to answer").hasMessageContaining(READ);
    assertThat(failure.sent()).isTrue();
  }

  @Test
  void silenceAfterTheHeadIsTold() {
    answer(HEAD);
    ProviderFailure failure = timeout(client("http", shortRead()), "?");
    assertThat(failure).hasMessageContaining("the head").hasMessageContaining(READ);
    assertThat(failure.sent()).isTrue();
    assertThat(failure.status()).isEqualTo(200);
  }

  @Test
  void aPauseWithinAnAnswerIsTold() {
    answer(HEAD + "{");
    ProviderFailure failure = timeout(client("http", shortRead()), "?");
    assertThat(failure).hasMessageContaining("in the middle").hasMessageContaining(READ);
  }

  @Test
  void aPauseWithinAStreamIsTold() {
    String head =
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 999\r\n\r\n";
    String event = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
    TargetRequest request = new TargetRequest("m", ChatRequest.of("p/m", "?"));
    answer(head + event);
    try (ProviderStream stream = client("http", shortRead()).stream(request, new Cancellable())) {
      assertThat(stream.next()).isNotNull();
      ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, stream::hasNext);
      assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
      assertThat(failure).hasMessageContaining("in the middle").hasMessageContaining(READ);
    }
  }
}
