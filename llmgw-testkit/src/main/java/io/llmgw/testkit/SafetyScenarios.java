package io.llmgw.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.llmgw.error.ProviderException;
import io.llmgw.spi.ProviderSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Secrets stay where they belong, and connections are neither lost nor wasted. */
abstract class SafetyScenarios extends FailureScenarios {
  private static final Map<String, String> JSON = Map.of("content-type", "application/json");

  @Test
  void connectingMakesNoConnection() {
    gateway(setup()).close();

    assertEquals(0, server.acceptedConnections());
  }

  @Test
  void theKeyIsInNoUrlAndNoBody() {
    server.answers("Paris.");
    bothWays(
        way -> {
          way.ask(gateway, question());
          assertFalse(lastBody().contains(KEY), "the key is not in the body");
          String url = server.requests().get(server.requests().size() - 1).path();
          assertFalse(url.contains(KEY), "the key is not in the URL");
        });
  }

  @Test
  void theKeyIsInNoExceptionEvenIfTheServerEchoesIt() {
    String echo = "Incorrect API key provided: " + KEY;
    List<StandInReply> echoes =
        List.of(
            new StandInReply(401, "{\"error\":{\"message\":\"" + echo + "\"}}"),
            new StandInReply(403, "{\"message\":\"" + echo + "\"}"),
            new StandInReply(500, echo),
            new StandInReply(200, "<html>" + echo + "</html>"),
            new StandInReply(200, "{\"unexpected\":\"" + echo + "\""));
    bothWaysForEach(
        echoes,
        (reply, way) -> {
          server.raw(reply.status(), JSON, reply.body().getBytes(StandardCharsets.UTF_8));
          ProviderException e = failure(way);

          for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            assertFalse(cause.toString().contains(KEY), () -> "the key is in " + reply.status());
          }
          assertFalse(e.attempts().toString().contains(KEY), "the key is in no attempt");
        });
  }

  /** What a server says that repeats the key. */
  private record StandInReply(int status, String body) {
    @Override
    public String toString() {
      return status + " " + body.replace(KEY, "(the key)");
    }
  }

  @Test
  void theKeyIsInNoDescription() {
    ProviderSpec spec = spec(setup());

    assertFalse(spec.toString().contains(KEY), "the key is in the spec's toString");
    assertFalse(gateway.toString().contains(KEY), "the key is in the gateway's toString");
  }

  @Test
  void aRedirectIsAnErrorAndTheKeyNeverFollowsIt() {
    try (StandInServer elsewhere = StandInServer.speaking(format()).answers("Come in.")) {
      bothWaysForEach(
          List.of(301, 302, 303, 307, 308),
          (status, way) -> {
            String there = elsewhere.baseUrl() + "/elsewhere";
            server.raw(status, Map.of("location", there, "content-length", "0"), new byte[0]);

            assertEquals(status, failure(way, gateway).status());
          });
      assertEquals(0, elsewhere.requestCount());
    }
  }

  @Test
  void connectionsAreUsedAgain() {
    bothWays(
        way -> {
          server.answers("Paris.").failsWith(500).answers("Rome.");
          assertEquals("Paris.", way.ask(gateway, question()).text());
          assertEquals(500, failure(way, gateway).status());
          assertEquals("Rome.", way.ask(gateway, question()).text());
        });

    assertEquals(1, server.acceptedConnections(), "one connection serves calls one by one");
  }
}
