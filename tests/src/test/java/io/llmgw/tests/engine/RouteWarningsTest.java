package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.budget.Budget;
import io.llmgw.budget.UnpricedCalls;
import io.llmgw.model.ModelCatalog;
import io.llmgw.route.Branch;
import io.llmgw.route.Health;
import io.llmgw.route.Hedging;
import io.llmgw.route.RouteBuilder;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is not wrong but hardly meant is said when a gateway is built. */
class RouteWarningsTest {
  private static final ModelCatalog MODELS =
      ModelCatalog.empty()
          .with("a/large", m -> m.contextWindow(400_000).price("1", "2"))
          .with("b/small", m -> m.contextWindow(200_000).price("1", "2"))
          .with("c/priced", m -> m.price("1", "2"));

  private static List<String> warnings(
      Consumer<RouteBuilder> route, UnaryOperator<LlmGatewayBuilder> more) {
    try (LlmGateway gateway = more.apply(new Routing().builder(route).models(MODELS)).build()) {
      return gateway.snapshot().warnings();
    }
  }

  private static List<String> warnings(Consumer<RouteBuilder> route) {
    return warnings(route, builder -> builder);
  }

  @Test
  void aHealthyConfigurationHasNone() {
    assertThat(warnings(r -> r.to("a/m"))).isEmpty();
    assertThat(warnings(r -> r.to("b/small").fallbackTo("a/large", "c/unknown"))).isEmpty();
    assertThat(warnings(r -> r.to(Branch.weighted("a/m", 1).and("b/m", 0)))).isEmpty();
    assertThat(warnings(r -> r.to("a/m").canary("b/m", 100, Scope.USER))).isEmpty();
    assertThat(
            warnings(
                r ->
                    r.to("b/small")
                        .fallbackTo("c/priced")
                        .canary("c/priced", 5, Scope.USER)
                        .when("long", call -> true, Branch.to("a/large")),
                b ->
                    b.health(Health.defaults().slowCalls(Duration.ofSeconds(20), 5, 10))
                        .budget(Budget.usd("all", "5"))))
        .isEmpty();
  }

  @Test
  void aCanaryOfNothing() {
    assertThat(warnings(r -> r.to("a/m").canary("b/new", 0, Scope.USER)))
        .containsExactly(
            "route \"r\": the canary b/new gets 0 % of the calls and is never asked;"
                + " give it a percentage, or leave it out");
  }

  @Test
  void aTargetBehindItself() {
    assertThat(warnings(r -> r.to(Branch.fastest("a/m", "b/m")).fallbackTo("c/m", "b/m")))
        .containsExactly(
            "route \"r\": b/m stands behind itself in the same order, and is not asked a second"
                + " time; leave it out there, or ask for retries");
    Branch either = new Branch.When("either", call -> true, Branch.to("a/m"), Branch.to("b/m"));
    assertThat(warnings(r -> r.to(either).fallbackTo("a/m"))).as("b/m may have failed").isEmpty();
    assertThat(
            warnings(
                r -> r.to("a/m").fallbackTo("s"),
                b -> b.route("s", r -> r.to("b/m").fallbackTo("a/m"))))
        .as("another route, where it is reached")
        .isEmpty();
  }

  @Test
  void aSmallerFallback() {
    String warning =
        "route \"r\": the fallback b/small has a context window of 200,000 tokens, smaller than the"
            + " 400,000 of a/large before it; longer requests have one target less: name one for"
            + " them with onContextWindow(…)";
    assertThat(warnings(r -> r.to("a/large").fallbackTo("c/priced", "b/small")))
        .containsExactly(warning);
    assertThat(warnings(r -> r.to("a/large").fallbackTo("b/small").onContextWindow("a/large")))
        .isEmpty();
    assertThat(warnings(r -> r.to(Branch.cheapest("a/large", "b/small")))).isEmpty();
  }

  @Test
  void aMissingPriceWhereSomethingNeedsOne() {
    String advice =
        "; say what it costs with models(ModelCatalog.empty().with(\"b/m\", m -> m.price(…)))";
    Consumer<RouteBuilder> plain = r -> r.to("c/priced").fallbackTo("b/m");

    assertThat(warnings(plain)).isEmpty();
    assertThat(warnings(plain, b -> b.budget(Budget.usd("all", "5"))))
        .containsExactly(
            "route \"r\": b/m has no price: budget \"all\" refuses its calls" + advice);
    assertThat(warnings(plain, b -> b.budget(Budget.usd("all", "5").soft())))
        .containsExactly(
            "route \"r\": b/m has no price: budget \"all\" does not count its calls" + advice);
    assertThat(
            warnings(
                plain,
                b -> b.budget(Budget.usd("all", "5")).unpricedCalls(UnpricedCalls.reserve("0.05"))))
        .isEmpty();
    assertThat(warnings(plain, b -> b.budget(Budget.tokens("all", 5)))).isEmpty();
    assertThat(warnings(plain, b -> b.budget(Budget.usd("c", "5").only(Scope.PROVIDER, "c"))))
        .isEmpty();
    assertThat(warnings(r -> r.to(Branch.cheapest("c/priced", "b/m")).hedge(Hedging.afterP95())))
        .containsExactly("route \"r\": b/m has no price: cheapest takes it last" + advice);
    assertThat(warnings(r -> r.to("b/m").hedge(Hedging.afterP95().maxCost("0.01"))))
        .containsExactly(
            "route \"r\": b/m has no price: no second attempt is sent there, because hedging has a"
                + " maxCost"
                + advice);
  }

  @Test
  void aBreakerThatCanNeverOpen() {
    Health slow = Health.defaults().slowCalls(Duration.ofSeconds(30), 5, 10);
    assertThat(warnings(r -> r.to("a/m"), b -> b.health(slow))).isEmpty();
    assertThat(
            warnings(r -> r.to("a/m").attemptTimeout(Duration.ofSeconds(30)), b -> b.health(slow)))
        .containsExactly(
            "route \"r\": no answer takes longer than its timeout of PT30S, so that the slowCalls"
                + " of health, longer than PT30S, never make a target ill; set a lower limit, or"
                + " leave slowCalls out");
    assertThat(warnings(r -> r.to("a/m"), b -> b.health(slow).timeout(Duration.ofSeconds(10))))
        .hasSize(1);
    assertThat(
            warnings(
                r -> r.to("a/m"),
                b -> b.health(slow).timeout(Duration.ofSeconds(10)).removeRoute("r")))
        .singleElement()
        .asString()
        .startsWith("the gateway: no answer takes longer than its timeout of PT10S");
  }

  @Test
  void aNewConfigurationHasItsOwn() {
    try (LlmGateway gateway =
        new Routing().gateway(r -> r.to("a/m").canary("b/m", 0, Scope.USER))) {
      assertThat(gateway.snapshot().warnings()).hasSize(1);
      gateway.reconfigure(b -> b.route("r", r -> r.to("a/m")));
      assertThat(gateway.snapshot().warnings()).isEmpty();
    }
  }
}
