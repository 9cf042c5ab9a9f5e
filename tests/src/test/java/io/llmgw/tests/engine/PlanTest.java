package io.llmgw.tests.engine;

import static io.llmgw.testkit.LlmAssertions.assertThat;
import static io.llmgw.tests.engine.Routing.QUESTION;
import static io.llmgw.tests.engine.Routing.fallIll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.llmgw.LlmGateway;
import io.llmgw.chat.ChatRequest;
import io.llmgw.model.ModelCatalog;
import io.llmgw.route.Branch;
import io.llmgw.route.Health;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The texts of plans, as users keep them; and that making one changes nothing. */
class PlanTest {
  private final Routing routing = new Routing();

  private static String plan(LlmGateway gateway) {
    String text = gateway.plan(QUESTION).toString();
    assertThat(gateway.plan(QUESTION).toString()).as("the same again").isEqualTo(text);
    return text;
  }

  private String plan(Branch tree) {
    try (LlmGateway gateway = routing.gateway(r -> r.to(tree))) {
      return plan(gateway);
    }
  }

  @Test
  void inOrder() {
    assertThat(plan(Branch.inOrder("a/m", "b/m", "c/m")))
        .isEqualTo(
            """
            r
            1. a/m  first choice
            2. b/m  fallback
            3. c/m  fallback""");
  }

  @Test
  void weighted() {
    assertThat(plan(Branch.weighted("a/m", 1).and("b/m", 3).and("c/m", 0)))
        .isEqualTo(
            """
            r
            1. b/m  75 %
            2. a/m  25 %
            3. c/m  0 %""");
  }

  @Test
  void fastestWithoutKnowledge() {
    assertThat(plan(Branch.fastest("a/m", "b/m")))
        .isEqualTo(
            """
            r
            1. a/m  0 ms of load, 50 %
            2. b/m  0 ms of load, 50 %""");
  }

  @Test
  void fastestWithKnowledge() {
    routing.a.answers("Paris").takes(Duration.ofMillis(800));
    routing.b.answers("Paris").takes(Duration.ofMillis(200));
    try (LlmGateway gateway = routing.gateway(r -> r.to(Branch.fastest("a/m", "b/m", "c/m")))) {
      gateway.chat(ChatRequest.of("a/m", "?"));
      gateway.chat(ChatRequest.of("b/m", "?"));

      assertThat(plan(gateway))
          .isEqualTo(
              """
              r
              1. c/m  0 ms of load, 66.7 %
              2. b/m  200 ms of load, 33.3 %
              3. a/m  792 ms of load, 0 %""");
    }
  }

  @Test
  void cheapest() {
    ModelCatalog models =
        ModelCatalog.empty()
            .with("b/m", m -> m.price("2", "8"))
            .with("c/m", m -> m.price("1", "4"));
    try (LlmGateway gateway =
        routing.builder(r -> r.to(Branch.cheapest("a/m", "b/m", "c/m"))).models(models).build()) {
      assertThat(plan(gateway))
          .matches(
              """
              r
              1\\. c/m  0\\.0040\\d+ USD
              2\\. b/m  0\\.0080\\d+ USD
              3\\. a/m  USD unknown""");
    }
  }

  @Test
  void sticky() {
    try (LlmGateway gateway = routing.gateway(r -> r.to(Branch.sticky(Scope.USER, "a/m", "b/m")))) {
      assertThat(plan(gateway.as(Caller.user("ada"))))
          .matches("r\n1\\. ./m  0\\.\\d+ from the top of its hashes\n2\\. ./m  0\\.\\d+ .*");
      assertThat(plan(gateway)).isEqualTo("r\n1. a/m  50 %\n2. b/m  50 %");
    }
  }

  @Test
  void aCanaryWithAndWithoutAUser() {
    try (LlmGateway gateway = routing.gateway(r -> r.to("a/m").canary("b/new", 5, Scope.USER))) {
      assertThat(plan(gateway))
          .isEqualTo(
              """
              r
              1. a/m  otherwise 95 %
              2. b/new  canary b/new 5 %""");
      Set<String> plans = new HashSet<>();
      for (int i = 0; i < 200; i++) {
        plans.add(plan(gateway.as(Caller.user("u" + i))));
      }
      assertThat(plans)
          .containsExactlyInAnyOrder(
              "r\n1. a/m  first choice",
              "r\n1. b/new  canary b/new\n2. a/m  canary b/new, then fallback");
    }
  }

  @Test
  void aCondition() {
    try (LlmGateway gateway =
        routing.gateway(
            r ->
                r.to("a/m")
                    .fallbackTo("c/m")
                    .when("paid", call -> !call.caller().user().isEmpty(), Branch.to("b/paid")))) {
      assertThat(plan(gateway)).isEqualTo("r\n1. a/m  first choice\n2. c/m  fallback");
      assertThat(plan(gateway.as(Caller.user("ada"))))
          .isEqualTo(
              "r\n1. b/paid  paid\n2. a/m  paid, then fallback\n3. c/m  paid, then fallback");
    }
  }

  @Test
  void oneThatIsLeftOut() {
    ModelCatalog models = ModelCatalog.empty().with("a/m", m -> m.maxOutputTokens(100));
    try (LlmGateway gateway =
        routing.builder(r -> r.to("a/m").fallbackTo("b/m")).models(models).build()) {
      ChatRequest request = QUESTION.toBuilder().maxOutputTokens(200).build();
      assertThat(gateway.plan(request))
          .hasToString(
              """
              r
              1. b/m  first choice
              -  a/m  the model writes at most 100 tokens, 200 are asked for""");
    }
  }

  @Test
  void oneThatCoolsAndOneThatIsIll() {
    routing.a.failsWith(429).retryAfter(Duration.ofSeconds(15));
    routing.b.failsWith(500);
    try (LlmGateway gateway =
        routing.builder(r -> r.to("a/m").fallbackTo("b/m", "c/m")).retries(0).build()) {
      assertThat(catchThrowable(() -> gateway.chat(ChatRequest.of("a/m", "?")))).isNotNull();
      fallIll(gateway, "b/m");
      routing.clock.advance(Duration.ofSeconds(1));

      assertThat(plan(gateway))
          .isEqualTo(
              """
              r
              1. c/m  first choice
              -  a/m  over its limit: asked again in 14 s
              -  b/m  left out after repeated failures: it is probed in 29 s""");
    }
  }

  @Test
  void theLastResort() {
    routing.a.failsWith(500);
    try (LlmGateway gateway = routing.builder(r -> r.to("a/m")).retries(0).build()) {
      fallIll(gateway, "a/m");
      assertThat(plan(gateway))
          .isEqualTo("r\n1. a/m  tried although it failed repeatedly: nothing else is left");
    }
  }

  @Test
  void aPlanTakesNoProbe() {
    routing.a.failsWith(500).times(5).answers("back");
    routing.b.answers("Paris");
    try (LlmGateway gateway =
        routing
            .builder(r -> r.to("a/m").fallbackTo("b/m"))
            .health(Health.defaults().probes(1))
            .retries(0)
            .build()) {
      fallIll(gateway, "a/m");
      routing.clock.advance(Duration.ofSeconds(30));
      for (int i = 0; i < 1_000; i++) {
        gateway.plan(QUESTION);
      }
      assertThat(gateway.chat(QUESTION)).wasServedBy("a/m");
    }
  }
}
