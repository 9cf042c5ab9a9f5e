package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.error.CallTimeoutException;
import io.llmgw.error.InvalidRequestException;
import io.llmgw.error.LlmException;
import io.llmgw.error.RateLimitedException;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.error.UnavailableException;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is tried, in which order, how often, and what callers get when it all fails. */
class FailoverTest {
  private static final ChatRequest QUESTION = ChatRequest.of("assistant", "Capital of France?");

  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final ScriptedProvider first = ScriptedProvider.named("first");
  private final ScriptedProvider second = ScriptedProvider.named("second");

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .clock(clock)
        .provider(first)
        .provider(second)
        .route("assistant", r -> r.to("first/a").fallbackTo("second/b"));
  }

  private static <E extends Throwable> E failure(Class<E> type, Way way, LlmGateway gateway) {
    return catchThrowableOfType(type, () -> way.ask(gateway, QUESTION));
  }

  @ParameterizedTest
  @EnumSource
  void aTargetThatFailsIsFollowedByItsFallback(Way way) {
    first.failsWith(503);
    second.answers("Paris").usage(12, 3);
    try (LlmGateway gateway = builder().build()) {
      ChatResponse response = way.ask(gateway, QUESTION);

      assertThat(response).hasText("Paris").wasServedBy("second/b").afterFailuresOf("first/a");
      assertThat(response.attempts()).hasSize(2);
      assertThat(response.charges()).hasSize(1);
      assertThat(clock.waits()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamCutBeforeItsFirstTextFailsOverSilently(Way way) {
    first.cutsBeforeFirstText();
    second.answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      assertThat(way.ask(gateway, QUESTION)).hasText("Paris").afterFailuresOf("first/a");
    }
    assertThat(first.openStreams()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void theLastTargetIsTriedAgainTwiceWithGrowingWaits(Way way) {
    first.failsWith(500);
    second.failsWith(500);
    try (LlmGateway gateway = builder().build()) {
      UnavailableException e = failure(UnavailableException.class, way, gateway);

      assertThat(e.attempts().stream().map(a -> a.target().provider()))
          .containsExactly("first", "second", "second", "second");
      assertThat(clock.waits()).hasSize(2);
      assertThat(clock.waits().get(0)).isBetween(Duration.ofMillis(200), Duration.ofMillis(300));
      assertThat(clock.waits().get(1)).isBetween(Duration.ofMillis(400), Duration.ofMillis(600));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRouteMayAskForRetriesBeforeTheFallback(Way way) {
    first.failsWith(503).cutsBeforeFirstText();
    second.answers("Paris");
    try (LlmGateway gateway =
        builder()
            .route("patient", r -> r.to("first/a").fallbackTo("second/b").retries(1))
            .build()) {
      ChatResponse response = way.ask(gateway, ChatRequest.of("patient", "?"));

      assertThat(response).wasServedBy("second/b").afterFailuresOf("first/a");
      assertThat(response.attempts().stream().map(Attempt::number)).containsExactly(1, 2, 3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void addingAFallbackDoesNotChangeWhichExceptionIsThrown(Way way) {
    first.failsWith(429).retryAfter(Duration.ofSeconds(90));
    second.failsWith(500);
    try (LlmGateway gateway = builder().build()) {
      RateLimitedException e = failure(RateLimitedException.class, way, gateway);

      assertThat(e.retryAfter()).contains(Duration.ofSeconds(90));
      assertThat(e.target()).hasToString("first/a");
      assertThat(e.attempts()).hasSize(4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWrongRequestIsNeitherRetriedNorSentElsewhere(Way way) {
    first.failsWith(400);
    try (LlmGateway gateway = builder().build()) {
      InvalidRequestException e = failure(InvalidRequestException.class, way, gateway);

      assertThat(e.attempts()).hasSize(1);
      assertThat(e.charges()).isEmpty();
      assertThat(second.calls()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLaterErrorThatTheCallerCanActOnIsNotHiddenByAnEarlierOne(Way way) {
    first.failsWith(503);
    second.failsWith(ErrorKind.CONTEXT_WINDOW_EXCEEDED);
    try (LlmGateway gateway = builder().build()) {
      assertThat(failure(LlmException.class, way, gateway).kind())
          .isEqualTo(ErrorKind.CONTEXT_WINDOW_EXCEEDED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theOnlyTargetIsWaitedForAsLongAsItAsks(Way way) {
    first.failsWith(429).retryAfter(Duration.ofSeconds(27)).answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      assertThat(way.ask(gateway, ChatRequest.of("first/a", "?"))).hasText("Paris");
      assertThat(clock.waits()).containsExactly(Duration.ofSeconds(27));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherTargetIsPreferredToWaiting(Way way) {
    first.failsWith(429).retryAfter(Duration.ofSeconds(27));
    second.answers("Paris");
    try (LlmGateway gateway =
        builder()
            .route("patient", r -> r.to("first/a").fallbackTo("second/b").retries(3))
            .build()) {
      assertThat(way.ask(gateway, ChatRequest.of("patient", "?"))).wasServedBy("second/b");
      assertThat(clock.waits()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void noWaitEndsAfterTheDeadlineAndNoneFollowsTheLastAttempt(Way way) {
    first.failsWith(429).retryAfter(Duration.ofSeconds(9));
    try (LlmGateway gateway = builder().build()) {
      RateLimitedException e =
          catchThrowableOfType(
              RateLimitedException.class,
              () ->
                  way.ask(
                      gateway,
                      ChatRequest.of("first/a", "?"),
                      CallOptions.timeout(Duration.ofSeconds(8))));

      assertThat(e.attempts()).hasSize(1);
      assertThat(e.retryAfter()).contains(Duration.ofSeconds(9));
      assertThat(clock.waits()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallsAttemptsAreLimitedOverRetriesAndFallbacksTogether(Way way) {
    first.failsWith(500);
    second.failsWith(500);
    try (LlmGateway gateway = builder().build()) {
      UnavailableException e =
          catchThrowableOfType(
              UnavailableException.class,
              () -> way.ask(gateway, QUESTION, CallOptions.builder().maxAttempts(2).build()));

      assertThat(e.attempts()).hasSize(2);
      assertThat(first.calls() + second.calls()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theDeadlineEndsAnAttemptThatHangs(Way way) {
    first.hangs();
    try (LlmGateway gateway = builder().timeout(Duration.ofSeconds(8)).build()) {
      CallTimeoutException e = failure(CallTimeoutException.class, way, gateway);

      assertThat(e).hasMessageContaining("8 s");
      assertThat(e.attempts()).hasSize(1);
      assertThat(e.attempts().get(0).duration()).isEqualTo(Duration.ofSeconds(8));
      assertThat(e.charges()).as("it was sent, so it may be billed").hasSize(1);
      assertThat(second.calls()).as("no time is left for the fallback").isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTargetThatFailsAgainAndAgainIsLeftOutUntilItsTimeIsUp(Way way) {
    first.failsWith(500).times(5).answers("back");
    second.answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      for (int i = 0; i < 5; i++) {
        assertThat(way.ask(gateway, QUESTION)).wasServedBy("second/b");
      }
      ChatResponse without = way.ask(gateway, QUESTION);
      assertThat(without.attempts().get(1).result()).isEqualTo(Attempt.Result.SERVED);
      assertThat(without.attempts().get(0).result()).isEqualTo(Attempt.Result.SKIPPED);
      assertThat(first.calls()).isEqualTo(5);
      assertThat(gateway.plan(QUESTION))
          .hasToString(
              "assistant\n1. second/b  first choice\n-  first/a  left out after repeated failures: it is probed in 30 s");

      clock.advance(Duration.ofSeconds(30));
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("first/a");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ifEverythingIsIllTheFirstIsTriedRatherThanRefusing(Way way) {
    first.failsWith(500).times(5).answers("back");
    try (LlmGateway gateway = builder().retries(0).build()) {
      ChatRequest request = ChatRequest.of("first/a", "?");
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> way.ask(gateway, request))
            .isInstanceOf(UnavailableException.class);
      }

      assertThat(way.ask(gateway, request)).hasText("back");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aProviderClientThatThrowsSomethingElseIsAFailedAttemptLikeOthers(Way way) {
    first.answersWith(
        request -> {
          throw new IllegalStateException("defect");
        });
    second.answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      ChatResponse response = way.ask(gateway, QUESTION);

      assertThat(response).wasServedBy("second/b");
      assertThat(response.attempts().get(0).message()).contains("IllegalStateException");
    }
  }

  @Test
  void aStreamThatFailsAfterItsFirstPieceIsNotContinuedElsewhere() {
    first.cutsAfter("Pa", "r");
    second.answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      StreamInterruptedException e = failure(StreamInterruptedException.class, Way.STREAM, gateway);

      assertThat(e.partial().text()).isEqualTo("Par");
      assertThat(e.reason()).isEqualTo(ErrorKind.STREAM_INTERRUPTED);
      assertThat(e.attempts()).hasSize(1);
      assertThat(e.charges()).hasSize(1);
      assertThat(e.usage().outputTokens()).isPositive();
      assertThat(second.calls()).isZero();
    }
  }

  @Test
  void aPlanSendsNothingAndItsTextIsStable() {
    try (LlmGateway gateway = builder().build()) {
      assertThat(gateway.plan(QUESTION).toString())
          .isEqualTo("assistant\n1. first/a  first choice\n2. second/b  fallback");
      assertThat(gateway.plan(ChatRequest.of("second/x", "?")).toString())
          .isEqualTo("second/x\n1. second/x  first choice");
    }
    assertThat(List.of(first.calls(), second.calls())).containsOnly(0L);
  }
}
