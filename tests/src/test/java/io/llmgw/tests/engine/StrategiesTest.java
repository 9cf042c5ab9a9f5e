package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static io.llmgw.tests.engine.Routing.QUESTION;
import static io.llmgw.tests.engine.Routing.fallIll;
import static io.llmgw.tests.engine.Routing.served;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.model.ModelCatalog;
import io.llmgw.model.Prices;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.route.Branch;
import io.llmgw.route.Candidate;
import io.llmgw.route.Preference;
import io.llmgw.route.RoutingStrategy;
import io.llmgw.tests.Way;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each strategy chooses. */
class StrategiesTest {
  private final Routing routing = new Routing();

  private LlmGatewayBuilder cheapest(ModelCatalog models) {
    return routing.builder(r -> r.to(Branch.cheapest("a/m", "b/m", "c/m"))).models(models);
  }

  @ParameterizedTest
  @EnumSource
  void theCheapestDependsOnTheRequestsOwnSize(Way way) {
    routing.healthy();
    ModelCatalog models =
        ModelCatalog.empty()
            .with("b/m", m -> m.price("1", "100")) // cheap to read
            .with("c/m", m -> m.price("50", "2")); // cheap to write
    ChatRequest reading =
        ChatRequest.builder("r").user("word ".repeat(3_000)).maxOutputTokens(10).build();
    ChatRequest writing = ChatRequest.builder("r").user("Write!").maxOutputTokens(900).build();
    try (LlmGateway gateway = cheapest(models).build()) {
      assertThat(way.ask(gateway, reading)).wasServedBy("b/m");
      assertThat(way.ask(gateway, writing)).wasServedBy("c/m");
      assertThat(gateway.plan(writing).steps().get(2).toString()).contains("a/m", "USD unknown");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTargetWithoutAPriceComesLast(Way way) {
    routing.c.failsWith(503);
    routing.b.failsWith(503);
    routing.a.answers("Paris");
    ModelCatalog models =
        ModelCatalog.empty()
            .with("b/m", m -> m.price("900", "900"))
            .with("c/m", m -> m.price("5", "20"));
    try (LlmGateway gateway = cheapest(models).build()) {
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("a/m").afterFailuresOf("c/m", "b/m");
    }
  }

  @Test
  void whatWasReadFromAProvidersCacheMakesItCheaper() {
    Usage cached = Usage.builder().count(Meter.CACHE_READ, 10_000).count(Meter.OUTPUT, 5).build();
    routing.a.answers("Paris").usage(cached);
    routing.b.answers("Paris").usage(10_000, 5);
    ModelCatalog models =
        ModelCatalog.empty()
            .with(
                "a/m",
                m ->
                    m.prices(
                        Prices.builder()
                            .price(Meter.INPUT, "10")
                            .price(Meter.CACHE_READ, "1")
                            .price(Meter.OUTPUT, "10")
                            .build()))
            .with("b/m", m -> m.price("8", "10"));
    ChatRequest longOne =
        ChatRequest.builder("r").user("word ".repeat(9_000)).maxOutputTokens(10).build();
    ChatRequest warming = longOne.toBuilder().model("a/m").build();
    try (LlmGateway gateway =
        routing.builder(r -> r.to(Branch.cheapest("a/m", "b/m"))).models(models).build()) {
      assertThat(gateway.chat(longOne)).wasServedBy("b/m");
      for (int i = 0; i < 10; i++) {
        gateway.chat(warming);
      }
      assertThat(gateway.chat(longOne)).wasServedBy("a/m");
    }
  }

  /** Runs a scenario in virtual time, calls of which overlap. */
  private void play(Runnable scenario) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    List<Throwable> thrown = new ArrayList<>();
    routing
        .clock
        .executor()
        .execute(
            () -> {
              try {
                scenario.run();
              } catch (RuntimeException | AssertionError e) {
                thrown.add(e);
              } finally {
                done.countDown();
              }
            });
    assertThat(done.await(30, TimeUnit.SECONDS)).as("the scenario ends").isTrue();
    assertThat(thrown).isEmpty();
  }

  private void pause(Duration time) {
    try {
      routing.clock.await(new CountDownLatch(1), time);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theFastestTriesANewTargetWithOneCallAtATime() throws InterruptedException {
    routing.a.answers("Paris").takes(Duration.ofMillis(100));
    routing.b.answers("Paris").takes(Duration.ofSeconds(5));
    try (LlmGateway gateway =
        routing
            .builder(r -> r.to(Branch.fastest("a/m", "b/m")))
            .executor(routing.clock.executor())
            .build()) {
      play(
          () -> {
            gateway.chat(ChatRequest.of("a/m", "?"));
            for (int i = 0; i < 20; i++) {
              var unused = gateway.chatAsync(QUESTION);
              pause(Duration.ofMillis(50));
            }
            assertThat(routing.b.calls()).as("while the first one has not answered").isEqualTo(1);
            pause(Duration.ofSeconds(10));
          });
      assertThat(routing.a.calls()).isEqualTo(20);
    }
  }

  @Test
  void theFastestGoesWhereAnswersComeSooner() {
    routing.a.answers("Paris").takes(Duration.ofMillis(900));
    routing.b.answers("Paris").takes(Duration.ofMillis(90));
    try (LlmGateway gateway = routing.gateway(r -> r.to(Branch.fastest("a/m", "b/m")))) {
      Map<String, Integer> served = served(20, () -> gateway.chat(QUESTION));
      assertThat(served.get("b/m")).isGreaterThanOrEqualTo(17);
    }
  }

  private Map<Integer, String> homes(LlmGateway gateway) {
    Map<Integer, String> homes = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      homes.put(i, gateway.as(Caller.user("u" + i)).chat(QUESTION).servedBy().toString());
    }
    return homes;
  }

  @Test
  void aStickyUserStaysMovesWhileItsTargetIsIllAndReturns() {
    routing.a.answers("Paris").times(300).failsWith(500).times(5).answers("Paris");
    routing.b.answers("Paris");
    routing.c.answers("Paris");
    try (LlmGateway gateway =
        routing
            .builder(r -> r.to(Branch.sticky(Scope.USER, "a/m", "b/m", "c/m")))
            .retries(0)
            .build()) {
      Map<Integer, String> before = homes(gateway);
      assertThat(homes(gateway)).isEqualTo(before);
      assertThat(before.values().stream().distinct()).hasSize(3);
      while (routing.a.calls() < 300) {
        gateway.chat(ChatRequest.of("a/m", "?"));
      }
      fallIll(gateway, "a/m");

      Map<Integer, String> meanwhile = homes(gateway);
      assertThat(meanwhile.values()).doesNotContain("a/m");
      Map<Integer, String> others = new HashMap<>(before);
      others.values().removeIf("a/m"::equals);
      assertThat(meanwhile).as("only its own users move").containsAllEntriesOf(others);

      routing.clock.advance(Duration.ofSeconds(30));
      assertThat(homes(gateway)).isEqualTo(before);
    }
  }

  @Test
  void callsWithoutAUserGoAnywhere() {
    routing.healthy();
    try (LlmGateway gateway = routing.gateway(r -> r.to(Branch.sticky(Scope.USER, "a/m", "b/m")))) {
      assertThat(served(100, () -> gateway.chat(QUESTION))).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void requestsWithTheSameBeginningStayTogether(Way way) {
    routing.healthy();
    try (LlmGateway gateway =
        routing.gateway(
            r -> r.to(Branch.by(RoutingStrategy.stickyByPrompt(), "a/m", "b/m", "c/m")))) {
      Map<String, Integer> all = new HashMap<>();
      for (int i = 0; i < 30; i++) {
        String system = ("manual " + i + " ").repeat(1_000);
        Map<String, Integer> served = new HashMap<>();
        for (int j = 0; j < 3; j++) {
          ChatRequest request =
              ChatRequest.builder("r").system(system).user("question " + j).build();
          served.merge(way.ask(gateway, request).servedBy().toString(), 1, Integer::sum);
        }
        assertThat(served).hasSize(1);
        all.putAll(served);
      }
      assertThat(all).hasSize(3);
    }
  }

  /** However short its instructions are: what is added to it must not move it. */
  @ParameterizedTest
  @EnumSource
  void aConversationThatGrowsStaysWithItsTarget(Way way) {
    routing.healthy();
    try (LlmGateway gateway =
        routing.gateway(
            r -> r.to(Branch.by(RoutingStrategy.stickyByPrompt(), "a/m", "b/m", "c/m")))) {
      Map<String, Integer> all = new HashMap<>();
      for (int i = 0; i < 30; i++) {
        ChatRequest request =
            ChatRequest.builder("r").system("Be brief.").user("question " + i).build();
        Map<String, Integer> served = new HashMap<>();
        for (int turn = 0; turn < 4; turn++) {
          ChatResponse answer = way.ask(gateway, request);
          served.merge(answer.servedBy().toString(), 1, Integer::sum);
          request = request.toBuilder().message(answer.message()).user("turn " + turn).build();
        }
        assertThat(served).as("conversation %s", i).hasSize(1);
        all.putAll(served);
      }
      assertThat(all).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anApplicationsOwnStrategyChooses(Way way) {
    routing.healthy();
    RoutingStrategy shortestName =
        (call, candidates) ->
            Preference.least(
                candidates.stream().mapToDouble(at -> at.target().model().length()).toArray(),
                "letters");
    try (LlmGateway gateway =
        routing.gateway(r -> r.to(Branch.by(shortestName, "a/long", "b/m", "c/mid")))) {
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("b/m");
      assertThat(gateway.plan(QUESTION))
          .hasToString("r\n1. b/m  1 letters\n2. c/mid  3 letters\n3. a/long  4 letters");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStrategyThatThrowsOrSaysTooLittleIsReportedAndTheOrderTaken(Way way) {
    routing.healthy();
    RoutingStrategy throwing =
        (call, candidates) -> {
          throw new IllegalStateException("defect");
        };
    RoutingStrategy tooFew = (call, candidates) -> Preference.least(new double[] {1}, "what");
    for (RoutingStrategy broken : List.of(throwing, tooFew)) {
      Routing fresh = new Routing().healthy();
      try (LlmGateway gateway = fresh.gateway(r -> r.to(Branch.by(broken, "a/m", "b/m")))) {
        assertThat(way.ask(gateway, QUESTION)).wasServedBy("a/m");
        assertThat(fresh.reported).containsExactly("routing strategy");
      }
    }
  }

  @Test
  void embeddingsAndRankingsGoThroughStrategies() {
    RoutingStrategy last =
        (call, candidates) ->
            Preference.least(
                candidates.stream().mapToDouble(StrategiesTest::fromTheEnd).toArray(), "places");
    routing.b.embeds(4).usage(3, 0).ranks(0.5).usage(3, 0);
    try (LlmGateway gateway = routing.gateway(r -> r.to(Branch.by(last, "a/m", "b/m")))) {
      assertThat(gateway.embed(EmbeddingRequest.of("r", List.of("text"))).vectors()).hasSize(1);
      assertThat(gateway.rerank(RerankRequest.of("r", "query", List.of("text"))).results())
          .hasSize(1);
    }
    assertThat(routing.a.calls()).isZero();
  }

  private static double fromTheEnd(Candidate candidate) {
    return -candidate.target().provider().charAt(0);
  }
}
