package io.llmgw.tests.engine.caching;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.budget.Budget;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatResponse;
import io.llmgw.error.CallTimeoutException;
import io.llmgw.error.InvalidRequestException;
import io.llmgw.error.LimitExceededException;
import io.llmgw.error.LlmException;
import io.llmgw.error.ProviderException;
import io.llmgw.error.RateLimitedException;
import io.llmgw.error.TooExpensiveException;
import io.llmgw.limit.RequestLimit;
import io.llmgw.limit.TokenLimit;
import io.llmgw.outcome.CacheStatus.State;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.tests.Way;
import io.llmgw.tests.engine.caching.Sharing.Asker;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Identical calls in flight share one upstream call, whatever way they are made in. */
class CoalescingTest {
  private final Sharing sharing = new Sharing();

  static Stream<Arguments> ways() {
    return Stream.of(Way.values())
        .flatMap(first -> Stream.of(Way.values()).map(next -> Arguments.of(first, next)));
  }

  private static CallOptions timeout(long millis) {
    return CallOptions.timeout(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void identicalCallsAreOneUpstreamCallThatTheFirstPays(Way first, Way next) throws Exception {
    sharing.p.answers("Paris").usage(100, 50).takes(Duration.ofSeconds(1));
    try (LlmGateway gateway = sharing.builder().build()) {
      List<Asker> askers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        LlmGateway own = gateway.as(Caller.tenant("t" + i));
        askers.add(sharing.asks(i == 0 ? first : next, own, 100L * i));
      }
      sharing.untilAllHaveEnded();

      assertThat(sharing.p.calls()).isEqualTo(1);
      ChatResponse paid = askers.get(0).answer();
      assertThat(paid.cache().state()).isEqualTo(State.MISS);
      assertThat(paid.cost().usd().orElseThrow()).isEqualByComparingTo("0.55");
      assertThat(askers.get(0).told).isEqualTo(paid.charges()).hasSize(1);
      Set<String> ids = new HashSet<>(Set.of(paid.outcome().callId()));
      for (Asker follower : askers.subList(1, 6)) {
        ChatResponse shared = follower.answer();
        assertThat(shared.text()).isEqualTo("Paris");
        assertThat(shared.cache().state()).isEqualTo(State.COALESCED);
        assertThat(shared.cache().saved()).isEqualTo(paid.cost());
        assertThat(shared.servedBy()).isEqualTo(paid.servedBy());
        assertThat(shared.charges()).isEmpty();
        assertThat(follower.told).isEmpty();
        assertThat(ids.add(shared.outcome().callId())).isTrue();
        assertThat(follower.endedAt).isEqualTo(Duration.ofSeconds(1));
      }
      assertThat(sharing.charges).isEqualTo(paid.charges());
      assertThat(sharing.charges.get(0).caller().tenant()).isEqualTo("t0");
      assertThat(gateway.spend().total().usd()).isEqualByComparingTo("0.55");
      assertThat(gateway.snapshot().cache().orElseThrow().coalesced()).isEqualTo(5);
      sharing.assertNothingLeft(gateway);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theFirstLeavesAtItsDeadlineAndTheOthersGetTheAnswer(Way first, Way next) throws Exception {
    sharing.p.answers("Paris").usage(100, 50).takes(Duration.ofSeconds(1));
    try (LlmGateway gateway = sharing.builder().build()) {
      Asker leaver = sharing.asks(first, gateway, timeout(500), 0);
      Asker one = sharing.asks(next, gateway, 100);
      Asker two = sharing.asks(next, gateway, timeout(10_000), 600);
      sharing.untilAllHaveEnded();

      assertThat(sharing.p.calls()).isEqualTo(1);
      assertThat(leaver.failure).isInstanceOf(CallTimeoutException.class);
      assertThat(leaver.endedAt).isEqualTo(Duration.ofMillis(500));
      for (Asker follower : List.of(one, two)) {
        assertThat(follower.answer().text()).isEqualTo("Paris");
        assertThat(follower.answer().charges()).isEmpty();
        assertThat(follower.endedAt).isEqualTo(Duration.ofSeconds(1));
      }
      assertThat(sharing.charges).hasSize(1);
      assertThat(leaver.told).isEqualTo(sharing.charges);
      assertThat(gateway.spend().total().usd()).isEqualByComparingTo("0.55");
      sharing.assertNothingLeft(gateway);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theLastToLeaveStopsTheUpstreamCallAndItIsSettledOnce(Way first, Way next) throws Exception {
    sharing.p.hangs();
    try (LlmGateway gateway = sharing.builder().build()) {
      Asker payer = sharing.asks(first, gateway, timeout(700), 0);
      Asker other = sharing.asks(next, gateway, timeout(300), 100);
      sharing.untilAllHaveEnded();

      assertThat(other.endedAt).isEqualTo(Duration.ofMillis(400));
      assertThat(payer.endedAt).isEqualTo(Duration.ofMillis(700));
      for (Asker asker : List.of(payer, other)) {
        assertThat(asker.failure).isInstanceOf(CallTimeoutException.class);
      }
      LlmException told = (LlmException) payer.failure;
      assertThat(told.charges()).hasSize(1).isEqualTo(sharing.charges).isEqualTo(payer.told);
      assertThat(((LlmException) other.failure).charges()).isEmpty();
      assertThat(other.told).isEmpty();
      assertThat(sharing.clock.elapsed()).isEqualTo(Duration.ofMillis(700));
      sharing.assertNothingLeft(gateway);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void thePayerLeavesFirstThenTheLastFollowerStopsIt(Way first, Way next) throws Exception {
    sharing.p.hangs();
    try (LlmGateway gateway = sharing.builder().build()) {
      Asker payer = sharing.asks(first, gateway, timeout(200), 0);
      Asker other = sharing.asks(next, gateway, timeout(600), 100);
      sharing.untilAllHaveEnded();

      assertThat(payer.endedAt).isEqualTo(Duration.ofMillis(200));
      assertThat(other.endedAt).isEqualTo(Duration.ofMillis(700));
      assertThat(sharing.charges).hasSize(1);
      assertThat(payer.told).isEqualTo(sharing.charges);
      assertThat(other.told).isEmpty();
      sharing.assertNothingLeft(gateway);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatOnlyThePayerIsRefusedPassesTheCallOn(Way first, Way next) throws Exception {
    sharing.p.answers("Paris").usage(100, 50).takes(Duration.ofSeconds(1));
    Budget budget =
        Budget.usd("t", c -> new BigDecimal(c.tenant().equals("rich") ? "9" : "0.01"))
            .each(Scope.TENANT);
    try (LlmGateway gateway = sharing.builder().budget(budget).build()) {
      Asker poor = sharing.asks(first, gateway.as(Caller.tenant("poor")), 0);
      Asker poorToo = sharing.asks(next, gateway.as(Caller.tenant("poor too")), 0);
      Asker rich = sharing.asks(next, gateway.as(Caller.tenant("rich")), 0);
      Asker last = sharing.asks(next, gateway.as(Caller.tenant("poor at last")), 500);
      sharing.untilAllHaveEnded();

      assertThat(sharing.p.calls()).isEqualTo(1);
      for (Asker asker : List.of(poor, poorToo)) { // which of them comes first is the way's matter
        if (asker.failure == null) {
          assertThat(asker.answer().cache().state()).isEqualTo(State.COALESCED);
        } else {
          assertThat(asker.failure).isInstanceOf(TooExpensiveException.class);
        }
      }
      assertThat(poor.failure != null || poorToo.failure != null).isTrue();
      assertThat(rich.answer().charges()).hasSize(1);
      assertThat(rich.answer().cache().state()).isEqualTo(State.MISS);
      assertThat(last.answer().cache().state()).isEqualTo(State.COALESCED);
      assertThat(sharing.charges).hasSize(1);
      assertThat(sharing.charges.get(0).caller().tenant()).isEqualTo("rich");
      sharing.assertNothingLeft(gateway);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void allAreRefusedEachWithItsOwnRefusal(Way first, Way next) throws Exception {
    sharing.p.answers("Paris").usage(100, 50);
    Budget budget = Budget.usd("t", "0.01").each(Scope.TENANT);
    try (LlmGateway gateway = sharing.builder().budget(budget).build()) {
      List<Asker> askers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        askers.add(sharing.asks(i == 0 ? first : next, gateway.as(Caller.tenant("t" + i)), i / 10));
      }
      sharing.untilAllHaveEnded();

      assertThat(sharing.p.calls()).isZero();
      assertThat(askers)
          .allSatisfy(a -> assertThat(a.failure).isInstanceOf(TooExpensiveException.class));
      assertThat(new HashSet<>(askers.stream().map(a -> a.failure).toList())).hasSize(20);
      sharing.assertNothingLeft(gateway);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aProvidersFailureIsToldToAllAndNotStored(Way first, Way next) throws Exception {
    sharing.p.failsWith(400).takes(Duration.ofSeconds(1)).answers("Paris").usage(100, 50);
    try (LlmGateway gateway = sharing.builder().build()) {
      Asker payer = sharing.asks(first, gateway, 0);
      Asker follower = sharing.asks(next, gateway, 10);
      sharing.untilAllHaveEnded();

      assertThat(payer.failure).isInstanceOf(InvalidRequestException.class);
      assertThat(follower.failure)
          .isInstanceOf(InvalidRequestException.class)
          .isNotSameAs(payer.failure);
      assertThat(((LlmException) follower.failure).charges()).isEmpty();
      Asker later = sharing.asks(next, gateway, 0);
      sharing.untilAllHaveEnded();
      assertThat(later.answer().cache().state()).isEqualTo(State.MISS);
      assertThat(sharing.p.calls()).isEqualTo(2);
      sharing.assertNothingLeft(gateway);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void thePayersDeadlinePassesDuringAPauseThatTheOthersCanWaitFor(Way first, Way next)
      throws Exception {
    sharing.p.failsWith(429).retryAfter(Duration.ofSeconds(5)).answers("Paris").usage(100, 50);
    try (LlmGateway gateway = sharing.builder().retries(1).build()) {
      Asker payer = sharing.asks(first, gateway, timeout(2_000), 0);
      Asker follower = sharing.asks(next, gateway, timeout(60_000), 0);
      sharing.untilAllHaveEnded();

      assertThat(payer.failure).isInstanceOf(ProviderException.class);
      assertThat(payer.endedAt).isLessThanOrEqualTo(Duration.ofSeconds(2));
      assertThat(follower.answer().text()).isEqualTo("Paris");
      assertThat(sharing.p.calls()).isEqualTo(2);
      sharing.assertNothingLeft(gateway);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void nobodyWaitsForAPauseThatNobodysDeadlineAllows(Way first, Way next) throws Exception {
    sharing.p.failsWith(429).retryAfter(Duration.ofSeconds(50));
    try (LlmGateway gateway = sharing.builder().build()) {
      Asker payer = sharing.asks(first, gateway, timeout(2_000), 0);
      Asker follower = sharing.asks(next, gateway, timeout(3_000), 0);
      sharing.untilAllHaveEnded();

      assertThat(payer.failure).isInstanceOf(RateLimitedException.class);
      assertThat(follower.failure).isInstanceOf(RateLimitedException.class);
      sharing.assertNothingLeft(gateway);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void followersUseNothingOfTheirLimitsUnlessHitsAreCounted(Way first, Way next) throws Exception {
    sharing.p.answers("Paris").usage(100, 50).takes(Duration.ofSeconds(1));
    try (LlmGateway gateway =
        sharing
            .builder()
            .limit(TokenLimit.perMinute("tokens", 1_000).each(Scope.TENANT))
            .limit(RequestLimit.perMinute("hits", 3).countCacheHits().each(Scope.TENANT))
            .build()) {
      Asker payer = sharing.asks(first, gateway.as(Caller.tenant("payer")), 0);
      LlmGateway follower = gateway.as(Caller.tenant("follower"));
      List<Asker> followers = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        followers.add(sharing.asks(next, follower, i));
      }
      sharing.untilAllHaveEnded();

      payer.answer();
      followers.subList(0, 3).forEach(Asker::answer);
      assertThat(followers.get(3).failure).isInstanceOf(LimitExceededException.class);
      sharing.assertNothingLeft(gateway);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void closingTheGatewayEndsAllWhoWait(Way first, Way next) throws Exception {
    sharing.p.hangs();
    try (LlmGateway gateway = sharing.builder().build()) {
      List<Asker> askers =
          List.of(
              sharing.asks(first, gateway, 0),
              sharing.asks(next, gateway, 10),
              sharing.asks(next, gateway, 20));
      sharing.clock.schedule(gateway::close, Duration.ofMillis(500));
      sharing.untilAllHaveEnded();

      for (Asker asker : askers) {
        assertThat(asker.endedAt).isEqualTo(Duration.ofMillis(500));
        assertThat(((LlmException) asker.failure).kind()).isEqualTo(ErrorKind.GATEWAY_CLOSED);
      }
      assertThat(sharing.charges).hasSize(1);
      sharing.assertNothingLeft(gateway);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void callsInFlightShareOnWhenTheGatewayIsReconfigured(Way first, Way next) throws Exception {
    sharing.p.answers("Paris").usage(100, 50).takes(Duration.ofSeconds(1));
    try (LlmGateway gateway = sharing.builder().build()) {
      Asker payer = sharing.asks(first, gateway, timeout(300), 0);
      Asker follower = sharing.asks(next, gateway, 10);
      sharing.clock.schedule(
          () -> gateway.reconfigure(b -> b.timeout(Duration.ofSeconds(77))),
          Duration.ofMillis(100));
      Asker later = sharing.asks(next, gateway, 200);
      sharing.untilAllHaveEnded();

      assertThat(payer.failure).isInstanceOf(CallTimeoutException.class);
      assertThat(follower.answer().cache().state()).isEqualTo(State.COALESCED);
      assertThat(later.answer().text()).isEqualTo("Paris");
      assertThat(sharing.charges).hasSizeBetween(1, 2);
      sharing.assertNothingLeft(gateway);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void withoutCoalescingEachAsksForItself(Way first, Way next) throws Exception {
    sharing.p.answers("Paris").usage(100, 50).takes(Duration.ofSeconds(1));
    try (LlmGateway gateway = sharing.builder(CachePolicy.shared().withoutCoalescing()).build()) {
      sharing.asks(first, gateway, 0);
      sharing.asks(next, gateway, 10);
      sharing.untilAllHaveEnded();

      assertThat(sharing.p.calls()).isEqualTo(2);
      assertThat(sharing.charges).hasSize(2);
      sharing.assertNothingLeft(gateway);
    }
  }
}
