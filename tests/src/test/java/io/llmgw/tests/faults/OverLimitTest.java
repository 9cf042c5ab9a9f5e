package io.llmgw.tests.faults;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatStream;
import io.llmgw.error.RateLimitedException;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A target over its limit is left alone for as long as it asks, and comes back gently. */
class OverLimitTest {
  private static final ChatRequest QUESTION = ChatRequest.of("assistant", "Capital of France?");
  private static final ChatRequest ONLY_FIRST = ChatRequest.of("first/a", "Capital of France?");

  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final ScriptedProvider first = ScriptedProvider.named("first");
  private final ScriptedProvider second = ScriptedProvider.named("second").answers("Rome");

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .clock(clock)
        .provider(first)
        .provider(second)
        .route("assistant", r -> r.to("first/a").fallbackTo("second/b"));
  }

  private static void finish(ChatStream stream) {
    stream.forEach(event -> {});
    stream.close();
  }

  @ParameterizedTest
  @EnumSource
  void itIsLeftAloneForTheWholeWindow(Way way) {
    first.failsWith(429).retryAfter(Duration.ofSeconds(15)).answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      for (int second = 0; second < 15; second++) {
        assertThat(way.ask(gateway, QUESTION)).wasServedBy("second/b");
        clock.advance(Duration.ofSeconds(1));
      }
      assertThat(first.calls()).isEqualTo(1);
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("first/a");
    }
  }

  @Test
  void anAnswerToACallThatWasSentBeforeDoesNotEndTheWindow() {
    first.streams("Pa", "ris").failsWith(429).retryAfter(Duration.ofSeconds(15)).answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      ChatStream early = gateway.stream(QUESTION);
      assertThat(gateway.chat(QUESTION)).wasServedBy("second/b");
      finish(early);

      assertThat(gateway.chat(QUESTION)).wasServedBy("second/b");
      assertThat(first.calls()).isEqualTo(2);
    }
  }

  @Test
  void itComesBackWithOneCallAtATimeWhateverWasSentBefore() {
    first
        .streams("Pa", "ris")
        .times(3)
        .failsWith(429)
        .retryAfter(Duration.ofSeconds(15))
        .streams("Pa", "ris");
    try (LlmGateway gateway = builder().build()) {
      ChatStream one = gateway.stream(QUESTION);
      ChatStream two = gateway.stream(QUESTION);
      ChatStream three = gateway.stream(QUESTION);
      gateway.chat(QUESTION);
      finish(one);
      finish(two);
      finish(three);
      clock.advance(Duration.ofSeconds(15));

      ChatStream back = gateway.stream(QUESTION);
      assertThat(first.calls()).isEqualTo(5);
      assertThat(gateway.chat(QUESTION)).wasServedBy("second/b");
      finish(back);
      ChatStream next = gateway.stream(QUESTION);
      assertThat(gateway.chat(QUESTION)).wasServedBy("first/a");
      finish(next);
    }
  }

  @Test
  void aSecondRefusalWithinTheWindowSaysNothingNew() {
    first.failsAfter(ErrorKind.RATE_LIMITED, "Pa").times(2).answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      ChatStream one = gateway.stream(QUESTION);
      ChatStream two = gateway.stream(QUESTION);
      assertThatThrownBy(() -> finish(one)).isInstanceOf(StreamInterruptedException.class);
      clock.advance(Duration.ofMillis(500));
      assertThatThrownBy(() -> finish(two)).isInstanceOf(StreamInterruptedException.class);
      assertThat(gateway.chat(QUESTION)).wasServedBy("second/b");
      clock.advance(Duration.ofMillis(500)); // 1 s after the first

      assertThat(gateway.chat(QUESTION)).wasServedBy("first/a");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ifItDoesNotSayHowLongItIsOneSecondDoubledEachTimeUpToThirty(Way way) {
    first.failsWith(429);
    int[] windows = {1, 2, 4, 8, 16, 30, 30};
    try (LlmGateway gateway = builder().build()) {
      for (int i = 0; i < windows.length; i++) {
        way.ask(gateway, QUESTION);
        assertThat(first.calls()).isEqualTo(i + 1);
        clock.advance(Duration.ofSeconds(windows[i]).minusMillis(1));
        way.ask(gateway, QUESTION);
        assertThat(first.calls()).isEqualTo(i + 1);
        clock.advance(Duration.ofMillis(1));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void beingOverALimitIsNoIllness(Way way) {
    first.failsWith(429).retryAfter(Duration.ofSeconds(1)).times(20).answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      for (int i = 0; i < 20; i++) {
        assertThat(way.ask(gateway, QUESTION)).wasServedBy("second/b");
        clock.advance(Duration.ofSeconds(1));
      }
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("first/a");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theOnlyTargetIsNotAskedBeforeItsWindowIsOverEither(Way way) {
    first.failsWith(429).answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      assertThat(way.ask(gateway, ONLY_FIRST)).hasText("Paris");
      assertThat(clock.waits()).containsExactly(Duration.ofSeconds(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWaitBeyondAMinuteIsNotWaitedFor(Way way) {
    first.failsWith(429).retryAfter(Duration.ofSeconds(90));
    try (LlmGateway gateway = builder().build()) {
      RateLimitedException e =
          catchThrowableOfType(RateLimitedException.class, () -> way.ask(gateway, ONLY_FIRST));

      assertThat(e.retryAfter()).contains(Duration.ofSeconds(90));
      assertThat(first.calls()).isEqualTo(1);
      assertThat(clock.waits()).isEmpty();
    }
  }
}
