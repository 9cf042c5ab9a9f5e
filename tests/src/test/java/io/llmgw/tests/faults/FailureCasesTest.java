package io.llmgw.tests.faults;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.error.ContextWindowExceededException;
import io.llmgw.error.InvalidRequestException;
import io.llmgw.error.LlmException;
import io.llmgw.error.UnavailableException;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.route.Branch;
import io.llmgw.route.Health;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other gateways get right, or wrong, in failures, with our own numbers. */
class FailureCasesTest {
  private static final ChatRequest QUESTION = ChatRequest.of("r", "Capital of France?");

  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final ScriptedProvider first = ScriptedProvider.named("first");
  private final ScriptedProvider second = ScriptedProvider.named("second");
  private final ScriptedProvider third = ScriptedProvider.named("third");

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder()
        .clock(clock)
        .provider(first)
        .provider(second)
        .provider(third)
        .route("r", r -> r.to("first/a").fallbackTo("second/b", "third/c"));
  }

  @ParameterizedTest
  @EnumSource
  void waitsDoubleWithJitterUpToFiveSeconds(Way way) {
    first.failsWith(500);
    try (LlmGateway gateway =
        builder().health(Health.defaults().failures(9, 10)).retries(6).maxAttempts(7).build()) {
      UnavailableException e =
          catchThrowableOfType(
              UnavailableException.class, () -> way.ask(gateway, ChatRequest.of("first/a", "?")));

      assertThat(e.attempts()).hasSize(7);
      assertThat(e).hasMessageContaining("7 attempts failed");
    }
    List<Integer> middles = List.of(250, 500, 1_000, 2_000, 4_000, 5_000);
    assertThat(clock.waits()).hasSize(middles.size());
    for (int i = 0; i < middles.size(); i++) {
      Duration middle = Duration.ofMillis(middles.get(i));
      assertThat(clock.waits().get(i))
          .isBetween(middle.multipliedBy(8).dividedBy(10), middle.multipliedBy(12).dividedBy(10));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRequestThatIsTooLongGoesToItsOwnTargetsAtOnce(Way way) {
    first.failsWith(ErrorKind.CONTEXT_WINDOW_EXCEEDED);
    third.answers("Paris");
    try (LlmGateway gateway =
        builder()
            .route("l", r -> r.to("first/a").fallbackTo("second/b").onContextWindow("third/c"))
            .build()) {
      assertThat(way.ask(gateway, ChatRequest.of("l", "?")))
          .wasServedBy("third/c")
          .afterFailuresOf("first/a");
      assertThat(second.calls()).isZero();
      assertThat(clock.waits()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedContentGoesToItsOwnTargetsAndNowhereElse(Way way) {
    first.failsWith(ErrorKind.CONTENT_FILTERED);
    third.answers("Paris");
    try (LlmGateway gateway =
        builder()
            .route("f", r -> r.to("first/a").fallbackTo("second/b").onContentFilter("third/c"))
            .build()) {
      assertThat(way.ask(gateway, ChatRequest.of("f", "?"))).wasServedBy("third/c");
      LlmException e = catchThrowableOfType(LlmException.class, () -> way.ask(gateway, QUESTION));
      assertThat(e.kind()).isEqualTo(ErrorKind.CONTENT_FILTERED);
      assertThat(second.calls()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anErrorThatRetriesCannotMendEndsThemAndIsTheOneThatIsThrown(Way way) {
    first.failsWith(429).failsWith(ErrorKind.CONTEXT_WINDOW_EXCEEDED);
    try (LlmGateway gateway = builder().build()) {
      ContextWindowExceededException e =
          catchThrowableOfType(
              ContextWindowExceededException.class,
              () -> way.ask(gateway, ChatRequest.of("first/a", "?")));

      assertThat(e.attempts())
          .extracting(a -> a.errorKind().orElseThrow())
          .containsExactly(ErrorKind.RATE_LIMITED, ErrorKind.CONTEXT_WINDOW_EXCEEDED);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, first/a", "1, second/b", "2, third/c"})
  void asManyTargetsAsFailAreStepped(int failing, String serves) {
    List<ScriptedProvider> all = List.of(first, second, third);
    for (int i = 0; i < all.size(); i++) {
      if (i < failing) {
        all.get(i).failsWith(503);
      } else {
        all.get(i).answers("Paris");
      }
    }
    try (LlmGateway gateway = builder().build()) {
      assertThat(gateway.chat(QUESTION)).wasServedBy(serves);
      assertThat(all.stream().mapToLong(ScriptedProvider::calls).sum()).isEqualTo(failing + 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ifAllFailEachFailureIsTold(Way way) {
    first.failsWith(401);
    second.failsWith(404);
    third.failsWith(500);
    try (LlmGateway gateway = builder().retries(0).build()) {
      LlmException e = catchThrowableOfType(LlmException.class, () -> way.ask(gateway, QUESTION));

      assertThat(e.attempts()).extracting(Attempt::status).containsExactly(401, 404, 500);
      assertThat(e).hasMessageContaining("3 attempts failed");
    }
  }

  @Test
  void whatCannotBeSeenCommitsNothing() {
    first.failsAfter(ErrorKind.SERVER_ERROR, "", "").cutsAfter("");
    second.streams("", "Pa", "ris");
    try (LlmGateway gateway = builder().build()) {
      for (int i = 0; i < 2; i++) {
        assertThat(Way.STREAM.ask(gateway, QUESTION)).hasText("Paris").afterFailuresOf("first/a");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 422})
  void whatIsTheRequestsFaultIsNoIllness(int status) {
    first.failsWith(status).times(20).answers("Paris");
    second.answers("Rome");
    try (LlmGateway gateway = builder().build()) {
      for (int i = 0; i < 20; i++) {
        try {
          assertThat(gateway.chat(QUESTION)).wasServedBy("second/b");
        } catch (InvalidRequestException e) {
          assertThat(e.status()).isEqualTo(status);
        }
      }
      assertThat(gateway.chat(QUESTION)).wasServedBy("first/a");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aHostThatRefusesConnectionsIsLeftOut(Way way) {
    first.failsWith(ErrorKind.NETWORK).nothingSent();
    second.answers("Paris");
    try (LlmGateway gateway = builder().build()) {
      for (int i = 0; i < 20; i++) {
        assertThat(way.ask(gateway, QUESTION)).wasServedBy("second/b").hasText("Paris");
      }
      assertThat(first.calls()).isEqualTo(5);
    }
  }

  @Test
  void twoOfThreeThatAlwaysFailGetLittleOfWeightedTraffic() {
    first.answers("Paris");
    second.failsWith(500);
    third.failsWith(500);
    try (LlmGateway gateway =
        builder()
            .route(
                "w",
                r -> r.to(Branch.weighted("first/a", 0.2).and("second/b", 0.4).and("third/c", 0.4)))
            .build()) {
      for (int i = 0; i < 100; i++) {
        assertThat(gateway.chat(ChatRequest.of("w", "?"))).wasServedBy("first/a");
      }
      assertThat(List.of(second.calls(), third.calls())).allMatch(calls -> calls <= 11);
    }
  }
}
