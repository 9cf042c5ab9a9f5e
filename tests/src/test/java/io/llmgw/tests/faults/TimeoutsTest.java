package io.llmgw.tests.faults;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.error.CallTimeoutException;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which timeout ends what, and that the error names the one that fired. */
class TimeoutsTest {
  private static final Duration HALF_A_SECOND = Duration.ofMillis(500);
  private static final ChatRequest QUESTION = ChatRequest.of("r", "Capital of France?");

  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final ScriptedProvider first = ScriptedProvider.named("first");
  private final ScriptedProvider second = ScriptedProvider.named("second").answers("Paris");
  private final ScriptedProvider third = ScriptedProvider.named("third");

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .clock(clock)
        .provider(first)
        .provider(second)
        .provider(third)
        .retries(0);
  }

  @Test
  void aTargetWithoutAFirstPieceInTimeIsFollowedByTheNext() {
    first.hangs();
    try (LlmGateway gateway =
        builder()
            .route("r", r -> r.to("first/a").fallbackTo("second/b").timeToFirstToken(HALF_A_SECOND))
            .build()) {
      ChatResponse response = Way.STREAM.ask(gateway, QUESTION);

      assertThat(response).wasServedBy("second/b").afterFailuresOf("first/a");
      Attempt failed = response.attempts().get(0);
      assertThat(failed.errorKind()).contains(ErrorKind.TIMEOUT);
      assertThat(failed.message()).contains("500 ms", "timeToFirstToken");
      assertThat(clock.elapsed()).isEqualTo(HALF_A_SECOND);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCallsTimeoutEndsTheThirdOfThreeSlowTargetsAndIsNamed(Way way) {
    first.hangs();
    ScriptedProvider slow = ScriptedProvider.named("slow").hangs();
    third.hangs();
    try (LlmGateway gateway =
        builder()
            .provider(slow)
            .route(
                "r",
                r ->
                    r.to("first/a")
                        .fallbackTo("slow/b", "third/c")
                        .attemptTimeout(HALF_A_SECOND)
                        .timeout(Duration.ofMillis(1_200)))
            .build()) {
      CallTimeoutException e =
          catchThrowableOfType(CallTimeoutException.class, () -> way.ask(gateway, QUESTION));

      assertThat(e.attempts()).extracting(Attempt::message).hasSize(3);
      assertThat(e.attempts().get(0).message()).contains("500 ms", "attemptTimeout");
      assertThat(e.attempts().get(1).message()).contains("500 ms", "attemptTimeout");
      assertThat(e.attempts().get(2).message())
          .contains("the call's timeout of 1200 ms")
          .doesNotContain("attemptTimeout");
      assertThat(clock.elapsed()).isEqualTo(Duration.ofMillis(1_200));
    }
  }

  @Test
  void timeToFirstTokenDoesNotLimitTheRestOfAStream() {
    first.streams("Pa", "ris").piecesEvery(Duration.ofSeconds(3));
    try (LlmGateway gateway =
        builder().route("r", r -> r.to("first/a").timeToFirstToken(HALF_A_SECOND)).build()) {
      assertThat(Way.STREAM.ask(gateway, QUESTION)).hasText("Paris");
    }
  }

  @Test
  void attemptTimeoutLimitsAStreamToItsEnd() {
    first.streams("Pa", "ris", "!").piecesEvery(Duration.ofMillis(300));
    try (LlmGateway gateway =
        builder().route("r", r -> r.to("first/a").attemptTimeout(HALF_A_SECOND)).build()) {
      interrupted(gateway, "Paris", "attemptTimeout");
    }
  }

  @Test
  void idleTimeoutLimitsThePausesOfAStreamButNotTheWhole() {
    first
        .streams("P", "a", "r", "i", "s")
        .piecesEvery(Duration.ofMillis(400))
        .streams("Par", "is")
        .piecesEvery(Duration.ofMillis(600));
    try (LlmGateway gateway =
        builder().route("r", r -> r.to("first/a").idleTimeout(HALF_A_SECOND)).build()) {
      assertThat(Way.STREAM.ask(gateway, QUESTION)).hasText("Paris");
      interrupted(gateway, "Par", "idleTimeout");
    }
  }

  @Test
  void theCallsTimeoutEndsAStreamAndIsNamed() {
    first.hangsAfter("Pa");
    try (LlmGateway gateway =
        builder().route("r", r -> r.to("first/a").timeout(HALF_A_SECOND)).build()) {
      interrupted(gateway, "Pa", "the call's timeout of 500 ms");
    }
  }

  private static void interrupted(LlmGateway gateway, String partial, String name) {
    StreamInterruptedException e =
        catchThrowableOfType(
            StreamInterruptedException.class, () -> Way.STREAM.ask(gateway, QUESTION));
    assertThat(e.reason()).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(e.partial().text()).isEqualTo(partial);
    assertThat(e).hasMessageContaining("500 ms").hasMessageContaining(name);
  }
}
