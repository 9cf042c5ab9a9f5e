package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.error.BudgetExceededException;
import io.llmgw.error.CallTimeoutException;
import io.llmgw.error.LimitExceededException;
import io.llmgw.error.LlmException;
import io.llmgw.error.RateLimitedException;
import io.llmgw.error.UnavailableException;
import io.llmgw.event.AttemptEvent;
import io.llmgw.event.CallEvent;
import io.llmgw.event.CallEvent.Operation;
import io.llmgw.event.GatewayListener;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.limit.RequestLimit;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.Purpose;
import io.llmgw.route.RouteBuilder;
import io.llmgw.route.Shadow;
import io.llmgw.route.ShadowReport;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Copies of answered calls for another target: what is copied, and that nobody is harmed by it. */
class ShadowTest {
  private static final ChatRequest QUESTION =
      ChatRequest.builder("r").user("Capital of France?").maxOutputTokens(100).build();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final TestClock clock = TestClock.stoppedAt("2026-11-22T10:00:00Z");
  private final ScriptedProvider p = ScriptedProvider.named("p").answers("Paris").usage(100, 50);
  private final ScriptedProvider s = ScriptedProvider.named("s");
  private final List<ShadowReport> reports = new CopyOnWriteArrayList<>();
  private final List<Charge> charges = new CopyOnWriteArrayList<>();
  private final List<CallEvent> calls = new CopyOnWriteArrayList<>();
  private final List<AttemptEvent> attempts = new CopyOnWriteArrayList<>();
  private final List<String> failed = new CopyOnWriteArrayList<>();

  private Shadow shadow() {
    return Shadow.to("s/m").report(reports::add);
  }

  private LlmGatewayBuilder builder(Shadow shadow) {
    return builder(r -> r.shadow(shadow));
  }

  private LlmGatewayBuilder builder(Consumer<RouteBuilder> more) {
    return LlmGateway.builder()
        .clock(clock)
        .executor(clock.executor())
        .provider(p)
        .provider(s)
        .models(
            ModelCatalog.empty()
                .with("p/m", m -> m.price("1000", "9000"))
                .with("s/m", m -> m.price("100", "900")))
        .route("r", r -> more.accept(r.to("p/m").timeout(TIMEOUT)))
        .onCost(charges::add)
        .listener(
            new GatewayListener() {
              @Override
              public void onCall(CallEvent event) {
                calls.add(event);
              }

              @Override
              public void onAttempt(AttemptEvent event) {
                attempts.add(event);
              }

              @Override
              public void onInternalError(String component, Throwable error) {
                failed.add(component + ": " + error.getMessage());
              }
            });
  }

  /** Waits until everything on the executor has ended or waits for time to pass. */
  private void settle() {
    clock.advance(Duration.ZERO);
  }

  private void assertNothingIsLeft() {
    assertThat(clock.pendingTimers()).isZero();
    assertThat(clock.waiting()).isZero();
    assertThat(p.openStreams() + s.openStreams()).isZero();
  }

