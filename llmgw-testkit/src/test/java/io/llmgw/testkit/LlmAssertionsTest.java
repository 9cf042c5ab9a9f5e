package io.llmgw.testkit;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.FinishReason;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.Outcome;
import io.llmgw.outcome.Purpose;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.Caller;
import io.llmgw.value.RawJson;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LlmAssertionsTest {
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
  private static final Target OPENAI = Target.parse("openai/gpt-5-mini");
  private static final Target ANTHROPIC = Target.parse("anthropic/claude-haiku-4-5");
  private static final Target MISTRAL = Target.parse("mistral/small");

  private static Attempt failed(int number, Target target) {
    return Attempt.failed(
        number, target, AT, Duration.ofMillis(12), ErrorKind.OVERLOADED, 503, "r1", "overloaded");
  }

  private static ChatResponse response(CacheStatus cache, Cost cost, Attempt... attempts) {
    Charge charge =
        new Charge(
            "c/3",
            "c",
            Purpose.CALL,
            3,
            ANTHROPIC,
            "claude",
            Caller.anonymous(),
            Map.of(),
            Usage.of(12, 3),
            cost,
            Charge.Settlement.REPORTED,
            AT);
    return new ChatResponse(
        new AssistantMessage("Paris"),
        FinishReason.STOP,
        "end_turn",
        "claude",
        "",
        List.of(),
        List.of(),
        "r2",
        RawJson.NONE,
        new Outcome(
            "c",
            List.of(attempts),
            List.of(charge),
            List.of(),
            Usage.of(12, 3),
            cache,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1)));
  }

  private final ChatResponse afterFailover =
      response(
          CacheStatus.MISS,
          Cost.of(
              Map.of(Meter.INPUT, new BigDecimal("0.0000270")), Cost.Source.CATALOG, "2026-09.1"),
          failed(1, OPENAI),
          failed(2, OPENAI),
          Attempt.skipped(3, MISTRAL, AT, "breaker open"),
          Attempt.served(3, ANTHROPIC, AT, Duration.ofMillis(300), "r2"));

  @Test
  void whatHoldsPassesAndCanBeChained() {
    assertThat(afterFailover)
        .wasServedBy("anthropic/claude-haiku-4-5")
        .afterFailuresOf("openai/gpt-5-mini")
        .wasNotCached()
        .costs("0.000027")
        .hasText("Paris");
  }

  @Test
  void aMessageSaysWhatWasExpectedWhatWasAndWhatWasTried() {
    assertThatThrownBy(() -> assertThat(afterFailover).wasServedBy("openai/gpt-5-mini"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll(
            "expected served by openai/gpt-5-mini",
            "but it was served by anthropic/claude-haiku-4-5",
            "#1 openai/gpt-5-mini FAILED OVERLOADED 503",
            "#3 mistral/small SKIPPED: breaker open",
            "#3 anthropic/claude-haiku-4-5 SERVED");
  }

  @Test
  void failuresAreComparedExactlyAndSkippedTargetsAreNone() {
    assertThatThrownBy(() -> assertThat(afterFailover).afterFailuresOf())
        .hasMessageContaining("after failures of [openai/gpt-5-mini]");
    assertThatThrownBy(
            () -> assertThat(afterFailover).afterFailuresOf("openai/gpt-5-mini", "mistral/small"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void cacheCostAndTextAreChecked() {
    assertThatThrownBy(() -> assertThat(afterFailover).wasCached())
        .hasMessageContaining("cache MISS");
    assertThatThrownBy(() -> assertThat(afterFailover).costs("0.00003"))
        .hasMessageContaining("$0.000027");
    assertThatThrownBy(() -> assertThat(afterFailover).hasText("Rome"))
        .hasMessageContaining("\"Paris\"");
    ChatResponse hit =
        response(
            CacheStatus.hit(Duration.ofMinutes(1), Cost.free(), ANTHROPIC),
            Cost.unknown("no price"));
    assertThat(hit).wasCached().wasServedBy("anthropic/claude-haiku-4-5");
    assertThatThrownBy(() -> assertThat(hit).wasNotCached()).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> assertThat(hit).costs("0")).hasMessageContaining("no price");
    assertThatThrownBy(() -> assertThat(hit).wasServedBy("a/b"))
        .hasMessageContainingAll("served by anthropic/claude-haiku-4-5", "no attempts");
  }
}
