package io.llmgw.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.Part;
import io.llmgw.chat.Part.OpaquePart;
import io.llmgw.chat.Part.ReasoningPart;
import io.llmgw.chat.Part.RefusalPart;
import io.llmgw.chat.Part.TextPart;
import io.llmgw.chat.Part.ToolCall;
import io.llmgw.chat.ProviderState;
import io.llmgw.chat.StreamEvent;
import io.llmgw.chat.StreamEvent.PartDone;
import io.llmgw.chat.StreamEvent.TextDelta;
import io.llmgw.chat.StreamEvent.ToolCallDelta;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ScriptedStreamTest {
  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final ScriptedProvider provider = ScriptedProvider.named("openai");
  private final TargetRequest request =
      new TargetRequest("gpt-5-mini", ChatRequest.of("assistant", "?"));

  private ProviderStream open(FakeCall call) {
    return ((ChatClient) provider.connect(FakeCall.lending(clock))).stream(request, call);
  }

  private ProviderStream open() {
    return open(new FakeCall());
  }

  private static List<StreamEvent> rest(ProviderStream stream) {
    List<StreamEvent> events = new ArrayList<>();
    stream.forEachRemaining(events::add);
    return events;
  }

  @Test
  void theScriptsPiecesAreStreamedAndTheAnswerIsWholeAtTheEnd() {
    provider.streams("Pa", "ris").usage(12, 3);

    try (ProviderStream stream = open()) {
      assertThat(provider.openStreams()).isOne();
      assertThat(stream.next()).isEqualTo(new TextDelta("Pa"));
      assertThat(stream.answer().message().text()).isEqualTo("Pa");
      assertThat(stream.answer().finishReason()).isEqualTo(FinishReason.OTHER);
      assertThat(stream.answer().usage().isKnown()).isFalse();
      assertThat(rest(stream)).containsExactly(new TextDelta("ris"));
      assertThat(stream.answer().message()).isEqualTo(new AssistantMessage("Paris"));
      assertThat(stream.answer().finishReason()).isEqualTo(FinishReason.STOP);
      assertThat(stream.answer().usage()).isEqualTo(Usage.of(12, 3));
      assertThatThrownBy(stream::next).isInstanceOf(NoSuchElementException.class);
    }
    assertThat(provider.openStreams()).isZero();
  }

  @Test
  void aCutStreamFailsAfterItsPiecesAndKeepsThem() {
    provider.cutsAfter("Pa").usage(12, 1);

    try (ProviderStream stream = open()) {
      stream.next();
      ProviderFailure failure = catchThrowableOfType(ProviderFailure.class, stream::hasNext);
      assertThat(failure.kind()).isEqualTo(ErrorKind.STREAM_INTERRUPTED);
      assertThat(stream.answer().message().text()).isEqualTo("Pa");
      assertThat(stream.answer().usage()).isEqualTo(Usage.of(12, 1));
      assertThatThrownBy(stream::hasNext).as("every time").isInstanceOf(ProviderFailure.class);
    }
    assertThat(provider.openStreams()).isZero();
  }

  @Test
  void aStreamCanBreakBeforeItsFirstPiece() {
    provider.cutsBeforeFirstText();

    try (ProviderStream stream = open()) {
      assertThatThrownBy(stream::hasNext).isInstanceOf(ProviderFailure.class);
      assertThat(stream.answer().message().parts()).isEmpty();
    }
  }

  @Test
  void aFailureIsThrownWhenTheStreamIsOpened() {
    provider.failsWith(429);

    assertThatThrownBy(this::open).isInstanceOf(ProviderFailure.class);
    assertThat(provider.openStreams()).isZero();
  }

  @Test
  void everyKindOfPartIsStreamedAndNothingIsLost() {
    ProviderState state = new ProviderState("anthropic", RawJson.of("{\"signature\":\"s\"}"));
    List<Part> parts =
        List.of(
            new ReasoningPart("hm", state),
            new TextPart("It is "),
            new TextPart("cited", state),
            new RefusalPart("no", state),
            new OpaquePart("server_tool_use", state),
            new ToolCall("c1", "a", RawJson.of("{}")),
            new ToolCall("c2", "b", RawJson.of("{\"x\":1}"), state));
    provider.answersWith(r -> answerOf(parts));

    try (ProviderStream stream = open()) {
      List<StreamEvent> events = rest(stream);
      assertThat(events)
          .contains(
              new PartDone(parts.get(0)),
              new TextDelta("It is "),
              new ToolCallDelta(0, "c1", "a", "{}"),
              new ToolCallDelta(1, "c2", "b", "{\"x\":1}"),
              new PartDone(parts.get(6)));
      assertThat(
              events.stream().filter(e -> e instanceof PartDone d && d.part() instanceof ToolCall))
          .hasSize(2);
      assertThat(stream.answer().message().parts()).isEqualTo(parts);
    }
  }

  @Test
  void whatHasComeSoFarHasEveryCompletePart() {
    ProviderState state = new ProviderState("anthropic", RawJson.of("{}1"));
    List<Part> parts =
        List.of(
            new TextPart("plain"),
            new TextPart("cited", state),
            new ToolCall("c1", "a", RawJson.of("{}")));
    provider.answersWith(r -> answerOf(parts));

    try (ProviderStream stream = open()) {
      List<List<Part>> soFar = new ArrayList<>();
      while (stream.hasNext()) {
        soFar.add(stream.answer().message().parts());
        stream.next();
      }
      assertThat(soFar)
          .containsExactly(
              List.of(),
              List.of(new TextPart("plain")),
              List.of(new TextPart("plaincited")),
              List.of(new TextPart("plain"), new TextPart("cited", state)),
              List.of(new TextPart("plain"), new TextPart("cited", state)));
    }
  }

  private static ProviderAnswer answerOf(List<Part> parts) {
    return ProviderAnswer.of(new AssistantMessage(parts, ProviderState.NONE))
        .finish(FinishReason.STOP, "end_turn")
        .usage(Usage.of(1, 2), RawJson.NONE)
        .model("m")
        .requestId("r")
        .build();
  }

  @Test
  void piecesComeAtTheirPace() {
    provider
        .streams("a", "b", "c")
        .takes(Duration.ofSeconds(1))
        .piecesEvery(Duration.ofMillis(100));

    try (ProviderStream stream = open()) {
      assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(1));
      assertThat(rest(stream)).hasSize(3);
    }

    assertThat(clock.elapsed()).isEqualTo(Duration.ofMillis(1200));
  }

  @Test
  void aStreamThatStallsEndsWithTheDeadline() {
    provider.hangsAfter("Pa").usage(12, 1);

    try (ProviderStream stream = open(FakeCall.withDeadline(clock, Duration.ofMinutes(1)))) {
      assertThat(stream.next()).isEqualTo(new TextDelta("Pa"));
      assertThatThrownBy(stream::hasNext)
          .isInstanceOfSatisfying(
              ProviderFailure.class, f -> assertThat(f.kind()).isEqualTo(ErrorKind.CANCELLED));
    }
    assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void closingAStreamFromAnotherThreadEndsItsReader() throws Exception {
    provider.hangsAfter("Pa");
    ProviderStream stream = open();
    stream.next();
    FutureTask<ProviderFailure> reader =
        new FutureTask<>(() -> catchThrowableOfType(ProviderFailure.class, stream::hasNext));
    new Thread(reader).start();
    clock.awaitWaiting(1);

    stream.close();
    stream.close();

    assertThat(reader.get().kind()).isEqualTo(ErrorKind.CANCELLED);
    assertThat(provider.openStreams()).isZero();
    assertThat(clock.elapsed()).isZero();
  }

  @Test
  void cancellingTheCallEndsTheStream() {
    provider.streams("a", "b");
    FakeCall call = new FakeCall();

    try (ProviderStream stream = open(call)) {
      stream.next();
      call.cancel();
      assertThatThrownBy(stream::hasNext).isInstanceOf(ProviderFailure.class);
    }
  }
}
