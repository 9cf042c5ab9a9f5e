package io.llmgw.tests.engine.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.Part;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.Tool;
import io.llmgw.error.ProviderException;
import io.llmgw.event.CallEvent;
import io.llmgw.event.GatewayListener;
import io.llmgw.outcome.CacheStatus.State;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.route.BrokenStreams;
import io.llmgw.route.Shadow;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.tests.Way;
import io.llmgw.tests.engine.caching.Sharing.Asker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What else a shared call goes through: restarts, cancelled futures, interrupts, bad listeners. */
class SharedRoutesTest {
  private final Sharing sharing = new Sharing();
  private final ScriptedProvider q = ScriptedProvider.named("q");
  private final List<List<StreamEvent>> read = new CopyOnWriteArrayList<>();

  private Asker reads(LlmGateway gateway, ChatRequest request, long atMillis) {
    return sharing.runs(
        atMillis,
        () -> {
          try (ChatStream stream = gateway.stream(request)) {
            List<StreamEvent> pieces = new ArrayList<>();
            read.add(pieces);
            stream.forEach(pieces::add);
            return stream.response();
          }
        });
  }

  @Test
  void whoJoinsAfterARestartReadsItTooAndTheReplayHasOnlyTheNewAnswer() throws Exception {
    sharing.p.cutsAfter("a", "b").usage(100, 50).piecesEvery(Duration.ofMillis(100));
    q.streams("x", "y", "z").usage(100, 50).piecesEvery(Duration.ofMillis(100));
    LlmGatewayBuilder builder =
        sharing
            .builder()
            .provider(q)
            .route("r", r -> r.to("p/m").fallbackTo("q/m").brokenStreams(BrokenStreams.RESTART));
    ChatRequest request = ChatRequest.of("r", "Capital of France?");
    try (LlmGateway gateway = builder.build()) {
      reads(gateway, request, 0);
      Asker joins = reads(gateway, request, 150);
      Asker late = reads(gateway, request, 250);
      sharing.untilAllHaveEnded();
      Asker later = reads(gateway, request, 0);
      sharing.untilAllHaveEnded();

      assertThat(joins.answer().text()).isEqualTo("xyz");
      assertThat(late.answer().cache().state()).isEqualTo(State.COALESCED);
      assertThat(read.get(0)).hasSize(6).anyMatch(StreamEvent.Restarted.class::isInstance);
      assertThat(read.get(1)).isEqualTo(read.get(0));
      assertThat(read.get(2)).isEqualTo(read.get(0));
      assertThat(later.answer().cache().state()).isEqualTo(State.HIT);
      assertThat(read.get(3)).isEqualTo(read.get(0).subList(3, 6));
      assertThat(sharing.charges).hasSize(2);
      assertThat(q.openStreams()).isZero();
      sharing.assertNothingLeft(gateway);
    }
  }

