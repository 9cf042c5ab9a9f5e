package io.llmgw.tests.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.LlmGateway;
import io.llmgw.LlmGatewayBuilder;
import io.llmgw.route.Branch;
import io.llmgw.route.Health;
import io.llmgw.route.Hedging;
import io.llmgw.route.RouteBuilder;
import io.llmgw.route.RoutingStrategy;
import io.llmgw.testkit.ScriptedProvider;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Routes that cannot be meant are refused at {@code build()} at the latest, naming the route. */
class BadRoutesTest {
  private static Arguments route(String expected, Consumer<RouteBuilder> describe) {
    return gateway("route \"r\": " + expected, b -> b.route("r", describe));
  }

  private static Arguments gateway(String expected, Consumer<LlmGatewayBuilder> configure) {
    return Arguments.of(expected, configure);
  }

  static Stream<Arguments> trees() {
    return Stream.of(
        route(
            "the weights of a branch are all 0",
            r -> r.to(Branch.weighted("p/m", 0).and("p/n", 0))),
        route(
            "a weight must be at least 0, but was -1.0",
            r -> r.to(Branch.weighted("p/m", 1).and("p/n", -1))),
        route(
            "a weight must be at least 0, but was NaN",
            r -> r.to(Branch.weighted("p/m", Double.NaN))),
        route(
            "a weight must be at least 0, but was Infinity",
            r -> r.to(Branch.weighted("p/m", Double.POSITIVE_INFINITY))),
        route("the weights", r -> r.to(new Branch.Weighted(List.of()))),
        route("a branch needs at least one target", r -> r.to(Branch.inOrder(new String[0]))),
        route("a branch needs at least one target", r -> r.to(Branch.fastest())),
        route(
            "a branch needs at least one target", r -> r.to("p/m").onContextWindow(new String[0])),
        route("a branch needs at least one target", r -> r.to("p/m").whenDowngraded(new String[0])),
        route("it has no target", r -> r.fallbackTo(new String[0])),
        route("name the first target with to", r -> r.fallbackTo("p/m")),
        route("the route already goes to p/m", r -> r.to("p/m").to("p/n")),
        route(
            "a branch goes to provider/model or to another route, but its name is blank",
            r -> r.to(" ")),
        route("it leads back to itself: r → r", r -> r.to("p/m").fallbackTo("r")),
        route("it leads back to itself: r → r", r -> r.to("p/m").onContextWindow("r")),
        gateway(
            "route \"r\": it leads back to itself: r → s → r",
            b -> b.route("r", r -> r.to("s")).route("s", r -> r.to("p/m").fallbackTo("r"))),
        route("it goes to \"nowhere\", and there is no such route", r -> r.to("nowhere")),
        route("target q/m names provider \"q\"", r -> r.to("p/m").onContentFilter("q/m")));
  }

  static Stream<Arguments> options() {
    Duration minute = Duration.ofMinutes(1);
    Branch other = Branch.to("p/n");
    return Stream.of(
        route(
            "a canary's percentage must be from 0 to 100, but was -1.0",
            r -> r.to("p/m").canary("p/n", -1, Scope.USER)),
        route(
            "a canary's percentage must be from 0 to 100, but was 101.0",
            r -> r.to("p/m").canary("p/n", 101, Scope.USER)),
        route(
            "a canary's percentage must be from 0 to 100, but was NaN",
            r -> r.to("p/m").canary("p/n", Double.NaN, Scope.USER)),
        route(
            "a canary is chosen by tenant, user or tag, not by target",
            r -> r.to("p/m").canary("p/n", 5, Scope.TARGET)),
        route(
            "a route can be sticky by tenant, user or tag, not by target",
            r -> r.to(Branch.by(RoutingStrategy.sticky(Scope.TARGET), "p/m", "p/n"))),
        route(
            "it has two branches called \"x\"",
            r -> r.to("p/m").when("x", call -> true, other).when("x", call -> false, other)),
        route("a condition needs a name", r -> r.to("p/m").when(" ", call -> true, other)),
        route(
            "timeToFirstToken must be more than 0",
            r -> r.to("p/m").timeToFirstToken(Duration.ZERO)),
        gateway(
            "route \"r\": timeout PT59S is shorter than timeToFirstToken PT1M",
            b ->
                b.route(
                    "r",
                    r -> r.to("p/m").timeToFirstToken(minute).timeout(Duration.ofSeconds(59)))),
        gateway(
            "route \"r\": attemptTimeout PT59S is shorter than timeToFirstToken PT1M",
            b ->
                b.route(
                    "r",
                    r ->
                        r.to("p/m")
                            .timeToFirstToken(minute)
                            .attemptTimeout(minute.minusSeconds(1)))),
        gateway(
            "route \"r\": timeout PT30S is shorter than timeToFirstToken PT1M",
            b ->
                b.timeToFirstToken(minute)
                    .route("r", r -> r.to("p/m").timeout(Duration.ofSeconds(30)))),
        gateway(
            "timeouts of the gateway: timeout PT30S is shorter than timeToFirstToken PT1M",
            b -> b.timeToFirstToken(minute).timeout(Duration.ofSeconds(30))),
        gateway(
            "health: 5 of the last 3 attempts cannot be reached",
            b -> b.health(Health.defaults().failures(5, 3))),
        route(
            "hedging: the delay must be more than 0",
            r -> r.to("p/m").hedge(Hedging.after(Duration.ZERO))),
        route(
            "hedging: the delay must be more than 0",
            r -> r.to("p/m").hedge(Hedging.after(Duration.ofSeconds(-1)))),
        route(
            "hedging: maxCost must be more than 0",
            r -> r.to("p/m").hedge(Hedging.afterP95().maxCost("-0.01"))),
        route(
            "hedging: maxCost \"cheap\" is not a decimal number",
            r -> r.to("p/m").hedge(Hedging.afterP95().maxCost("cheap"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"trees", "options"})
  void isRefused(String expected, Consumer<LlmGatewayBuilder> configure) {
    LlmGatewayBuilder builder = LlmGateway.builder().provider(ScriptedProvider.named("p"));
    assertThatThrownBy(
            () -> {
              configure.accept(builder);
              builder.build().close();
            })
        .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class)
        .hasMessageContaining(expected);
  }
}
