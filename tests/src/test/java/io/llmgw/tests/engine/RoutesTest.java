package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static io.llmgw.tests.engine.Routing.QUESTION;
import static io.llmgw.tests.engine.Routing.fallIll;
import static io.llmgw.tests.engine.Routing.served;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.llmgw.CallOptions;
import io.llmgw.LlmGateway;
import io.llmgw.cache.CaffeinePromptCache;
import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.Tool;
import io.llmgw.route.Branch;
import io.llmgw.tests.Way;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Which way calls go through a route: shares, conditions, canaries, routes in routes, tool loops.
 */
class RoutesTest {
  private static final Tool WEATHER = Tool.of("weather", "weather of a city", "{}");

  private final Routing routing = new Routing();

  private static Caller user(int number) {
    return Caller.user("user-" + number);
  }

  @Test
  void weightsAreSharesOfTheCalls() {
    routing.healthy();
    try (LlmGateway gateway =
        routing.gateway(r -> r.to(Branch.weighted("a/m", 2).and("b/m", 1).and("c/m", 0)))) {
      Map<String, Integer> served = served(2_000, () -> gateway.chat(QUESTION));

      assertThat(served.keySet()).containsExactly("a/m", "b/m");
      assertThat(served.get("a/m")).isCloseTo(1_333, withinPercentage(10));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWeightOfZeroIsOnlyAFallback(Way way) {
    routing.a.failsWith(503);
    routing.b.failsWith(503);
    routing.c.answers("Paris");
    try (LlmGateway gateway =
        routing.gateway(r -> r.to(Branch.weighted("c/m", 0).and("a/m", 1).and("b/m", 1)))) {
      ChatResponse response = way.ask(gateway, QUESTION);

      assertThat(response).wasServedBy("c/m");
      assertThat(response.attempts()).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theFirstConditionThatIsMetCounts(Way way) {
    routing.healthy();
    try (LlmGateway gateway =
        routing.gateway(
            r ->
                r.to("a/m")
                    .when(
                        "paid",
                        call -> call.caller().tags().containsKey("paid"),
                        Branch.to("b/paid"))
                    .when("long", call -> call.estimatedTokens() > 1_000, Branch.to("c/long"))
                    .when(
                        "urgent", call -> call.tags().containsKey("urgent"), Branch.to("c/urgent"))
                    .when(
                        "creative",
                        call -> call.chat().orElseThrow().temperature().orElse(0) > 1,
                        Branch.to("c/creative")))) {
      Caller paid = Caller.user("u").withTag("paid", "yes");
      ChatRequest longOne = ChatRequest.of("r", "word ".repeat(2_000));
      CallOptions urgent = CallOptions.builder().tag("urgent", "yes").build();
      ChatRequest creative = QUESTION.toBuilder().temperature(1.5).build();

      assertThat(way.ask(gateway, QUESTION)).wasServedBy("a/m");
      assertThat(way.ask(gateway, longOne)).wasServedBy("c/long");
      assertThat(way.ask(gateway.as(paid), longOne)).wasServedBy("b/paid");
      assertThat(way.ask(gateway, QUESTION, urgent)).wasServedBy("c/urgent");
      assertThat(way.ask(gateway, creative)).wasServedBy("c/creative");
    }
  }

  @ParameterizedTest
  @EnumSource
  void callsThatMeetAConditionGoTheWayOfTheOthersInTheEnd(Way way) {
    routing.b.failsWith(503);
    routing.a.answers("Paris");
    try (LlmGateway gateway =
        routing.gateway(r -> r.to("a/m").when("all", call -> true, Branch.to("b/m")))) {
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("a/m").afterFailuresOf("b/m");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aConditionThatThrowsIsReportedAndNotMet(Way way) {
    routing.healthy();
    try (LlmGateway gateway =
        routing.gateway(
            r ->
                r.to("a/m")
                    .when(
                        "broken",
                        call -> {
                          throw new IllegalStateException("defect");
                        },
                        Branch.to("b/m")))) {
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("a/m");
      assertThat(routing.reported).containsExactly("condition \"broken\" of route r");
    }
  }

  private static Set<Integer> inCanary(double percent) {
    Routing routing = new Routing().healthy();
    Set<Integer> in = new HashSet<>();
    try (LlmGateway gateway =
        routing.gateway(r -> r.to("a/m").canary("b/new", percent, Scope.USER))) {
      for (int i = 0; i < 1_000; i++) {
        String first = gateway.as(user(i)).chat(QUESTION).servedBy().toString();
        assertThat(gateway.as(user(i)).chat(QUESTION)).wasServedBy(first);
        if (first.equals("b/new")) {
          in.add(i);
        }
      }
    }
    return in;
  }

  @Test
  void aCanaryKeepsItsUsersAndGrowsWithoutThrowingAnyoneOut() {
    Set<Integer> five = inCanary(5);
    Set<Integer> twenty = inCanary(20);

    assertThat(five).hasSizeBetween(30, 70);
    assertThat(twenty).hasSizeBetween(160, 240).containsAll(five);
    assertThat(inCanary(0)).isEmpty();
    assertThat(inCanary(100)).hasSize(1_000);
  }

  @Test
  void aCanaryByTenantOrTagIsStickyToo() {
    routing.healthy();
    for (Scope by : Set.of(Scope.TENANT, Scope.tag("plan"))) {
      Routing fresh = new Routing().healthy();
      try (LlmGateway gateway = fresh.gateway(r -> r.to("a/m").canary("b/new", 50, by))) {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 50; i++) {
          LlmGateway view = gateway.as(Caller.tenant("t" + i).withTag("plan", "p" + i));
          Map<String, Integer> served = served(3, () -> view.chat(QUESTION));
          assertThat(served).hasSize(1);
          all.addAll(served.keySet());
        }
        assertThat(all).hasSize(2);
      }
    }
  }

  @Test
  void callsWithoutAUserGetTheirShareOfACanaryAtRandom() {
    routing.healthy();
    try (LlmGateway gateway = routing.gateway(r -> r.to("a/m").canary("b/new", 25, Scope.USER))) {
      Map<String, Integer> served = served(2_000, () -> gateway.chat(QUESTION));
      assertThat(served.get("b/new")).isCloseTo(500, withinPercentage(25));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theStableTargetStandsInForACanaryThatFails(Way way) {
    routing.b.failsWith(503);
    routing.a.answers("Paris");
    try (LlmGateway gateway = routing.gateway(r -> r.to("a/m").canary("b/new", 100, Scope.USER))) {
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("a/m").afterFailuresOf("b/new");
    }
  }

  /** Written as a branch, the stable one used not to be asked. */
  @ParameterizedTest
  @EnumSource
  void theStableBranchStandsInForACanaryWhereverItIsWritten(Way way) {
    routing.b.failsWith(503);
    routing.a.answers("Paris");
    Branch canary = new Branch.Canary(Branch.to("b/new"), 100, Scope.USER, Branch.to("a/m"));
    try (LlmGateway gateway = routing.gateway(r -> r.to(canary))) {
      assertThat(way.ask(gateway, QUESTION)).wasServedBy("a/m").afterFailuresOf("b/new");
    }
  }

  @ParameterizedTest
  @EnumSource
  void cachedAnswersStayOnTheirSideOfACanaryAndACondition(Way way) {
    routing.healthy();
    try (LlmGateway gateway =
        routing
            .builder(
                r ->
                    r.to("a/m")
                        .when("paid", call -> call.tags().containsKey("paid"), Branch.to("b/paid"))
                        .when("new", call -> call.tags().containsKey("new"), Branch.to("c/new")))
            .cache(CaffeinePromptCache.ofMegabytes(1), CachePolicy.shared())
            .build()) {
      CallOptions paid = CallOptions.builder().tag("paid", "yes").build();
      CallOptions fresh = CallOptions.builder().tag("new", "yes").build();

      assertThat(way.ask(gateway, QUESTION)).wasServedBy("a/m");
      assertThat(way.ask(gateway, QUESTION, paid)).wasServedBy("b/paid");
      assertThat(way.ask(gateway, QUESTION, fresh)).wasServedBy("c/new");
      assertThat(way.ask(gateway, QUESTION)).wasCached().wasServedBy("a/m");
      assertThat(way.ask(gateway, QUESTION, paid)).wasCached().wasServedBy("b/paid");
      assertThat(way.ask(gateway, QUESTION, fresh)).wasCached().wasServedBy("c/new");
      assertThat(routing.a.calls() + routing.b.calls() + routing.c.calls()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void branchesNestAndRoutesNameOtherRoutes(Way way) {
    routing.a.failsWith(503);
    routing.b.failsWith(503);
    routing.c.answers("Paris");
    try (LlmGateway gateway =
        routing
            .builder(r -> r.to(Branch.fastest("a/m", "a/n")).fallbackTo("other"))
            .route("other", r -> r.to(Branch.inOrder(Branch.to("b/m"), Branch.cheapest("c/m"))))
            .build()) {
      ChatResponse response = way.ask(gateway, QUESTION);

      assertThat(response).wasServedBy("c/m");
      assertThat(response.attempts().stream().map(at -> at.target().provider()))
          .containsExactly("a", "a", "b", "c");
    }
  }

  private static ChatRequest withResult(ChatResponse asked, String result) {
    return QUESTION.toBuilder()
        .tools(WEATHER)
        .message(asked.message())
        .toolResult(asked.toolCalls().get(0).id(), result)
        .build();
  }

  @ParameterizedTest
  @EnumSource
  void aToolLoopReturnsToTheTargetThatBeganIt(Way way) {
    for (int i = 0; i < 20; i++) {
      Routing fresh = new Routing();
      fresh.a.callsTool("call-a", "weather", "{}").answers("sunny");
      fresh.b.callsTool("call-b", "weather", "{}").answers("sunny");
      try (LlmGateway gateway = fresh.gateway(r -> r.to(Branch.weighted("a/m", 1).and("b/m", 1)))) {
        ChatResponse asked = way.ask(gateway, QUESTION.toBuilder().tools(WEATHER).build());
        ChatResponse answered = way.ask(gateway, withResult(asked, "18 °C"));

        assertThat(answered).wasServedBy(asked.servedBy().toString());
        assertThat(answered.attempts().get(0).reason()).isEqualTo("it began this tool loop");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aToolLoopGoesElsewhereIfTheTargetThatBeganItIsIll(Way way) {
    routing.a.failsWith(503);
    routing.b.callsTool("call-b", "weather", "{}").failsWith(500).times(5).answers("sunny");
    routing.c.answers("rainy");
    try (LlmGateway gateway =
        routing
            .builder(r -> r.to(Branch.weighted("b/m", 1).and("a/m", 0)).fallbackTo("c/m"))
            .retries(0)
            .build()) {
      ChatResponse asked = way.ask(gateway, QUESTION.toBuilder().tools(WEATHER).build());
      assertThat(asked).wasServedBy("b/m");
      fallIll(gateway, "b/m");

      assertThat(way.ask(gateway, withResult(asked, "18 °C"))).wasServedBy("c/m");
      routing.clock.advance(Duration.ofSeconds(30));
      assertThat(way.ask(gateway, withResult(asked, "18 °C"))).wasServedBy("b/m");
    }
  }
}
