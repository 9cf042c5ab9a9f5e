package io.llmgw.tests.faults;

import io.llmgw.route.Branch;
import io.llmgw.route.RouteBuilder;
import io.llmgw.route.RoutingStrategy;
import io.llmgw.value.Scope;
import java.util.function.Consumer;

/** The ways to choose between a faulty target and a good one; each chooses the faulty one soon. */
@SuppressWarnings("ImmutableEnumChecker") // what its values do is fixed here
enum Routing {
  IN_ORDER(r -> r.to("faulty/m").fallbackTo("good/m")),
  WEIGHTED(r -> r.to(Branch.weighted("faulty/m", 3).and("good/m", 1))),
  CHEAPEST(r -> r.to(Branch.cheapest("faulty/m", "good/m"))),
  FASTEST(r -> r.to(Branch.fastest("faulty/m", "good/m"))),
  STICKY_BY_USER(r -> r.to(Branch.sticky(Scope.USER, "faulty/m", "good/m"))),
  STICKY_BY_PROMPT(r -> r.to(Branch.by(RoutingStrategy.stickyByPrompt(), "faulty/m", "good/m"))),
  CANARY(r -> r.to("good/m").canary("faulty/m", 50, Scope.USER)),
  CONDITION(
      r ->
          r.to("good/m")
              .when("odd", call -> call.caller().user().endsWith("1"), Branch.to("faulty/m")));

  private final Consumer<RouteBuilder> route;

  Routing(Consumer<RouteBuilder> route) {
    this.route = route;
  }

  void describe(RouteBuilder builder) {
    route.accept(builder);
  }
}
