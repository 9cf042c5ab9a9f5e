package io.llmgw.tests.engine.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.error.LlmException;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.outcome.CacheStatus.State;
import io.llmgw.tests.Way;
import io.llmgw.tests.engine.caching.Sharing.Asker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Several readers of one upstream stream, each at its own pace. */
class SharedStreamsTest {
  private static final ChatRequest QUESTION = Sharing.QUESTION;

  private final Sharing sharing = new Sharing();
  private final List<List<StreamEvent>> read = new CopyOnWriteArrayList<>();

  /** Reads a stream to its end with a pause after each piece. */
  private Asker reads(LlmGateway gateway, long fromMillis, long pauseMillis) {
    return sharing.runs(
        fromMillis,
        () -> {
          try (ChatStream stream = gateway.stream(QUESTION)) {
            List<StreamEvent> pieces = new ArrayList<>();
            read.add(pieces);
            for (StreamEvent event : stream) {
              pieces.add(event);
              pause(pauseMillis);
            }
            return stream.response();
          }
        });
  }

  private void pause(long millis) {
    try {
      if (millis > 0) {
        sharing.clock.await(new CountDownLatch(1), Duration.ofMillis(millis));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(List<StreamEvent> pieces) {
    StringBuilder text = new StringBuilder();
    pieces.forEach(p -> text.append(p instanceof StreamEvent.TextDelta t ? t.text() : ""));
    return text.toString();
  }

  @Test
  void eachReadsAllPiecesFromTheStartAtItsOwnPace() throws Exception {
    sharing
        .p
        .streams("a", "b", "", "c", "d", "e")
        .usage(100, 50)
        .piecesEvery(Duration.ofMillis(100));
    try (LlmGateway gateway = sharing.builder().build()) {
      Asker first = reads(gateway, 0, 0);
      Asker late = reads(gateway, 250, 0);
      Asker slow = reads(gateway, 50, 1_000);
      sharing.untilAllHaveEnded();
      Asker replayed = reads(gateway, 0, 0);
      sharing.untilAllHaveEnded();

      assertThat(sharing.p.calls()).isEqualTo(1);
      assertThat(read).hasSize(4).allSatisfy(pieces -> assertThat(pieces).isEqualTo(read.get(0)));
      assertThat(read.get(0)).hasSize(6);
      assertThat(first.endedAt).isEqualTo(Duration.ofMillis(500));
      assertThat(late.endedAt).isEqualTo(Duration.ofMillis(500));
      assertThat(slow.endedAt).isEqualTo(Duration.ofMillis(6_050));
      assertThat(first.answer().cache().state()).isEqualTo(State.MISS);
      assertThat(slow.answer().cache().state()).isEqualTo(State.COALESCED);
      assertThat(late.answer().text()).isEqualTo("abcde");
      assertThat(replayed.answer().cache().state()).isEqualTo(State.HIT);
      assertThat(sharing.charges).hasSize(1);
      sharing.assertNothingLeft(gateway);
    }
  }

  @Test
  void aReaderThatStopsReadingKeepsNobodyElseWaiting() throws Exception {
    String[] pieces = new String[100];
    Arrays.fill(pieces, "x");
    sharing.p.streams(pieces).usage(100, 50).piecesEvery(Duration.ofMillis(10));
    try (LlmGateway gateway = sharing.builder().build()) {
      Asker lazy =
          sharing.runs(
              0,
              () -> {
                try (ChatStream stream =
                    gateway.stream(QUESTION, CallOptions.timeout(Duration.ofSeconds(30)))) {
                  Iterator<StreamEvent> events = stream.iterator();
                  events.next();
                  pause(60_000);
                  return events.hasNext() ? null : stream.response();
                }
              });
      Asker reader = reads(gateway, 15, 0);
      sharing.untilAllHaveEnded();

      assertThat(reader.endedAt).isEqualTo(Duration.ofMillis(15 + 990));
      assertThat(reader.answer().text()).hasSize(100);
      assertThat(lazy.failure).isInstanceOf(StreamInterruptedException.class);
      assertThat(sharing.charges).hasSize(1);
      sharing.assertNothingLeft(gateway);
    }
  }

  @Test
  void anAbandonedStreamIsStoppedAndNotStored() throws Exception {
    sharing.p.streams("a", "b", "c").usage(100, 50).piecesEvery(Duration.ofSeconds(1));
    try (LlmGateway gateway = sharing.builder().build()) {
      leaves(gateway);
      sharing.untilAllHaveEnded();
      sharing.assertNothingLeft(gateway);
      assertThat(sharing.charges).hasSize(1);
      Asker later = reads(gateway, 0, 0);
      sharing.untilAllHaveEnded();

      assertThat(later.answer().cache().state()).isEqualTo(State.MISS);
      sharing.assertNothingLeft(gateway);
    }
  }

  /** Reads one piece and closes the stream. */
  private Asker leaves(LlmGateway gateway) {
    return sharing.runs(
        0,
        () -> {
          ChatStream stream = gateway.stream(QUESTION);
          stream.iterator().next();
          stream.close();
          throw new IllegalStateException("left");
        });
  }

  @Test
  void anAbandonedStreamIsFinishedIfThatIsQuickAndItsPayerIsBilledOnce() throws Exception {
    sharing.p.streams("a", "b", "c").usage(100, 50).piecesEvery(Duration.ofSeconds(1));
    CachePolicy policy = CachePolicy.shared().finishAbandoned(Duration.ofSeconds(5));
    try (LlmGateway gateway = sharing.builder(policy).build()) {
      leaves(gateway);
      Asker joins = reads(gateway, 500, 0);
      sharing.untilAllHaveEnded();
      Asker later = reads(gateway, 10, 0);
      sharing.untilAllHaveEnded();

      assertThat(joins.answer().cache().state()).isEqualTo(State.COALESCED);
      assertThat(later.answer().cache().state()).isEqualTo(State.HIT);
      assertThat(read.get(1)).isEqualTo(read.get(0)).hasSize(3);
      assertThat(sharing.p.calls()).isEqualTo(1);
      assertThat(sharing.charges).hasSize(1);
      assertThat(sharing.charges.get(0).cost().usd().orElseThrow()).isEqualByComparingTo("0.55");
      sharing.assertNothingLeft(gateway);
    }
  }

  @Test
  void anAbandonedStreamThatTakesTooLongIsStopped() throws Exception {
    sharing.p.streams("a", "b", "c").usage(100, 50).piecesEvery(Duration.ofSeconds(3));
    CachePolicy policy = CachePolicy.shared().finishAbandoned(Duration.ofSeconds(5));
    try (LlmGateway gateway = sharing.builder(policy).build()) {
      leaves(gateway);
      sharing.untilAllHaveEnded();
      sharing.clock.advance(Duration.ofSeconds(5));

      assertThat(sharing.charges).hasSize(1);
      sharing.assertNothingLeft(gateway);
      Asker later = reads(gateway, 0, 0);
      sharing.untilAllHaveEnded();
      assertThat(later.answer().cache().state()).isEqualTo(State.MISS);
      sharing.assertNothingLeft(gateway);
    }
  }

  @Test
  void aStreamClosedByAnotherThreadWhileItsReaderPullsIsFinishedToo() throws Exception {
    sharing.p.streams("a", "b", "c").usage(100, 50).piecesEvery(Duration.ofSeconds(1));
    CachePolicy policy = CachePolicy.shared().finishAbandoned(Duration.ofSeconds(5));
    try (LlmGateway gateway = sharing.builder(policy).build()) {
      closedWhilePulling(gateway, 500);
      sharing.untilAllHaveEnded();
      sharing.clock.advance(Duration.ofSeconds(4));
      Asker later = reads(gateway, 0, 0);
      sharing.untilAllHaveEnded();

      assertThat(later.answer().cache().state()).isEqualTo(State.HIT);
      assertThat(sharing.charges).hasSize(1);
      sharing.assertNothingLeft(gateway);
    }
  }

  private Asker closedWhilePulling(LlmGateway gateway, long afterMillis) {
    return sharing.runs(
        0,
        () -> {
          ChatStream stream = gateway.stream(QUESTION);
          sharing.clock.schedule(stream::close, Duration.ofMillis(afterMillis));
          stream.forEach(event -> {});
          return stream.response();
        });
  }

  @Test
  void theCallOfAReaderThatPulledAloneIsOverWhenItIsClosedAlthoughOthersReadOn() throws Exception {
    sharing.p.streams("a", "b", "c").usage(100, 50).piecesEvery(Duration.ofSeconds(60));
    try (LlmGateway gateway = sharing.builder().build()) {
      Asker left = closedWhilePulling(gateway, 500);
      Asker joined = reads(gateway, 100, 0);
      sharing.untilAllHaveEnded();

      assertThat(left.failure).isInstanceOf(StreamInterruptedException.class);
      assertThat(sharing.events.get(0).outcome().elapsed()).isEqualTo(Duration.ofMillis(500));
      assertThat(left.endedAt).isEqualTo(Duration.ofSeconds(60)); // its thread: with the next piece
      assertThat(joined.answer().text()).isEqualTo("abc");
      sharing.assertNothingLeft(gateway);
    }
  }

  @Test
  void aBrokenStreamIsToldToEachReaderWithWhatItHasRead() throws Exception {
    sharing.p.cutsAfter("a", "b").usage(100, 50).piecesEvery(Duration.ofMillis(100));
    try (LlmGateway gateway = sharing.builder().build()) {
      Asker first = reads(gateway, 0, 0);
      Asker next = reads(gateway, 50, 0);
      sharing.untilAllHaveEnded();

      for (Asker asker : List.of(first, next)) {
        assertThat(asker.failure).isInstanceOf(StreamInterruptedException.class);
        StreamInterruptedException cut = (StreamInterruptedException) asker.failure;
        assertThat(cut.partial().text()).isEqualTo("ab");
      }
      assertThat(next.failure).isNotSameAs(first.failure);
      assertThat(((LlmException) first.failure).charges()).hasSize(1);
      assertThat(((LlmException) next.failure).charges()).isEmpty();
      assertThat(read).allSatisfy(pieces -> assertThat(text(pieces)).isEqualTo("ab"));
      sharing.assertNothingLeft(gateway);
      assertThat(sharing.charges).hasSize(1);
    }
  }

  @Test
  void aChatThatJoinsABrokenStreamGetsTheSameFailure() throws Exception {
    sharing.p.cutsAfter("a", "b").usage(100, 50).piecesEvery(Duration.ofMillis(100));
    try (LlmGateway gateway = sharing.builder().build()) {
      reads(gateway, 0, 0);
      Asker chat = sharing.asks(Way.CHAT, gateway, 50);
      sharing.untilAllHaveEnded();

      assertThat(chat.failure).isInstanceOf(StreamInterruptedException.class);
      assertThat(((LlmException) chat.failure).charges()).isEmpty();
      sharing.assertNothingLeft(gateway);
    }
  }

  @Test
  void anErrorOfTheProviderClientKeepsNobodyWaiting() throws Exception {
    sharing.p.streams("a", "b", "c").piecesEvery(Duration.ofMillis(100)).usage(100, 50);
    try (LlmGateway gateway = sharing.builder().replaceProvider(new Faulty(sharing.p, 2)).build()) {
      List<Asker> askers =
          List.of(reads(gateway, 0, 0), reads(gateway, 50, 0), reads(gateway, 60, 0));
      sharing.untilAllHaveEnded();

      assertThat(askers).allSatisfy(asker -> assertThat(asker.failure).isNotNull());
      assertThat(askers).allSatisfy(a -> assertThat(a.endedAt).isLessThan(Duration.ofSeconds(1)));
      sharing.assertNothingLeft(gateway);
    }
  }
}
