package io.llmgw.tests.faults;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.error.AuthenticationException;
import io.llmgw.route.Health;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A provider with two keys: what a refusal of one, or its limit, means for the other. */
class KeysTest {
  private static final ChatRequest QUESTION = ChatRequest.of("assistant", "Capital of France?");
  private static final ChatRequest ONLY_FIRST = ChatRequest.of("first/a", "Capital of France?");

  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final ScriptedProvider first = ScriptedProvider.named("first").keys(2);
  private final ScriptedProvider second = ScriptedProvider.named("second").answers("Rome");

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .clock(clock)
        .provider(first)
        .provider(second)
        .route("assistant", r -> r.to("first/a").fallbackTo("second/b"));
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedKeyIsFollowedByTheOtherInTheSameCallAndLaterCallsBeginWithThat(Way way) {
    first.failsWith(401).answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      ChatResponse response = way.ask(gateway, QUESTION);

      assertThat(response).hasText("Paris").wasServedBy("first/a").afterFailuresOf("first/a");
      assertThat(response.attempts().get(0).followedBy()).contains("another key");
      way.ask(gateway, QUESTION);
      assertThat(first.keysUsed()).containsExactly(0, 1, 1);
      assertThat(clock.waits()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedKeyIsNoIllnessOfItsTargetWhileAnotherOneWorks(Way way) {
    first.failsWith(401).answers("Paris");
    try (LlmGateway gateway = builder().health(Health.defaults().failures(1, 1)).build()) {
      way.ask(gateway, QUESTION);
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("first/a");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTargetAllOfWhoseKeysAreRefusedIsIll(Way way) {
    first.failsWith(401);
    try (LlmGateway gateway = builder().health(Health.defaults().failures(1, 1)).build()) {
      assertThat(way.ask(gateway, QUESTION)).afterFailuresOf("first/a");
      assertThat(first.keysUsed()).containsExactly(0, 1);
      way.ask(gateway, QUESTION);
      assertThat(first.calls()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedKeyIsNotTriedTwiceInACall(Way way) {
    first.failsWith(401);
    try (LlmGateway gateway = builder().build()) {
      assertThatThrownBy(() -> way.ask(gateway, ONLY_FIRST))
          .isInstanceOf(AuthenticationException.class);
      assertThat(first.keysUsed()).containsExactly(0, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aKeyOverItsLimitIsFollowedByTheOtherAtOnceAndLeftAlone(Way way) {
    first.failsWith(429).retryAfter(Duration.ofSeconds(20)).answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("first/a");
      way.ask(gateway, QUESTION);
      assertThat(first.keysUsed()).containsExactly(0, 1, 1);
      assertThat(clock.waits()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void ifAllKeysAreOverTheirLimitItIsTheNextTargetsTurn(Way way) {
    first.failsWith(429).retryAfter(Duration.ofSeconds(20));
    try (LlmGateway gateway = builder().build()) {
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("second/b");
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("second/b");
      assertThat(first.keysUsed()).containsExactly(0, 1);
      assertThat(clock.waits()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whereNothingElseIsLeftTheKeyThatComesBackFirstIsWaitedForAndUsed(Way way) {
    first
        .failsWith(429)
        .retryAfter(Duration.ofSeconds(10))
        .failsWith(429)
        .retryAfter(Duration.ofSeconds(5))
        .answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      assertThat(way.ask(gateway, ONLY_FIRST)).hasText("Paris");
      assertThat(clock.waits()).containsExactly(Duration.ofSeconds(5));
      assertThat(first.keysUsed()).containsExactly(0, 1, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedKeyIsNotUsedBecauseTheOtherOneIsOverItsLimit(Way way) {
    first.failsWith(401).failsWith(429).retryAfter(Duration.ofSeconds(5)).answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      assertThat(way.ask(gateway, ONLY_FIRST)).hasText("Paris");
      assertThat(clock.waits()).containsExactly(Duration.ofSeconds(5));
      assertThat(first.keysUsed()).containsExactly(0, 1, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void takingTheOtherKeyIsNotOneOfTheRetries(Way way) {
    first.failsWith(401).failsWith(503).answers("Paris");
    try (LlmGateway gateway = builder().retries(1).build()) {
      assertThat(way.ask(gateway, ONLY_FIRST)).hasText("Paris");
      assertThat(clock.waits()).hasSize(1);
      assertThat(clock.waits().get(0)).isBetween(Duration.ofMillis(200), Duration.ofMillis(300));
    }
  }
}
