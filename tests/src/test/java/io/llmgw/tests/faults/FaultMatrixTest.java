package io.llmgw.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.chat.ChatRequest;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.Charge;
import io.llmgw.route.Branch;
import io.llmgw.route.BrokenStreams;
import io.llmgw.route.Candidate;
import io.llmgw.route.Preference;
import io.llmgw.route.RoutingCall;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.testkit.TestClock;
import io.llmgw.tests.Way;
import io.llmgw.tests.faults.Fault.Billed;
import io.llmgw.value.Caller;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault, asked for in every way, met by every strategy: in virtual time. */
class FaultMatrixTest {
  private static final int MAX_ATTEMPTS = 4;

  private final TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
  private final ScriptedProvider faulty = ScriptedProvider.named("faulty");
  private final ScriptedProvider good = ScriptedProvider.named("good");
  private final List<Charge> charges = new CopyOnWriteArrayList<>();
  private final List<Integer> inFlight = new CopyOnWriteArrayList<>();

  static Stream<Arguments> all() {
    return Arrays.stream(Fault.values())
        .flatMap(
            fault ->
                Arrays.stream(Way.values())
                    .flatMap(
                        way ->
                            Arrays.stream(Routing.values())
                                .map(routing -> Arguments.of(fault, way, routing))));
  }

  static Stream<Arguments> broken() {
    return all().filter(a -> ((Fault) a.get()[0]).breaks((Way) a.get()[1]));
  }

  private LlmGateway gateway(Routing routing, BrokenStreams policy) {
    return LlmGateway.builder()
        .clock(clock)
        .provider(faulty)
        .provider(good)
        .models(
            ModelCatalog.empty()
                .with("faulty/m", m -> m.price("10", "90"))
                .with("good/m", m -> m.price("20", "180")))
        .maxAttempts(MAX_ATTEMPTS)
        .timeout(Duration.ofSeconds(60))
        .attemptTimeout(Duration.ofSeconds(10))
        .timeToFirstToken(Duration.ofSeconds(2))
        .idleTimeout(Duration.ofSeconds(3))
        .budget(Budget.usd("all", "1000"))
        .limit(ConcurrencyLimit.of("slots", 1))
        .onCost(charges::add)
        .route(
            "r",
            r -> {
              routing.describe(r);
              r.brokenStreams(policy);
            })
        .route("watched", r -> r.to(Branch.by(this::watch, "faulty/m", "good/m", "good/n")))
        .build();
  }

  private Preference watch(RoutingCall call, List<Candidate> candidates) {
    candidates.forEach(candidate -> inFlight.add(candidate.inFlight()));
    return Preference.inOrder();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aCallIsAnsweredOrItsBrokenStreamIsTold(Fault fault, Way way, Routing routing) {
    meet(fault, way, routing, BrokenStreams.FAIL);
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenStreamStartsAnewWhereTheRouteSaysSo(Fault fault, Way way, Routing routing) {
    meet(fault, way, routing, BrokenStreams.RESTART);
  }

  private void meet(Fault fault, Way way, Routing routing, BrokenStreams policy) {
    fault.at(faulty);
    good.answers("Paris").usage(10, 5);
    int met = 0;
    try (LlmGateway gateway = gateway(routing, policy)) {
      for (int i = 0; i < 40 && met < 3; i++) {
        Reply reply = reply(i, way, gateway);
        check(reply, fault, way, policy);
        met += reply.failed().findAny().isPresent() ? 1 : 0;
        nothingIsLeft(gateway);
        if (fault.isOfOneKey() && met > 0) {
          break;
        }
      }
      clock.advance(Duration.ofMinutes(2)); // whoever was left out is a candidate again
      nothingIsLeft(gateway);
    }
    assertThat(met).as("the fault is met").isPositive();
    assertThat(List.of(faulty.openClients(), good.openClients())).containsOnly(0);
  }

  private Reply reply(int number, Way way, LlmGateway gateway) {
    ChatRequest request =
        ChatRequest.builder("r").user("Capital of country " + number).maxOutputTokens(100).build();
    long before = faulty.calls() + good.calls();
    Reply reply = Reply.to(request, way, gateway.as(Caller.user("user" + number)));
    assertThat(faulty.calls() + good.calls() - before).isEqualTo(reply.made().size());
    return reply;
  }

  private static void check(Reply reply, Fault fault, Way way, BrokenStreams policy) {
    Told.completely(reply, MAX_ATTEMPTS);
    long failures = reply.failed().count();
    if (failures > 0 && fault.breaks(way) && policy == BrokenStreams.FAIL) {
      Told.interrupted(reply);
    } else {
      Told.answered(reply);
      assertThat(reply.restarts()).hasSize(fault.breaks(way) ? (int) failures : 0);
    }
    reply.made().forEach(attempt -> charged(reply, attempt, fault.billed(way)));
    assertThat(reply.charges()).hasSizeLessThanOrEqualTo(reply.made().size());
  }

  private static void charged(Reply reply, Attempt attempt, Billed billed) {
    Optional<Charge.Settlement> settlement = reply.charge(attempt).map(Charge::settlement);
    if (attempt.result() == Attempt.Result.SERVED) {
      assertThat(settlement).contains(Charge.Settlement.REPORTED);
    } else {
      assertThat(attempt.target().provider()).isEqualTo("faulty");
      assertThat(settlement.map(Enum::name).orElse("NOTHING")).isEqualTo(billed.name());
    }
  }

  private void nothingIsLeft(LlmGateway gateway) {
    Balance balance = gateway.budgets().balance(BudgetAccount.of("all"));
    assertThat(balance.reserved()).as("reserved").isZero();
    BigDecimal charged =
        charges.stream()
            .map(charge -> charge.cost().usd().orElseThrow())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(balance.spent()).isEqualByComparingTo(charged);
    assertThat(List.of(faulty.openStreams(), good.openStreams())).containsOnly(0);
    assertThat(clock.pendingTimers()).as("timers").isZero();
    assertThat(clock.waiting()).as("threads that wait").isZero();
    assertThat(gateway.plan(ChatRequest.of("watched", "?")).toString()).isNotBlank();
    assertThat(inFlight).as("in flight").containsOnly(0);
  }
}
