package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.error.LimitExceededException;
import io.llmgw.error.LlmException;
import io.llmgw.error.RateLimitedException;
import io.llmgw.error.RefusedException;
import io.llmgw.error.TooExpensiveException;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.limit.RequestLimit;
import io.llmgw.limit.TokenLimit;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.usage.TokenKind;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What limits let through, what they refuse, and what they have counted afterwards. */
class LimitsTest {
  private static final ChatRequest QUESTION = ask("p/m", 4);

  private final TestClock clock = TestClock.stoppedAt("2026-11-22T10:00:00Z");
  private final ScriptedProvider provider = ScriptedProvider.named("p");

  private static ChatRequest ask(String model, int cap) {
    return ChatRequest.builder(model).user("?").maxOutputTokens(cap).build();
  }

  private LlmGatewayBuilder builder() {
    return LlmGateway.builder().clock(clock).provider(provider).retries(0);
  }

  private LimitExceededException refused(Way way, LlmGateway gateway, ChatRequest request) {
    LimitExceededException refused =
        catchThrowableOfType(LimitExceededException.class, () -> way.ask(gateway, request));
    assertThat(refused).isNotNull();
    return refused;
  }

  @ParameterizedTest
  @EnumSource
  void theCallAfterTheLastOneAllowedIsToldExactlyWhenThereIsRoom(Way way) {
    provider.answers("Yes").usage(3, 1);
    try (LlmGateway gateway = builder().limit(RequestLimit.perMinute("rpm", 3)).build()) {
      for (int i = 0; i < 3; i++) {
        way.ask(gateway, QUESTION);
      }
      LimitExceededException refused = refused(way, gateway, QUESTION);

      assertThat(refused.limit()).isEqualTo("rpm");
      assertThat(refused.retryAfter()).contains(Duration.ofSeconds(20));
      assertThat(refused)
          .hasMessageContaining(
              "limit \"rpm\" of 3 requests has no room for 1 request now; try again in 20 s");
      assertThat(provider.calls()).isEqualTo(3);
      clock.advance(Duration.ofSeconds(20).minusNanos(1));
      assertThat(refused(way, gateway, QUESTION).retryAfter()).contains(Duration.ofNanos(1));
      clock.advance(Duration.ofNanos(1));
      way.ask(gateway, QUESTION);
      assertThat(provider.calls()).isEqualTo(4);
    }
  }

  @Test
  void aBurstMayBeSmallerThanTheWindow() {
    provider.answers("Yes").usage(3, 1);
    try (LlmGateway gateway = builder().limit(RequestLimit.perMinute("rpm", 60).burst(2)).build()) {
      gateway.chat(QUESTION);
      gateway.chat(QUESTION);
      assertThat(refused(Way.CHAT, gateway, QUESTION).retryAfter()).contains(Duration.ofSeconds(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallersLimitCountsTheCallAndATargetsEachAttempt(Way way) {
    provider.failsWith(503).times(2).answers("Yes").usage(3, 1);
    TestClock moving = TestClock.at("2026-11-22T10:00:00Z");
    try (LlmGateway gateway =
        LlmGateway.builder()
            .clock(moving)
            .provider(provider)
            .retries(2)
            .limit(RequestLimit.per("calls", 2, Duration.ofDays(1)))
            .limit(RequestLimit.per("attempts", 4, Duration.ofDays(1)).each(Scope.TARGET))
            .build()) {
      way.ask(gateway, QUESTION); // three attempts
      way.ask(gateway, QUESTION);
      assertThat(provider.calls()).isEqualTo(4);
      assertThat(refused(way, gateway, QUESTION).limit()).isEqualTo("calls");
    }
  }

  @Test
  void aTargetsLimitIsTakenByRetriesUntilItIsEmpty() {
    provider.failsWith(503);
    TestClock moving = TestClock.at("2026-11-22T10:00:00Z");
    try (LlmGateway gateway =
        LlmGateway.builder()
            .clock(moving)
            .provider(provider)
            .retries(5)
            .limit(RequestLimit.per("attempts", 2, Duration.ofDays(1)).each(Scope.TARGET))
            .build()) {
      assertThatThrownBy(() -> gateway.chat(QUESTION)).isInstanceOf(LlmException.class);
      assertThat(provider.calls()).isEqualTo(2);
    }
  }

  @Test
  void whatWasNotSentIsNotCounted() {
    provider.failsWith(ErrorKind.NETWORK).nothingSent().times(3).answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .limit(RequestLimit.perMinute("calls", 1))
            .limit(RequestLimit.perMinute("all", 1).countCacheHits())
            .limit(RequestLimit.perMinute("attempts", 1).each(Scope.PROVIDER))
            .build()) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> gateway.chat(QUESTION)).isInstanceOf(LlmException.class);
      }
      gateway.chat(QUESTION);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsTakenOfAnyLimitByACallThatOneOfThemRefuses(Way way) {
    provider.answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .limit(RequestLimit.perMinute("all", 2).countCacheHits())
            .limit(RequestLimit.per("hourly", 2, Duration.ofHours(1)))
            .limit(TokenLimit.perMinute("tokens", 10_000))
            .limit(ConcurrencyLimit.of("slots", 1))
            .limit(RequestLimit.perMinute("one", 1).each(Scope.tag("feature")))
            .build()) {
      LlmGateway tagged = gateway.as(Caller.tenant("a").withTag("feature", "x"));
      way.ask(tagged, QUESTION);
      for (int i = 0; i < 5; i++) {
        assertThat(refused(way, tagged, QUESTION).limit()).isEqualTo("one");
      }
      way.ask(gateway, QUESTION); // the rule is not about it, and the others have room for two
      assertThat(refused(way, gateway, QUESTION).limit()).isEqualTo("all");
    }
  }

  @ParameterizedTest
  @EnumSource
  void hitsOfTheCacheAreCountedOnlyByChoice(Way way) {
    provider.answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .cache(CaffeinePromptCache.ofMegabytes(1), CachePolicy.shared())
            .limit(RequestLimit.perMinute("sent", 1))
            .limit(RequestLimit.perMinute("all", 3).countCacheHits())
            .build()) {
      way.ask(gateway, QUESTION);
      way.ask(gateway, QUESTION);
      way.ask(gateway, QUESTION);
      assertThat(provider.calls()).isEqualTo(1);
      assertThat(refused(way, gateway, QUESTION).limit()).isEqualTo("all");
    }
  }

