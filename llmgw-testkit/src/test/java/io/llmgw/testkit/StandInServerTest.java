package io.llmgw.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StandInServerTest {
  private static final String CHAT = "/chat/completions";
  private static final String UNARY = "{\"model\":\"m\"}";
  private static final String STREAM = "{\"model\":\"m\",\"stream\":true}";

  private final StandInServer server = StandInServer.openAi();

  @AfterEach
  void close() throws InterruptedException {
    server.close();
    server.awaitOpenConnections(0);
  }

  private String once(String body) throws IOException {
    return RawClient.once(server, CHAT, body);
  }

  @Test
  void itsUrlIsTheOneTheProvidersClientExpects() {
    assertThat(server.baseUrl()).matches("http://127\\.0\\.0\\.1:\\d+/v1");
    try (StandInServer other = StandInServer.anthropic()) {
      assertThat(other.baseUrl()).matches("http://127\\.0\\.0\\.1:\\d+");
    }
  }

  @Test
  void stepsAreTakenInOrderAndTheLastOneRepeats() throws IOException {
    server.failsWith(503).times(2).answers("Paris").answers("Rome");

    assertThat(once(UNARY)).startsWith("HTTP/1.1 503 ");
    assertThat(once(UNARY)).startsWith("HTTP/1.1 503 ");
    assertThat(once(UNARY)).contains("Paris");
    assertThat(once(STREAM)).contains("Rome");
    assertThat(once(UNARY)).contains("Rome");
    assertThat(server.requestCount()).isEqualTo(5);
  }

  @Test
  void itRecordsRequestsAndDoesNotPrintCredentials() throws IOException {
    try (RawClient client = new RawClient(server)) {
      client.send(
          CHAT,
          "Authorization: Bearer sk-secret\r\nX-Two: a\r\nx-two: b\r\nconnection: close\r\n",
          "é");
      client.rest();
    }

    ReceivedRequest request = server.requests().get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/v1/chat/completions");
    assertThat(request.header("AUTHORIZATION")).contains("Bearer sk-secret");
    assertThat(request.header("x-two")).contains("a, b");
    assertThat(request.header("x-three")).isEmpty();
    assertThat(request.body()).isEqualTo("é");
    assertThat(request.toString()).contains("authorization=***").doesNotContain("sk-secret");
  }

  @Test
  void connectionsAreKeptAlive() throws Exception {
    server.answers("one").answers("two");
    try (RawClient client = new RawClient(server)) {
      client.send(CHAT, "", STREAM);
      assertThat(client.until("\r\n0\r\n\r\n")).contains("one");
      client.send(CHAT, "", UNARY);
      assertThat(client.until("\"system_fingerprint\":null}")).contains("two");
      assertThat(server.openConnections()).isOne();
    }
    server.awaitOpenConnections(0);
    assertThat(server.acceptedConnections()).isOne();
    assertThat(server.requestCount()).isEqualTo(2);
  }

  @Test
  void aRequestMayBeChunkedAndMayWaitForContinue() throws IOException {
    server.answers("fine");
    try (RawClient client = new RawClient(server)) {
      String head =
          String.join(
              "\r\n",
              "POST /v1/chat/completions?x=1 HTTP/1.1",
              "host: x",
              "transfer-encoding: chunked",
              "expect: 100-continue",
              "connection: close");
      client.raw(head + "\r\n\r\n");
      client.until("100 Continue\r\n\r\n");
      client.raw("9;ext=1\r\n{\"model\":\r\n4\r\n\"m\"}\r\n0\r\n\r\n");
      assertThat(client.rest()).contains("\"model\":\"m\"");
    }
    assertThat(server.requests().get(0).body()).isEqualTo("{\"model\":\"m\"}");
  }

  @Test
  void anUnknownPathIsNotFoundAndTakesNoStep() throws IOException {
    server.answers("one").answers("two");

    assertThat(RawClient.once(server, "/nowhere", "{}")).startsWith("HTTP/1.1 404 ");

    assertThat(once(UNARY)).contains("one");
  }

  @Test
  void aCutStreamHasNoEndOfItsBody() throws IOException {
    server.cutsAfter("Pa", "ris").cutsBeforeFirstText();

    String afterText = once(STREAM);
    assertThat(afterText)
        .contains("\"content\":\"Pa\"", "\"content\":\"ris\"")
        .doesNotContain("[DONE]");
    assertThat(afterText).doesNotEndWith("0\r\n\r\n");

    String before = once(STREAM);
    assertThat(before).startsWith("HTTP/1.1 200").contains("\"role\":\"assistant\"");
    assertThat(before).doesNotEndWith("0\r\n\r\n").doesNotContain("\"content\":\"P");
  }

  @Test
  void anUnstreamedCutIsShorterThanItsLength() throws IOException {
    server.cutsAfter("Paris").truncatesAfter("Paris");

    String cut = once(UNARY);
    int announced = Integer.parseInt(cut.replaceAll("(?s).*content-length: (\\d+).*", "$1"));
    assertThat(RawClient.body(cut).length()).isEqualTo(announced / 2);

    String truncated = once(UNARY);
    announced = Integer.parseInt(truncated.replaceAll("(?s).*content-length: (\\d+).*", "$1"));
    assertThat(RawClient.body(truncated)).hasSize(announced).startsWith("{").doesNotEndWith("}");
  }

  @Test
  void aTruncatedStreamEndsProperlyButWithoutTheProtocolsEnd() throws IOException {
    server.truncatesAfter("Pa");

    assertThat(once(STREAM))
        .contains("\"Pa\"")
        .doesNotContain("[DONE]", "\"stop\"")
        .endsWith("\r\n0\r\n\r\n");
  }

  @Test
  void aConnectionThatHangsEndsWhenTheClientLeaves() throws Exception {
    server.hangs().hangsAfter("Pa");
    try (RawClient silent = new RawClient(server);
        RawClient stalled = new RawClient(server)) {
      silent.send(CHAT, "", UNARY);
      server.awaitRequests(1);
      stalled.send(CHAT, "", STREAM);
      stalled.until("\"Pa\"");
      assertThat(server.openConnections()).isEqualTo(2);
    }
    server.awaitOpenConnections(0);
  }

  @Test
  void aClientThatLeavesDuringAPauseIsNoticed() throws Exception {
    server
        .streams("a", "b")
        .piecesEvery(Duration.ofHours(1))
        .answers("late")
        .takes(Duration.ofHours(1));
    try (RawClient one = new RawClient(server);
        RawClient two = new RawClient(server)) {
      one.send(CHAT, "", STREAM);
      one.until("\"content\":\"a\"");
      two.send(CHAT, "", UNARY);
      server.awaitRequests(2);
    }
    server.awaitOpenConnections(0);
  }

  @Test
  void piecesComeOneByOne() throws IOException {
    server.answers("a b c d").pieces(2).piecesEvery(Duration.ofMillis(1));

    assertThat(once(STREAM)).contains("\"content\":\"a b\"", "\"content\":\" c d\"", "[DONE]");
  }

  @Test
  void rawBytesAreServedAsTheyAre() throws IOException {
    server.raw(
        207,
        Map.of("content-length", "99"),
        "one\n".getBytes(StandardCharsets.UTF_8),
        "two".getBytes(StandardCharsets.UTF_8));

    assertThat(once(STREAM))
        .matches("(?s)HTTP/1.1 207 .*")
        .contains("content-length: 99\r\n", "connection: close\r\n")
        .endsWith("\r\n\r\none\ntwo");
  }

  @Test
  void aProxysPageIsHtmlWithStatus200() throws IOException {
    server.html200();

    assertThat(once(UNARY))
        .startsWith("HTTP/1.1 200 OK")
        .contains("content-type: text/html")
        .endsWith("</html>");
  }

  @Test
  void headersCanBeAdded() throws IOException {
    server.answers("x").header("x-ratelimit-remaining-requests", "9");

    assertThat(once(UNARY)).contains("\r\nx-ratelimit-remaining-requests: 9\r\n");
    assertThat(once(STREAM)).contains("\r\nx-ratelimit-remaining-requests: 9\r\n");
  }

  @Test
  void closingTheServerEndsWhatIsRunning() throws Exception {
    server.hangs();
    try (RawClient client = new RawClient(server)) {
      client.send(CHAT, "", UNARY);
      server.awaitRequests(1);

      server.close();

      assertThat(client.rest()).isEmpty();
      server.awaitOpenConnections(0);
    }
    assertThat(answerOrNothing(UNARY)).as("after the server was closed").isEmpty();
  }

  /** The system may still take a connection while a listening socket is being closed. */
  private String answerOrNothing(String request) {
    try {
      return once(request);
    } catch (IOException refused) {
      return "";
    }
  }

  @Test
  void manyConnectionsAreServedAtOnce() throws Exception {
    server.answers("one two three").usage(1, 1);
    ExecutorService threads = Executors.newFixedThreadPool(32);
    try {
      Callable<String> ask = () -> RawClient.unchunked(once(STREAM));
      for (Future<String> one : threads.invokeAll(Collections.nCopies(640, ask))) {
        assertThat(one.get()).contains("\"content\":\"three\"").endsWith("data: [DONE]\n\n");
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(server.requestCount()).isEqualTo(640);
    server.awaitOpenConnections(0);
  }

  @Test
  void mistakesInAScriptAreNamed() {
    assertThatThrownBy(() -> server.usage(1, 1)).hasMessageContaining("usage");
    assertThatThrownBy(() -> server.failsWith(200)).hasMessageContaining("200");
    assertThatThrownBy(() -> server.answers("x").pieces(0)).hasMessageContaining("pieces");
    assertThatThrownBy(() -> server.times(0)).hasMessageContaining("times");
  }
}
