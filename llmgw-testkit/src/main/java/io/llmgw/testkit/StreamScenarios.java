package io.llmgw.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.error.CallTimeoutException;
import io.llmgw.error.LlmException;
import io.llmgw.error.ProviderException;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.WireStep.Ending;
import io.llmgw.testkit.wire.WireBlock;
import io.llmgw.testkit.wire.WireFeature;
import io.llmgw.testkit.wire.WireResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How answers arrive: in pieces, slowly, cut, not at all, or no longer wanted. */
abstract class StreamScenarios extends AnswerScenarios {
  private static final Set<ErrorKind> BROKEN =
      EnumSet.of(ErrorKind.STREAM_INTERRUPTED, ErrorKind.NETWORK, ErrorKind.MALFORMED_ANSWER);
  private static final String ODD = "Grüße aus 東京: 😀, \"quoted\", \\ and\n\ttabs.";

  @Test
  void piecesArriveInOrder() {
    server.streams("The ", "capital ", "is ", "Paris.");
    List<StreamEvent> events = new ArrayList<>();
    try (ChatStream stream = gateway.stream(question())) {
      ChatResponse response = drain(stream, events);

      assertEquals("The capital is Paris.", response.text());
      assertTrue(events.stream().filter(TextDelta.class::isInstance).count() > 1, "pieces");
    }
  }

  @Test
  void everyCharacterSurvivesASplitAtAnyByte() {
    bothWays(
        way -> {
          server.sends(rendered(way, text(ODD, ODD)).byteByByte(), Ending.COMPLETE);
          assertEquals(ODD + ODD, way.ask(gateway, question()).text());
        });
  }

  @Test
  void aCharacterMayBeSplitBetweenTwoPieces() {
    bothWays(
        way -> {
          server.sends(rendered(way, text("a\ud83d", "\ude00b")), Ending.COMPLETE);
          assertEquals("a😀b", way.ask(gateway, question()).text());
        });
  }

  /** Cut off between any two events, or within one, with or without a proper end of the body. */
  @Test
  void aCutStreamNeverEndsLikeAWholeOne() {
    cutEverywhere(rendered(Way.STREAM, text("The capital ", "is ", "Paris.")));
    if (can(WireFeature.TOOLS)) {
      cutEverywhere(
          rendered(Way.STREAM, new WireBlock.ToolCall("call_1", "f", List.of("{\"a\":", "1}"))));
    }
  }

  private void cutEverywhere(WireResponse whole) {
    for (Ending ending : List.of(Ending.CUT, Ending.TRUNCATED)) {
      forEach(
          whole.incomplete(),
          cut -> {
            server.sends(cut, ending);
            ProviderException e = failure(Way.STREAM);

            assertTrue(BROKEN.contains(e.kind()), () -> ending + " is " + e.kind());
            if (e instanceof StreamInterruptedException broken) {
              assertTrue("The capital is Paris.".startsWith(broken.partial().text()));
            }
          });
    }
  }

  @Test
  void aCutAnswerIsNoAnswer() {
    WireResponse whole = rendered(Way.WHOLE, text("The capital is Paris."));
    for (Ending ending : List.of(Ending.CUT, Ending.TRUNCATED)) {
      server.sends(whole, ending);
      ErrorKind kind = failure(Way.WHOLE).kind();

      assertTrue(BROKEN.contains(kind), () -> ending + " is " + kind);
    }
  }

  @Test
  void aStreamThatIsSlowButSteadyIsFine() {
    Duration pause = Duration.ofMillis(125);
    server.streams("a", "b", "c", "d", "e", "f", "g", "h", "i", "j").piecesEvery(pause);
    try (LlmGateway impatient = gateway(setup().withIdleTimeout(Duration.ofSeconds(1)))) {
      assertEquals("abcdefghij", Way.STREAM.ask(impatient, question()).text());
    }
  }

  @Test
  void aStreamThatFallsSilentTimesOut() throws InterruptedException {
    server.hangsAfter("Pa", "ris");
    try (LlmGateway impatient = gateway(setup().withIdleTimeout(Duration.ofMillis(200)))) {
      StreamInterruptedException e =
          assertInstanceOf(StreamInterruptedException.class, failure(Way.STREAM, impatient));

      assertEquals(ErrorKind.TIMEOUT, e.reason());
      assertEquals("Paris", e.partial().text());
      server.awaitOpenConnections(0);
    }
  }

  @Test
  void aServerThatStaysSilentTimesOut() throws InterruptedException {
    server.hangs();
    try (LlmGateway impatient = gateway(setup().withIdleTimeout(Duration.ofMillis(200)))) {
      bothWays(way -> assertEquals(ErrorKind.TIMEOUT, failure(way, impatient).kind()));
      server.awaitOpenConnections(0);
    }
  }

  @Test
  void theDeadlineClosesTheConnection() throws InterruptedException {
    server.hangs();
    LlmGateway hurried = gateway.with(CallOptions.timeout(Duration.ofMillis(200)));
    bothWays(way -> assertThrows(CallTimeoutException.class, () -> way.ask(hurried, question())));
    server.awaitOpenConnections(0);
  }

  @Test
  void cancellingACallClosesTheConnection() throws InterruptedException {
    server.hangs();
    CompletableFuture<ChatResponse> call = gateway.chatAsync(question());
    server.awaitRequests(1);
    call.cancel(true);

    server.awaitOpenConnections(0);
  }

  @Test
  void cancellingAWholeAnswerThatHasBegunClosesTheConnection() throws InterruptedException {
    server.hangsAfter("Paris.");
    CompletableFuture<ChatResponse> call = gateway.chatAsync(question());
    server.awaitRequests(1);
    call.cancel(true);

    server.awaitOpenConnections(0);
  }

  @Test
  void closingAStreamClosesTheConnection() throws InterruptedException {
    server.hangsAfter("Pa", "ris");
    try (ChatStream stream = gateway.stream(question())) {
      assertTrue(stream.iterator().hasNext(), "the first piece comes before the last");
    }
    server.awaitOpenConnections(0);
  }

  @Test
  void closingAStreamFromAnotherThreadWakesItsReader() throws Exception {
    server.hangsAfter("Pa");
    try (ChatStream stream = gateway.stream(question())) {
      Iterator<StreamEvent> events = stream.iterator();
      CompletableFuture<Void> waits = new CompletableFuture<>();
      CompletableFuture<String> reader =
          CompletableFuture.supplyAsync(
              () -> {
                StringBuilder text = new StringBuilder();
                while (!text.toString().equals("Pa")) {
                  text.append(events.next() instanceof TextDelta delta ? delta.text() : "");
                }
                waits.complete(null);
                events.forEachRemaining(event -> {});
                return "the end";
              });
      waits.get(10, TimeUnit.SECONDS);
      Runnable close = stream::close;
      close.run();

      ExecutionException e =
          assertThrows(ExecutionException.class, () -> reader.get(10, TimeUnit.SECONDS));
      assertInstanceOf(LlmException.class, e.getCause());
    }
    server.awaitOpenConnections(0);
  }
}