  @Test
  void piecesOfToolCallsAndReasoningAreReplayedAsTheyCame() throws Exception {
    ChatRequest request =
        Sharing.QUESTION.toBuilder().tools(Tool.of("weather", "weather", "{}")).build();
    sharing.p.callsTool("c1", "weather", "{\"city\":\"Paris\"}").usage(100, 50);
    try (LlmGateway gateway = sharing.builder().build()) {
      reads(gateway, request, 0);
      sharing.untilAllHaveEnded();
      Asker replayed = reads(gateway, request, 0);
      sharing.untilAllHaveEnded();

      assertThat(replayed.answer().cache().state()).isEqualTo(State.HIT);
      assertThat(read.get(1)).isEqualTo(read.get(0)).isNotEmpty();
      Part.ToolCall call = replayed.answer().toolCalls().get(0);
      assertThat(call.arguments().text()).isEqualTo("{\"city\":\"Paris\"}");
      sharing.assertNothingLeft(gateway);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCancelledFutureLeavesAndTheOthersGetTheAnswer(Way way) throws Exception {
    sharing.p.answers("Paris").usage(100, 50).takes(Duration.ofSeconds(1));
    List<String> told = new CopyOnWriteArrayList<>();
    CallOptions options = CallOptions.builder().onCost(c -> told.add(c.id())).build();
    try (LlmGateway gateway = sharing.builder().build()) {
      sharing.clock.schedule(
          () -> {
            CompletableFuture<ChatResponse> future = gateway.chatAsync(Sharing.QUESTION, options);
            sharing.clock.schedule(() -> future.cancel(true), Duration.ofMillis(500));
          },
          Duration.ZERO);
      Asker other = sharing.asks(way, gateway, 100);
      sharing.untilAllHaveEnded();

      assertThat(other.answer().cache().state()).isEqualTo(State.COALESCED);
      assertThat(other.endedAt).isEqualTo(Duration.ofSeconds(1));
      assertThat(sharing.p.calls()).isEqualTo(1);
      assertThat(sharing.charges).hasSize(1);
      assertThat(told).containsExactly(sharing.charges.get(0).id());
      assertThat(sharing.clock.pendingTimers()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoIsInterruptedLeavesAndTheOthersGetTheAnswer(Way way) throws Exception {
    sharing.p.answers("Paris").usage(100, 50).takes(Duration.ofSeconds(1));
    try (LlmGateway gateway = sharing.builder().build()) {
      Asker interrupted =
          sharing.runs(
              0,
              () -> {
                Thread caller = Thread.currentThread();
                sharing.clock.schedule(caller::interrupt, Duration.ofMillis(500));
                try {
                  return gateway.chat(Sharing.QUESTION);
                } finally {
                  assertThat(Thread.interrupted()).isTrue();
                }
              });
      Asker other = sharing.asks(way, gateway, 100);
      sharing.untilAllHaveEnded();

      assertThat(interrupted.failure).isInstanceOf(ProviderException.class);
      assertThat(((ProviderException) interrupted.failure).kind()).isEqualTo(ErrorKind.CANCELLED);
      assertThat(interrupted.endedAt).isEqualTo(Duration.ofMillis(500));
      assertThat(other.answer().cache().state()).isEqualTo(State.COALESCED);
      assertThat(sharing.charges).hasSize(1);
      sharing.assertNothingLeft(gateway);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aListenerThatThrowsKeepsNobodyWaiting(Way way) throws Exception {
    sharing.p.answers("Paris").usage(100, 50).takes(Duration.ofSeconds(1));
    GatewayListener broken =
        new GatewayListener() {
          @Override
          public void onCall(CallEvent event) {
            throw new IllegalStateException("broken");
          }
        };
    try (LlmGateway gateway = sharing.builder().listener(broken).build()) {
      Asker payer = sharing.asks(way, gateway, 0);
      Asker follower = sharing.asks(way, gateway, 10);
      sharing.untilAllHaveEnded();

      assertThat(payer.answer().text()).isEqualTo("Paris");
      assertThat(follower.answer().text()).isEqualTo("Paris");
      assertThat(sharing.reported).hasSize(2);
      sharing.assertNothingLeft(gateway);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aShadowIsAskedOnceForAllWhoShare(Way way) throws Exception {
    sharing.p.answers("Paris").usage(100, 50).takes(Duration.ofSeconds(1));
    q.answers("Lyon").usage(100, 50);
    LlmGatewayBuilder builder =
        sharing
            .builder()
            .provider(q)
            .route("r", r -> r.to("p/m").shadow(Shadow.to("q/m").report(comparison -> {})));
    ChatRequest request = ChatRequest.of("r", "Capital of France?");
    try (LlmGateway gateway = builder.build()) {
      for (int i = 0; i < 3; i++) {
        sharing.runs(10L * i, () -> (way == Way.STREAM ? way : Way.CHAT).ask(gateway, request));
      }
      sharing.untilAllHaveEnded();

      assertThat(sharing.p.calls()).isEqualTo(1);
      assertThat(q.calls()).isEqualTo(1);
      assertThat(sharing.charges).hasSize(2);
      assertThat(sharing.clock.pendingTimers()).isZero();
    }
  }
}