  private CallEvent shadowed() {
    return calls.stream().filter(c -> c.purpose() == Purpose.SHADOW).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void anAnsweredCallIsCopiedAndBothAnswersAreReported(Way way) {
    s.answers("Lyon").usage(100, 50);
    try (LlmGateway gateway = builder(shadow()).build()) {
      ChatResponse response = way.ask(gateway, QUESTION);
      assertThat(response.text()).isEqualTo("Paris");
      settle();

      assertThat(reports).hasSize(1);
      ShadowReport report = reports.get(0);
      assertThat(report.request()).isEqualTo(QUESTION);
      assertThat(report.original()).isEqualTo(response);
      assertThat(report.callId()).isEqualTo(response.outcome().callId());
      assertThat(report.target()).hasToString("s/m");
      assertThat(report.answer().orElseThrow().text()).isEqualTo("Lyon");
      assertThat(report.failure()).isEmpty();
      assertThat(s.calls()).isEqualTo(1);
      assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCopyIsACallOfItsOwnWithPurposeAndParent(Way way) {
    s.answers("Lyon").usage(100, 50);
    Caller ann = Caller.tenant("acme").withUser("ann");
    CallOptions options = CallOptions.builder().tag("feature", "search").build();
    try (LlmGateway gateway = builder(shadow()).build()) {
      String parent = way.ask(gateway.as(ann), QUESTION, options).outcome().callId();
      settle();

      CallEvent copy = shadowed();
      String id = reports.get(0).answer().orElseThrow().outcome().callId();
      assertThat(copy.parentId()).isEqualTo(parent);
      assertThat(copy.outcome().callId()).isEqualTo(id).isNotEqualTo(parent);
      assertThat(copy.operation()).isEqualTo(Operation.CHAT);
      assertThat(copy.requested()).isEqualTo("r");
      assertThat(copy.caller()).isEqualTo(ann);
      assertThat(copy.tags()).isEqualTo(Map.of("feature", "search"));
      assertThat(copy.error()).isEmpty();
      assertThat(calls)
          .extracting(CallEvent::purpose)
          .containsExactly(Purpose.CALL, Purpose.SHADOW);
      assertThat(calls.get(0).parentId()).isEmpty();
      assertThat(attempts)
          .extracting(a -> a.purpose() + " " + a.parentId() + " " + a.attempt().target())
          .containsExactly("CALL  p/m", "SHADOW " + parent + " s/m");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCopyIsChargedAndItsChargeSaysSo(Way way) {
    s.answers("Lyon").usage(100, 50);
    try (LlmGateway gateway = builder(shadow()).budget(Budget.usd("all", "10")).build()) {
      List<Charge> own = new CopyOnWriteArrayList<>();
      ChatResponse response =
          way.ask(gateway, QUESTION, CallOptions.builder().onCost(own::add).build());
      settle();

      assertThat(charges).extracting(Charge::purpose).containsExactly(Purpose.CALL, Purpose.SHADOW);
      assertThat(charges.get(1).cost().usd().orElseThrow()).isEqualByComparingTo("0.055");
      assertThat(own).isEqualTo(response.charges());
      assertThat(own).extracting(Charge::purpose).containsExactly(Purpose.CALL);
      assertThat(gateway.spend().total().usd()).isEqualByComparingTo("0.605");
      assertThat(gateway.spend().by(Scope.ROUTE).rows()).hasSize(1);
      Budgeting.assertBalance(gateway.budgets().balance(BudgetAccount.of("all")), "0.605", "0");
    }
  }

  @Test
  void anAnswerThatCallsAToolIsCopiedAndTheLoopStaysWhereItBegan() {
    ScriptedProvider tools = ScriptedProvider.named("t").callsTool("1", "search", "{}").usage(9, 9);
    s.callsTool("1", "search", "{\"q\":1}").usage(9, 9);
    try (LlmGateway gateway =
        builder(shadow())
            .provider(tools)
            .route("t", r -> r.to("t/m").fallbackTo("p/m").shadow(shadow()))
            .build()) {
      ChatResponse response = gateway.chat(ChatRequest.of("t", "Capital of France?"));
      settle();

      assertThat(reports.get(0).answer().orElseThrow().toolCalls()).hasSize(1);
      gateway.chat(
          ChatRequest.builder("t")
              .user("Capital of France?")
              .message(response.message())
              .toolResult("1", "Paris")
              .build());
      settle();
      assertThat(tools.calls()).isEqualTo(2);
      assertThat(s.calls()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0,0", "100,2000,2000", "50,860,1140"}) // 6 standard deviations
  void aPercentageOfCallsIsCopied(double percent, int least, int most) {
    s.answers("Lyon").usage(100, 50);
    try (LlmGateway gateway = builder(shadow().percent(percent).atOnce(2000)).build()) {
      for (int i = 0; i < 2000; i++) {
        gateway.chat(QUESTION);
      }
      settle();
    }
    assertThat(s.calls()).isBetween((long) least, (long) most);
    assertThat(reports).hasSize((int) s.calls());
  }

  @Test
  void copiesBeyondAtOnceAreDropped() {
    s.answers("Lyon").usage(100, 50).takes(Duration.ofSeconds(10));
    try (LlmGateway gateway = builder(shadow().atOnce(2)).build()) {
      for (int i = 0; i < 5; i++) {
        gateway.chat(QUESTION);
      }
      settle();
      assertThat(s.calls()).isEqualTo(2);
      clock.advance(Duration.ofSeconds(10));
      assertThat(reports).hasSize(2);

      gateway.chat(QUESTION);
      settle();
      assertThat(s.calls()).as("slots are free again").isEqualTo(3);
      clock.advance(Duration.ofSeconds(10));
      assertThat(reports).hasSize(3);
      assertThat(failed).isEmpty();
    }
    assertNothingIsLeft();
  }

  @Test
  void reconfiguringDoesNotRaiseAtOnce() {
    s.answers("Lyon").usage(100, 50).takes(Duration.ofSeconds(10));
    try (LlmGateway gateway = builder(shadow().atOnce(1)).build()) {
      gateway.chat(QUESTION);
      settle();
      gateway.reconfigure(b -> b.timeout(Duration.ofMinutes(2)));
      gateway.chat(QUESTION);
      settle();
      assertThat(s.calls()).isEqualTo(1);
      clock.advance(Duration.ofSeconds(10));
      assertThat(reports.get(0).answer()).isPresent();
    }
  }

  @Test
  void severalShadowsEachGetACopy() {
    s.answers("Lyon").usage(100, 50);
    try (LlmGateway gateway =
        builder(r -> r.shadow(shadow()).shadow(Shadow.to("s/n").report(reports::add))).build()) {
      gateway.chat(QUESTION);
      settle();
    }
    assertThat(reports).extracting(r -> r.target().model()).containsExactlyInAnyOrder("m", "n");
  }

  @ParameterizedTest
  @CsvSource({"s/m,0.02,0", "s/m,0.2,1", "s/unpriced,100,0"})
  void aCopyThatMayCostMoreThanItsCapIsDropped(String target, String usd, int copies) {
    s.answers("Lyon").usage(100, 50);
    Shadow capped = Shadow.to(target).maxCost(usd).report(reports::add);
    try (LlmGateway gateway = builder(capped).build()) {
      gateway.chat(ChatRequest.builder("r").user("Hi").maxOutputTokens(110).build());
      settle();
    }
    assertThat(s.calls()).isEqualTo(copies);
    assertThat(calls).hasSize(1 + copies);
  }

  @Test
  void whatIsNotAnsweredToItsEndByAProviderIsNotCopied() {
    s.answers("Lyon").usage(100, 50);
    p.streams("Pa", "ris").usage(100, 50).failsWith(ErrorKind.INVALID_REQUEST);
    try (LlmGateway gateway = builder(shadow()).build()) {
      gateway.chat(QUESTION);
      settle();
      assertThat(reports).hasSize(1);
      try (ChatStream stream = gateway.stream(QUESTION)) {
        stream.iterator().next();
      }
      settle();
      assertThatThrownBy(() -> gateway.chat(QUESTION)).isInstanceOf(LlmException.class);
      settle();
    }
    assertThat(p.calls()).isEqualTo(3);
    assertThat(reports).hasSize(1);
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @EnumSource
  void answersOfThePromptCacheAreNotCopiedNorCopiesStored(Way way) {
    s.answers("Lyon").usage(100, 50);
    try (LlmGateway gateway =
        builder(shadow())
            .cache(
                CaffeinePromptCache.ofMegabytes(1),
                CachePolicy.shared().timeToLive(Duration.ofMinutes(10)))
            .build()) {
      way.ask(gateway, QUESTION);
      settle();
      ChatResponse cached = way.ask(gateway, QUESTION);
      settle();

      assertThat(cached.cache().isHit()).isTrue();
      assertThat(cached.text()).isEqualTo("Paris");
      assertThat(reports).hasSize(1);
      assertThat(reports.get(0).answer().orElseThrow().cache().isHit()).isFalse();
    }
  }

  @Test
  void aCopyThatABudgetRefusesIsReportedAndNotSent() {
    try (LlmGateway gateway = builder(shadow()).budget(Budget.calls("calls", 1)).build()) {
      assertThat(gateway.chat(QUESTION).text()).isEqualTo("Paris");
      settle();
      assertThat(reports.get(0).failure().orElseThrow())
          .isInstanceOf(BudgetExceededException.class);
      assertThat(shadowed().error()).contains(ErrorKind.BUDGET_EXCEEDED);
      assertThat(s.calls()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aCopyWaitsForNoLimit(boolean countsCacheHits) {
    RequestLimit limit = RequestLimit.perMinute("rpm", 1).orWaitUpTo(Duration.ofMinutes(2));
    try (LlmGateway gateway =
        builder(shadow()).limit(countsCacheHits ? limit.countCacheHits() : limit).build()) {
      gateway.chat(QUESTION);
      settle();
      assertThat(reports.get(0).failure().orElseThrow()).isInstanceOf(LimitExceededException.class);
      assertThat(s.calls()).isZero();
      assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCopyThatFailsIsTriedOnceAndReported(Way way) {
    s.failsWith(503);
    try (LlmGateway gateway = builder(shadow()).retries(3).build()) {
      assertThat(way.ask(gateway, QUESTION).text()).isEqualTo("Paris");
      settle();

      assertThat(reports.get(0).failure().orElseThrow()).isInstanceOf(UnavailableException.class);
      assertThat(reports.get(0).answer()).isEmpty();
      assertThat(shadowed().error()).contains(ErrorKind.OVERLOADED);
      assertThat(s.calls()).isEqualTo(1);
      assertThat(clock.waits()).isEmpty();
      assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCopyThatHangsEndsAtTheRoutesTimeout(Way way) {
    s.hangs();
    try (LlmGateway gateway = builder(shadow()).build()) {
      assertThat(way.ask(gateway, QUESTION).text()).isEqualTo("Paris");
      clock.advance(TIMEOUT.minusNanos(1));
      assertThat(reports).isEmpty();
      clock.advance(Duration.ofNanos(1));
      assertThat(reports.get(0).failure().orElseThrow()).isInstanceOf(CallTimeoutException.class);
      assertNothingIsLeft();
    }
  }

  @Test
  void aTargetThatAskedToBeLeftAloneIsLeftAlone() {
    s.failsWith(429).retryAfter(Duration.ofSeconds(20));
    try (LlmGateway gateway = builder(shadow()).build()) {
      gateway.chat(QUESTION);
      settle();
      gateway.chat(QUESTION);
      settle();
      assertThat(reports)
          .hasSize(2)
          .allSatisfy(
              r -> assertThat(r.failure().orElseThrow()).isInstanceOf(RateLimitedException.class));
      assertThat(s.calls()).isEqualTo(1);
    }
  }

  @Test
  void anIllTargetGetsNoCopies() {
    s.failsWith(503);
    try (LlmGateway gateway = builder(shadow()).build()) {
      for (int i = 0; i < 20; i++) {
        gateway.chat(QUESTION);
        settle();
      }
      assertThat(s.calls()).isEqualTo(5);
      assertThat(reports.get(19).failure().orElseThrow().kind()).isEqualTo(ErrorKind.NO_TARGET);
    }
  }

  @Test
  void closingTheGatewayStopsCopiesAndLeavesNothing() {
    s.hangs();
    LlmGateway gateway =
        builder(shadow())
            .budget(Budget.usd("all", "10"))
            .limit(ConcurrencyLimit.of("slots", 3))
            .build();
    for (int i = 0; i < 3; i++) {
      gateway.chat(QUESTION);
      settle();
    }
    assertThat(clock.pendingTimers()).isEqualTo(3);
    gateway.close();
    settle();

    assertThat(reports)
        .hasSize(3)
        .allSatisfy(
            r -> assertThat(r.failure().orElseThrow().kind()).isEqualTo(ErrorKind.GATEWAY_CLOSED));
    assertThat(gateway.budgets().balance(BudgetAccount.of("all")).reserved()).isZero();
    assertThat(s.openClients()).isZero();
    assertNothingIsLeft();
  }

  @Test
  void anExecutorWithoutRoomDropsCopiesAndGivesTheirSlotsBack() {
    s.answers("Lyon").usage(100, 50);
    boolean[] full = {true};
    try (LlmGateway gateway =
        builder(shadow().atOnce(1))
            .executor(
                task -> {
                  if (full[0]) {
                    throw new RejectedExecutionException("full");
                  }
                  clock.executor().execute(task);
                })
            .build()) {
      assertThat(gateway.chat(QUESTION).text()).isEqualTo("Paris");
      full[0] = false;
      gateway.chat(QUESTION);
      settle();
    }
    assertThat(reports).hasSize(1);
    assertThat(failed).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatTheReportThrowsIsReportedAndNothingElse(Way way) {
    s.answers("Lyon").usage(100, 50);
    Shadow broken =
        Shadow.to("s/m")
            .atOnce(1)
            .report(
                report -> {
                  throw new IllegalStateException("no disk");
                });
    try (LlmGateway gateway = builder(broken).build()) {
      for (int i = 0; i < 2; i++) {
        assertThat(way.ask(gateway, QUESTION).text()).isEqualTo("Paris");
        settle();
      }
      assertThat(failed).containsExactly("shadow report: no disk", "shadow report: no disk");
      assertThat(calls).allSatisfy(call -> assertThat(call.error()).isEmpty());
    }
  }

  @Test
  void wrongShadowsAreRefused() {
    assertThatThrownBy(() -> builder(Shadow.to("s/m")).build())
        .hasMessageContaining("route \"r\": nobody is told what its shadow s/m answers");
    assertThatThrownBy(() -> builder(Shadow.to("x/m").report(reports::add)).build())
        .hasMessageContaining("route \"r\": target x/m names provider \"x\"");
    assertThatThrownBy(() -> builder(r -> r.shadow(shadow()).shadow(shadow())).build())
        .hasMessageContaining("route \"r\": it has two shadows s/m");
    assertThatThrownBy(() -> Shadow.to("m")).hasMessageContaining("provider/model");
    assertThatThrownBy(() -> shadow().percent(100.1)).hasMessageContaining("from 0 to 100");
    assertThatThrownBy(() -> shadow().percent(Double.NaN)).hasMessageContaining("from 0 to 100");
    assertThatThrownBy(() -> shadow().atOnce(0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> shadow().maxCost("0")).hasMessageContaining("more than 0");
  }
}