  @Test
  void whereHitsCountEmbeddingsAndRerankingCountToo() {
    provider.embeds(2).usage(3, 0);
    try (LlmGateway gateway =
        builder().limit(RequestLimit.perMinute("all", 1).countCacheHits()).build()) {
      gateway.embed(EmbeddingRequest.of("p/m", "text"));
      assertThatThrownBy(() -> gateway.embed(EmbeddingRequest.of("p/m", "text")))
          .isInstanceOf(LimitExceededException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void tokensBeyondTheEstimateAreDebtThatFlowsInFirst(Way way) {
    provider.answers("Yes").usage(100, 50).answers("Yes").usage(1, 1);
    try (LlmGateway gateway = builder().limit(TokenLimit.perMinute("tpm", 60)).build()) {
      way.ask(gateway, QUESTION); // 150 of 60: 90 beyond
      LimitExceededException refused = refused(way, gateway, QUESTION);
      Duration wait = refused.retryAfter().orElseThrow();

      assertThat(wait).isBetween(Duration.ofSeconds(95), Duration.ofSeconds(150));
      clock.advance(wait.minusNanos(1));
      refused(way, gateway, QUESTION);
      clock.advance(Duration.ofNanos(1));
      way.ask(gateway, QUESTION);
    }
  }

  @Test
  void inputAndOutputHaveBucketsOfTheirOwn() {
    provider.answers("Yes").usage(5, 20).answers("Yes").usage(10_000, 1);
    try (LlmGateway gateway =
        builder()
            .limit(TokenLimit.per("input", 40, Duration.ofHours(1)).counting(TokenKind.INPUT))
            .build()) {
      gateway.chat(QUESTION); // its output is nobody's business
      gateway.chat(QUESTION);
      assertThat(refused(Way.CHAT, gateway, QUESTION).limit()).isEqualTo("input");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCallLargerThanTheWholeLimitIsAnotherErrorWithoutRetryAfter(Way way) {
    try (LlmGateway gateway = builder().limit(TokenLimit.perMinute("tpm", 1_000)).build()) {
      TooExpensiveException refused =
          catchThrowableOfType(
              TooExpensiveException.class, () -> way.ask(gateway, ask("p/m", 5_000)));
      assertThat(refused.retryAfter()).isEmpty();
      assertThat(refused).hasMessageContaining("limit \"tpm\" allows 1000 tokens in all");
      assertThat(provider.calls()).isZero();
    }
  }

  @Test
  void aLimitMayDependOnTheCallerAndAllowNothing() {
    provider.answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .limit(
                RequestLimit.perMinute("plan", c -> c.tenant().equals("pro") ? 2L : 0L)
                    .each(Scope.TENANT))
            .build()) {
      LlmGateway pro = gateway.as(Caller.tenant("pro"));
      pro.chat(QUESTION);
      pro.chat(QUESTION);
      refused(Way.CHAT, pro, QUESTION);
      assertThatThrownBy(() -> gateway.as(Caller.tenant("free")).chat(QUESTION))
          .isInstanceOf(TooExpensiveException.class)
          .hasMessageContaining("limit \"plan\" allows nothing");
      RefusedException incomplete =
          catchThrowableOfType(RefusedException.class, () -> gateway.chat(QUESTION));
      assertThat(incomplete.kind()).isEqualTo(ErrorKind.CALLER_INCOMPLETE);
      assertThat(incomplete).hasMessageContaining("plan").hasMessageContaining("tenant");
    }
  }

  @Test
  void aCallerThatOnlyTheFallbackNeedsToKnowIsMissedBeforeAnythingIsSent() {
    provider.answers("Yes");
    try (LlmGateway gateway =
        builder()
            .provider(ScriptedProvider.named("q").answers("No"))
            .route("r", r -> r.to("p/m").fallbackTo("q/m"))
            .limit(RequestLimit.perMinute("q", 5).only(Scope.PROVIDER, "q").each(Scope.TENANT))
            .build()) {
      RefusedException incomplete =
          catchThrowableOfType(RefusedException.class, () -> gateway.chat(ask("r", 4)));
      assertThat(incomplete.kind()).isEqualTo(ErrorKind.CALLER_INCOMPLETE);
      assertThat(provider.calls()).isZero();
      gateway.chat(QUESTION);
    }
  }

  @Test
  void theApplicationsOwnFailureToTellALimitRefusesTheCall() {
    try (LlmGateway gateway =
        builder()
            .limit(
                ConcurrencyLimit.of(
                    "slots",
                    c -> {
                      throw new IllegalStateException("database is down");
                    }))
            .build()) {
      RefusedException refused =
          catchThrowableOfType(RefusedException.class, () -> gateway.chat(QUESTION));
      assertThat(refused.kind()).isEqualTo(ErrorKind.BOOKS_UNAVAILABLE);
      assertThat(refused).hasCauseInstanceOf(IllegalStateException.class);
      assertThat(provider.calls()).isZero();
    }
  }

  @Test
  void aStreamHoldsItsSlotUntilItIsReadClosedOrTimedOut() {
    provider.hangsAfter("Ye").times(2).streams("Y", "es").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .timeout(Duration.ofSeconds(30))
            .limit(ConcurrencyLimit.of("slots", 1).each(Scope.TENANT))
            .limit(ConcurrencyLimit.of("target", 1).each(Scope.TARGET))
            .build()) {
      LlmGateway a = gateway.as(Caller.tenant("a"));
      ChatStream closed = a.stream(QUESTION);
      assertThat(refused(Way.STREAM, a, QUESTION).limit()).isEqualTo("slots");
      assertThat(refused(Way.CHAT, gateway.as(Caller.tenant("b")), QUESTION).limit())
          .isEqualTo("target");
      closed.close();

      ChatStream late = a.stream(QUESTION);
      clock.advance(Duration.ofSeconds(30));
      assertThat(late.outcome().charges()).hasSize(1);

      ChatStream read = a.stream(QUESTION);
      refused(Way.STREAM, a, QUESTION);
      read.forEach(event -> {});
      a.stream(QUESTION).close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void overATargetsLimitTheNextTargetIsAsked(Way way) {
    provider.answers("p").usage(3, 1);
    ScriptedProvider q = ScriptedProvider.named("q").answers("q").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .provider(q)
            .route("r", r -> r.to("p/m").fallbackTo("q/m"))
            .limit(RequestLimit.perMinute("p", 1).only(Scope.TARGET, "p/m"))
            .limit(RequestLimit.perMinute("q", 2).only(Scope.PROVIDER, "q"))
            .build()) {
      assertThat(way.ask(gateway, ask("r", 4)).text()).isEqualTo("p");
      assertThat(way.ask(gateway, ask("r", 4)).text()).isEqualTo("q");
      assertThat(way.ask(gateway, ask("r", 4)).text()).isEqualTo("q");
      LimitExceededException refused = refused(way, gateway, ask("r", 4));
      assertThat(refused.attempts()).hasSize(2);
      assertThat(refused.retryAfter()).contains(Duration.ofSeconds(30)); // q has room first
    }
  }

  @Test
  void overACallersLimitNoOtherTargetIsAsked() {
    provider.answers("p").usage(3, 1);
    ScriptedProvider q = ScriptedProvider.named("q").answers("q").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .provider(q)
            .route("r", r -> r.to("p/m").fallbackTo("q/m"))
            .limit(RequestLimit.perMinute("rpm", 1))
            .build()) {
      gateway.chat(ask("r", 4));
      assertThat(refused(Way.CHAT, gateway, ask("r", 4)).attempts()).hasSize(1);
    }
  }

  private static RateLimitStatus requests(long limit, long remaining) {
    return new RateLimitStatus(
        Optional.of(
            new RateLimitStatus.Window(
                OptionalLong.of(limit), OptionalLong.of(remaining), Optional.empty())),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private void says(long limit, long remaining) {
    provider.answersWith(
        request ->
            ProviderAnswer.of(new AssistantMessage("Yes"))
                .rateLimits(requests(limit, remaining))
                .build());
  }

  @Test
  void aProviderThatSaysLessIsLeftIsAskedLess() {
    says(10, 1);
    says(10, 0);
    says(10, 9);
    try (LlmGateway gateway =
        builder()
            .limit(RequestLimit.perMinute("rpm", 10).each(Scope.TARGET).asProviderSays())
            .build()) {
      gateway.chat(QUESTION);
      gateway.chat(QUESTION);
      assertThat(refused(Way.CHAT, gateway, QUESTION).retryAfter()).contains(Duration.ofSeconds(6));
    }
  }

  @Test
  void aProviderLowersTheLimitButNeverRaisesItAboveTheConfiguredOne() {
    says(2, 1); // lowers it to 2 a minute
    says(600, 599); // another day: the configured 3 a minute
    try (LlmGateway gateway =
        builder()
            .limit(RequestLimit.perMinute("rpm", 3).each(Scope.TARGET).asProviderSays())
            .build()) {
      gateway.chat(QUESTION);
      gateway.chat(QUESTION);
      clock.advance(Duration.ofMinutes(10));
      for (int i = 0; i < 3; i++) {
        gateway.chat(QUESTION);
      }
      assertThat(refused(Way.CHAT, gateway, QUESTION).retryAfter())
          .contains(Duration.ofSeconds(20));
    }
  }

  @Test
  void aHeaderIsRightWhileOtherAttemptsAreInFlight() {
    provider.hangsAfter("Y");
    says(10, 2);
    try (LlmGateway gateway =
        builder()
            .limit(RequestLimit.perMinute("rpm", 10).each(Scope.TARGET).asProviderSays())
            .build()) {
      ChatStream open = gateway.stream(QUESTION);
      gateway.chat(QUESTION); // two are left, as it says
      open.close(); // what was in flight was in the provider's number, or is not given back
      gateway.chat(QUESTION);
      gateway.chat(QUESTION);
      refused(Way.CHAT, gateway, QUESTION);
    }
  }

  @Test
  void a429WithoutNumbersClosesTheLimitUntilTheProviderWantsToBeAsked() {
    provider.failsWith(429).retryAfter(Duration.ofSeconds(40)).answers("Yes").usage(3, 1);
    try (LlmGateway gateway =
        builder()
            .limit(RequestLimit.perMinute("rpm", 60).each(Scope.TARGET).asProviderSays())
            .build()) {
      assertThatThrownBy(() -> gateway.chat(QUESTION)).isInstanceOf(RateLimitedException.class);
      assertThat(refused(Way.CHAT, gateway, QUESTION).retryAfter())
          .contains(Duration.ofSeconds(40));
      clock.advance(Duration.ofSeconds(40));
      gateway.chat(QUESTION);
      assertThat(refused(Way.CHAT, gateway, QUESTION).retryAfter()).contains(Duration.ofSeconds(1));
    }
  }

  @Test
  void aFailuresHeadersCorrectLimitsToo() {
    provider.answersWith(
        request -> {
          throw ProviderFailure.of(ErrorKind.SERVER_ERROR, "broken")
              .withRateLimits(requests(10, 0));
        });
    try (LlmGateway gateway =
        builder()
            .limit(RequestLimit.perMinute("rpm", 10).each(Scope.TARGET).asProviderSays())
            .build()) {
      assertThatThrownBy(() -> gateway.chat(QUESTION)).isInstanceOf(LlmException.class);
      refused(Way.CHAT, gateway, QUESTION);
    }
  }

  @Test
  void theUsualLengthOfAnswersLowersWhatATokenLimitSetsAside() {
    provider.answers("Yes").usage(5, 10);
    try (LlmGateway gateway =
        builder().limit(TokenLimit.perMinute("tpm", 2_000).counting(TokenKind.OUTPUT)).build()) {
      ChatRequest long1 = ask("p/m", 1_500);
      for (int i = 0; i < 20; i++) {
        gateway.chat(long1);
        clock.advance(Duration.ofMinutes(1));
      }
      ChatStream one = gateway.stream(long1); // 10, as the others; two of 1,500 would not fit
      gateway.chat(long1);
      one.close();
    }
  }
}
