package io.llmgw.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.llmgw.LlmGateway;
import io.llmgw.error.ProviderException;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.WireStep.Ending;
import io.llmgw.testkit.wire.WireError;
import io.llmgw.testkit.wire.WireResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong means the same as at every other provider. */
abstract class FailureScenarios extends StreamScenarios {
  private static final Map<String, String> JSON = Map.of("content-type", "application/json");

  @Test
  void everyErrorIsOfItsKindAndSaysWhenToComeBack() {
    bothWaysForEach(
        format().errors(),
        (error, way) -> {
          server.sends(error.response(), Ending.COMPLETE);
          ProviderException e = failure(way);

          assertEquals(error.kind(), e.kind());
          assertEquals(error.response().status(), e.status());
          assertEquals(error.retryAfter(), e.retryAfter());
        });
  }

  @Test
  void whenToComeBackMayBeADate() {
    ZonedDateTime date = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(120);
    List<WireError> errors =
        format().errors().stream()
            .filter(error -> error.response().headers().containsKey("retry-after"))
            .toList();
    forEach(
        errors,
        error -> {
          String text = DateTimeFormatter.RFC_1123_DATE_TIME.format(date);
          server.sends(error.response().withHeader("retry-after", text), Ending.COMPLETE);
          Duration delay = failure(Way.WHOLE).retryAfter().orElse(Duration.ZERO);

          assertTrue(
              delay.compareTo(Duration.ofSeconds(60)) > 0
                  && delay.compareTo(Duration.ofSeconds(121)) < 0,
              () -> "120 s became " + delay);
        });
  }

  @Test
  void anErrorWithinAStreamIsOfItsKind() {
    WireResponse stream = rendered(Way.STREAM, text("Paris", " is never sent"));
    forEach(
        format().streamErrors(),
        error -> {
          server.sends(error.response(), Ending.COMPLETE);
          assertEquals(error.kind(), failure(Way.STREAM).kind(), "before the first piece");

          server.sends(stream.afterFirstPiece(error.response()), Ending.COMPLETE);
          StreamInterruptedException e =
              assertInstanceOf(StreamInterruptedException.class, failure(Way.STREAM));
          assertEquals(error.kind(), e.reason(), "after the first piece");
          assertEquals("Paris", e.partial().text());
        });
  }

  @Test
  void whatIsNoAnswerIsNeverTakenForAnEmptyOne() {
    List<String> bodies =
        List.of(
            "",
            "<html><body>Please log in to the network.</body></html>",
            "{}",
            "{\"unexpected\":true}",
            "[]",
            "null",
            "\"text\"",
            "plain text");
    bothWaysForEach(
        bodies,
        (body, way) -> {
          server.raw(200, JSON, body.getBytes(StandardCharsets.UTF_8));
          assertEquals(ErrorKind.MALFORMED_ANSWER, failure(way).kind());
        });
  }

  @Test
  void aWebPageInsteadOfAnAnswerIsAnError() {
    server.html200();
    bothWays(way -> assertEquals(ErrorKind.MALFORMED_ANSWER, failure(way).kind()));
  }

  @Test
  void anErrorThatIsNoneOfTheProvidersIsToldByItsStatus() {
    Map<Integer, ErrorKind> kinds =
        Map.of(
            500, ErrorKind.SERVER_ERROR,
            502, ErrorKind.SERVER_ERROR,
            503, ErrorKind.OVERLOADED,
            429, ErrorKind.RATE_LIMITED,
            400, ErrorKind.INVALID_REQUEST);
    bothWaysForEach(
        kinds.entrySet(),
        (kind, way) -> {
          byte[] page = "<html><h1>Sorry</h1></html>".getBytes(StandardCharsets.UTF_8);
          server.raw(kind.getKey(), Map.of("content-type", "text/html"), page);
          assertEquals(kind.getValue(), failure(way).kind());
        });
  }

  @Test
  void aConnectionThatIsRefusedIsANetworkFailure() throws IOException {
    String nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "http://127.0.0.1:" + socket.getLocalPort();
    }
    try (LlmGateway lost = gateway(setup().withBaseUrl(nobody))) {
      bothWays(
          way -> {
            ProviderException e = failure(way, lost);
            assertEquals(ErrorKind.NETWORK, e.kind());
            assertEquals(List.of(), e.charges(), "nothing was sent");
          });
    }
  }

  @Test
  void aConnectionThatBreaksBeforeTheAnswerIsANetworkFailure() throws IOException {
    try (BreakingServer breaking = new BreakingServer();
        LlmGateway unlucky = gateway(setup().withBaseUrl(breaking.baseUrl()))) {
      bothWays(way -> assertEquals(ErrorKind.NETWORK, failure(way, unlucky).kind()));
    }
  }

  @Test
  void anAnswerThatIsTooLongIsAnErrorAndReleasesItsConnection() {
    bothWays(
        way -> {
          String tooLong = "x".repeat((int) setup().maxAnswerBytes() + 1);
          WireResponse whole = rendered(Way.WHOLE, text(tooLong));
          server.sends(whole, Ending.COMPLETE).answers("Paris.");

          assertEquals(ErrorKind.MALFORMED_ANSWER, failure(way, gateway).kind());
          assertEquals("Paris.", way.ask(gateway, question()).text());
          assertTrue(server.openConnections() <= 1, "the connection is released");
        });
  }
}
