package io.llmgw.internal.route;

import io.llmgw.internal.route.Node.Choosing;
import io.llmgw.internal.route.Node.Fork;
import io.llmgw.route.Branch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Decides the conditions and canaries of a route, once for each call. */
public final class Forks {
  private Forks() {}

  /**
   * Decides which way a call goes.
   *
   * @param route its route
   * @param ask the call
   * @param random where chance decides
   * @return the route without forks; the same if it has none
   */
  public static Route decide(Route route, Ask ask, RandomGenerator random) {
    if (!in(route)) {
      return route;
    }
    RouteTerms terms = route.terms();
    StringBuilder taken = new StringBuilder();
    Node way = decide(route.tree(), ask, random, taken);
    return route.decided(
        way,
        terms.instead(
            terms.onContextWindow().map(node -> instead(node, "too long", ask, random, taken)),
            terms.onContentFilter().map(node -> instead(node, "filtered", ask, random, taken))),
        taken.toString());
  }

  /**
   * Whether there is anything to decide.
   *
   * @param route a route
   * @return whether it has a condition or a canary
   */
  public static boolean in(Route route) {
    RouteTerms terms = route.terms();
    return route.tree().forks() || forks(terms.onContextWindow()) || forks(terms.onContentFilter());
  }

  private static boolean forks(Optional<Node> node) {
    return node.isPresent() && node.get().forks();
  }

  /** Targets for a kind of failure may be another route, whose conditions have names of its own. */
  private static Node instead(
      Node node, String when, Ask ask, RandomGenerator random, StringBuilder taken) {
    StringBuilder own = new StringBuilder();
    Node way = decide(node, ask, random, own);
    if (!own.isEmpty()) {
      taken.append(taken.isEmpty() ? "" : "+").append(when).append(": ").append(own);
    }
    return way;
  }

  private static Node decide(Node node, Ask ask, RandomGenerator random, StringBuilder taken) {
    if (!node.forks()) {
      return node;
    }
    if (node instanceof Fork fork) {
      double share = fork.test().share(ask);
      boolean met = share >= 1 || (share > 0 && random.nextDouble() < share);
      if (met) {
        taken.append(taken.isEmpty() ? "" : "+").append(fork.test().name());
      }
      return decide(met ? fork.then() : fork.otherwise(), ask, random, taken);
    }
    Choosing choosing = (Choosing) node;
    List<Node> decided = new ArrayList<>(choosing.children().size());
    for (Node child : choosing.children()) {
      decided.add(decide(child, ask, random, taken));
    }
    return choosing.with(decided);
  }

  /**
   * Returns the test of a condition.
   *
   * @param when the condition
   * @return the test
   */
  public static Fork.Test test(Branch.When when) {
    return new Condition(when);
  }

  /**
   * Returns the test of a canary.
   *
   * @param canary the canary
   * @param name what it is called
   * @return the test
   */
  public static Fork.Test test(Branch.Canary canary, String name) {
    return new Percentage(canary, name);
  }

  private record Condition(Branch.When when) implements Fork.Test {
    @Override
    public String name() {
      return when.name();
    }

    @Override
    public double share(Ask call) {
      try {
        return when.condition().test(call) ? 1 : 0;
      } catch (RuntimeException | AssertionError | LinkageError e) {
        call.failed("condition \"" + when.name() + "\" of route " + call.route(), e);
        return 0;
      }
    }
  }

  private record Percentage(Branch.Canary canary, String name) implements Fork.Test {
    @Override
    public double share(Ask call) {
      return canary.isFor(call).map(in -> in ? 1.0 : 0.0).orElse(canary.percent() / 100);
    }
  }
}
