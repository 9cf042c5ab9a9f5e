package io.llmgw.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.chat.ChatRequest;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.model.ModelCatalog;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.Charge;
import io.llmgw.testkit.StandInServer;
import io.llmgw.tests.Way;
import io.llmgw.tests.faults.Fault.Billed;
import io.llmgw.value.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Faults over real sockets: so many combinations of fault, way, strategy and wire format that every
 * two of them meet.
 */
class FaultsOverSocketsTest {
  private static final int MAX_ATTEMPTS = 6;
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(20);

  static Stream<Arguments> pairs() {
    Fault[] faults = Fault.values();
    Way[] ways = Way.values();
    Routing[] routings = Routing.values();
    Wire[] wires = Wire.values();
    return Pairs.of(faults.length, routings.length, wires.length, ways.length).stream()
        .map(p -> Arguments.of(faults[p[0]], routings[p[1]], wires[p[2]], ways[p[3]]));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aCallIsAnsweredOrItsBrokenStreamIsTold(Fault fault, Routing routing, Wire wire, Way way)
      throws InterruptedException {
    try (StandInServer bad = wire.server();
        StandInServer good = wire.server().answers("Paris").usage(10, 5)) {
      new WireFault(fault, way, wire).at(bad);
      String badUrl = fault == Fault.REFUSED ? nobody() : bad.baseUrl();
      try (LlmGateway gateway = gateway(fault, routing, wire, badUrl, good.baseUrl())) {
        Reply reply = untilMet(fault, way, gateway, bad, good);
        check(reply, fault, way);
        bad.awaitOpenConnections(isReused(fault) ? 1 : 0);
        assertThat(good.openConnections()).isLessThanOrEqualTo(1);
        assertThat(gateway.budgets().balance(BudgetAccount.of("all")).reserved()).isZero();
      }
      bad.awaitOpenConnections(0);
      good.awaitOpenConnections(0);
    }
  }

  private static LlmGateway gateway(
      Fault fault, Routing routing, Wire wire, String badUrl, String goodUrl) {
    Duration patience = fault.isSilent() ? SHORT : LONG;
    return LlmGateway.builder()
        .provider(wire.client("faulty", badUrl))
        .provider(wire.client("good", goodUrl))
        .models(
            ModelCatalog.empty()
                .with("faulty/m", m -> m.price("10", "90"))
                .with("good/m", m -> m.price("20", "180")))
        .maxAttempts(MAX_ATTEMPTS)
        .attemptTimeout(patience.multipliedBy(2))
        .timeToFirstToken(patience)
        .idleTimeout(patience)
        .budget(Budget.usd("all", "1000"))
        .limit(ConcurrencyLimit.of("slots", 1))
        .route("r", routing::describe)
        .build();
  }

  private static String nobody() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Not every strategy asks the faulty target first. */
  private static Reply untilMet(
      Fault fault, Way way, LlmGateway gateway, StandInServer bad, StandInServer good) {
    for (int i = 0; i < 40; i++) {
      ChatRequest request =
          ChatRequest.builder("r").user("Capital of country " + i).maxOutputTokens(100).build();
      long before = bad.requestCount() + good.requestCount();
      Reply reply = Reply.to(request, way, gateway.as(Caller.user("user" + i)));
      if (reply.went("faulty")) {
        long refused = fault == Fault.REFUSED ? reply.failed().count() : 0;
        assertThat(bad.requestCount() + good.requestCount() - before)
            .as("requests of %s", reply.attempts())
            .isEqualTo(reply.made().size() - refused);
        return reply;
      }
    }
    throw new AssertionError("the faulty target was never asked");
  }

  private static void check(Reply reply, Fault fault, Way way) {
    Told.completely(reply, MAX_ATTEMPTS);
    if (fault.breaks(way)) {
      Told.interrupted(reply);
    } else {
      Told.answered(reply);
      Attempt last = reply.attempts().get(reply.attempts().size() - 1);
      assertThat(last.target().provider()).isEqualTo(fault.isOfOneKey() ? "faulty" : "good");
    }
    reply.failed().forEach(failed -> charged(reply, failed, fault, way));
  }

  /** Where something may be billed it depends on the format whether the provider has said so. */
  private static void charged(Reply reply, Attempt failed, Fault fault, Way way) {
    Optional<Charge> charge = reply.charge(failed);
    if (fault.billed(way) == Billed.NOTHING) {
      assertThat(charge).as("charge of %s", failed).isEmpty();
    } else {
      assertThat(charge).as("charge of %s", failed).isPresent();
      assertThat(charge.get().settlement()).isNotEqualTo(Charge.Settlement.REPORTED);
    }
  }

  /** Whether the provider has answered so properly that its connection is kept. */
  private static boolean isReused(Fault fault) {
    return switch (fault) {
      case UNAVAILABLE,
          LIMITED_FOR_SECONDS,
          LIMITED_UNTIL_DATE,
          LIMITED_FOR_MILLIS,
          LIMITED,
          KEY_REFUSED,
          TRUNCATED ->
          true;
      default -> false;
    };
  }

  @AfterAll
  static void noThreadsAreLeftButThoseWeKnow() {
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .filteredOn(name -> name.startsWith("llmgw"))
        .allMatch(name -> name.matches("llmgw-(timer|cost|call-\\d+)"));
  }
}
