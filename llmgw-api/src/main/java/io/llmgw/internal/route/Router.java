package io.llmgw.internal.route;

import io.llmgw.internal.route.Node.Choosing;
import io.llmgw.internal.route.Node.Fork;
import io.llmgw.outcome.RoutePlan;
import io.llmgw.outcome.RoutePlan.Step;
import io.llmgw.route.Preference;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Explains where a call would go now: the walk, without walking it. Draws no random number and
 * takes no probe's permit.
 */
public final class Router {
  private static final RandomGenerator NONE =
      () -> {
        throw new IllegalStateException("a plan leaves nothing to chance");
      };

  private final Walk walk;
  private final List<Step> tried = new ArrayList<>();
  private final List<Step> left = new ArrayList<>(0);

  private Router(Walk walk) {
    this.walk = walk;
  }

  /**
   * Explains a route for one call.
   *
   * @param route the route
   * @param ask the call
   * @return all targets, those that would be tried first
   */
  public static RoutePlan plan(Route route, Ask ask) {
    Router router = new Router(new Walk(route, ask, NONE));
    router.add(route.tree(), "");
    router.addLoopTarget();
    if (router.tried.isEmpty()) {
      router.addTooLong();
    }
    if (router.tried.isEmpty()) {
      router.addLastResort();
    }
    List<Step> steps = router.tried;
    steps.addAll(router.left);
    return new RoutePlan(route.name(), steps);
  }

  private void add(Node node, String reason) {
    if (node instanceof Leaf leaf) {
      add(leaf, reason);
    } else if (node instanceof Fork fork) {
      add(fork, reason);
    } else {
      add((Choosing) node, reason);
    }
  }

  private void add(Leaf leaf, String reason) {
    if (isListed(tried, leaf) || isListed(left, leaf)) {
      return;
    }
    Verdict verdict = Verdict.of(leaf, walk);
    if (verdict != Verdict.FINE) {
      left.add(new Step(leaf.target(), false, verdict.reason(leaf, walk)));
    } else if (reason.isEmpty()) {
      tried.add(new Step(leaf.target(), true, (tried.isEmpty() ? Why.FIRST : Why.FALLBACK).get()));
    } else {
      tried.add(new Step(leaf.target(), true, reason));
    }
  }

  private static boolean isListed(List<Step> steps, Leaf leaf) {
    return steps.stream().anyMatch(step -> step.target().equals(leaf.target()));
  }

  private void add(Choosing choosing, String reason) {
    if (choosing.isInOrder()) {
      addInOrder(choosing.children(), reason);
      return;
    }
    Walk.Open open = walk.open(choosing, Verdict.FINE);
    int size = open.size();
    if (size == 1) {
      add(open.node(0), reason);
    } else if (size > 1) {
      Preference preference = walk.prefer(choosing, open);
      IntStream.range(0, size)
          .boxed()
          .sorted((one, other) -> preference.compare(one, other, size))
          .forEach(i -> add(open.node(i), and(reason, preference.reason(i, size))));
    }
    choosing.children().forEach(child -> add(child, reason)); // those that are left out
  }

  private void addInOrder(List<Node> children, String reason) {
    boolean known = reason.isEmpty() || reason.endsWith(Why.FALLBACK.get());
    String behind = known ? reason : and(reason, Why.FALLBACK.get());
    for (int i = 0; i < children.size(); i++) {
      add(children.get(i), i == 0 ? reason : behind);
    }
  }

  private void add(Fork fork, String reason) {
    double share = fork.test().share(walk.ask());
    List<Node> ways = List.of(fork.then(), fork.otherwise());
    double[] shares = {share, 1 - share};
    String[] names = {fork.test().name(), "otherwise"};
    IntStream.range(0, 2)
        .boxed()
        .filter(i -> shares[i] > 0)
        .sorted(Comparator.comparingDouble(i -> -shares[i]))
        .forEach(
            i -> {
              String way = names[i] + (shares[i] < 1 ? " " + percent(shares[i]) : "");
              boolean usual = i == 1 && shares[i] >= 1;
              add(ways.get(i), usual ? reason : and(reason, way));
            });
  }

  private static String percent(double share) {
    BigDecimal rounded = new BigDecimal(share * 100).round(new MathContext(3));
    return rounded.stripTrailingZeros().toPlainString() + " %";
  }

  private static String and(String reason, String more) {
    return reason.isEmpty() ? more : reason + ", then " + more;
  }

  private void addLoopTarget() {
    for (int i = 1; i < tried.size(); i++) {
      if (tried.get(i).target().equals(walk.ask().loopTarget())) {
        tried.add(0, new Step(tried.remove(i).target(), true, "it began this tool loop"));
      }
    }
  }

  private void addTooLong() {
    RouteTerms terms = walk.route().terms();
    boolean tooLong =
        walk.route().leaves().stream()
            .anyMatch(leaf -> Verdict.ability(leaf, walk) == Verdict.TOO_LONG);
    if (tooLong && terms.onContextWindow().isPresent()) {
      add(terms.onContextWindow().get(), "the request is too long for the others");
    }
  }

  private void addLastResort() {
    Choice choice = walk.cooling(Long.MAX_VALUE);
    if (choice == null) {
      choice = walk.leastBad();
    }
    if (choice != null) {
      Leaf leaf = choice.leaf();
      left.removeIf(step -> step.target().equals(leaf.target()));
      tried.add(new Step(leaf.target(), true, choice.why().get()));
    }
  }
}
