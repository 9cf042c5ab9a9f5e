package io.llmgw.internal.config;

import io.llmgw.internal.route.Forks;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.route.Leaves;
import io.llmgw.internal.route.Node;
import io.llmgw.route.Branch;
import io.llmgw.route.RouteBuilder;
import io.llmgw.route.RoutingStrategy;
import io.llmgw.value.Target;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the tree of one route ready to be walked: finds its targets and the routes it names. */
final class RouteTrees {
  private final Map<String, RouteBuilder> routes;
  private final Leaves leaves;
  private final String name;
  private final Deque<String> path = new ArrayDeque<>();
  private final Map<String, Branch> tests = new HashMap<>();
  private final Map<Branch, Node> made = new HashMap<>();

  RouteTrees(Map<String, RouteBuilder> routes, Leaves leaves, String name) {
    this.routes = routes;
    this.leaves = leaves;
    this.name = name;
    path.add(name);
  }

  /**
   * Makes a node.
   *
   * @throws IllegalArgumentException naming the route and what is wrong with it
   */
  Node node(Branch branch) {
    Node node = made.get(branch); // a condition's two ways go on with the same rest
    if (node == null) {
      node = make(branch);
      made.put(branch, node);
    }
    return node;
  }

  private Node make(Branch branch) {
    if (branch instanceof Branch.To to) {
      return to.name().indexOf('/') < 0 ? route(to.name()) : leaf(Target.parse(to.name()));
    }
    if (branch instanceof Branch.Group group) {
      return Node.Choosing.by(group.strategy(), nodes(group.branches()));
    }
    if (branch instanceof Branch.Weighted weighted) {
      return weighted(weighted);
    }
    if (branch instanceof Branch.When when) {
      checkUnique(when.name(), when);
      return new Node.Fork(Forks.test(when), node(when.then()), node(when.otherwise()));
    }
    Branch.Canary canary = (Branch.Canary) branch;
    Node candidate = node(canary.candidate());
    String called = "canary " + candidate.leaves().get(0);
    checkUnique(called, canary);
    Node stable = node(canary.stable());
    Node first = Node.Choosing.by(RoutingStrategy.inOrder(), List.of(candidate, stable));
    return new Node.Fork(Forks.test(canary, called), first, stable);
  }

  private List<Node> nodes(List<Branch> branches) {
    List<Node> nodes = new ArrayList<>(branches.size());
    branches.forEach(branch -> nodes.add(node(branch)));
    return nodes;
  }

  private Node weighted(Branch.Weighted weighted) {
    double[] weights =
        weighted.shares().stream().mapToDouble(Branch.Weighted.Share::weight).toArray();
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    if (sum <= 0) {
      throw Routes.wrong(name, "the weights of a branch are all 0, so that nothing can be drawn");
    }
    return Node.Choosing.weighted(
        nodes(weighted.shares().stream().map(Branch.Weighted.Share::branch).toList()), weights);
  }

  /** The prompt cache tells the answers of conditions apart by their names. */
  private void checkUnique(String test, Branch branch) {
    Branch same = tests.putIfAbsent(test, branch);
    if (same != null && !same.equals(branch)) {
      throw Routes.wrong(
          name, "it has two branches called \"" + test + "\"; name them differently");
    }
  }

  private Leaf leaf(Target target) {
    if (!leaves.has(target.provider())) {
      throw Routes.wrong(
          name,
          "target "
              + target
              + " names provider \""
              + target.provider()
              + "\", which is not registered; registered are "
              + leaves.providers());
    }
    return leaves.of(target);
  }

  private Node route(String other) {
    if (path.contains(other)) {
      path.add(other);
      throw Routes.wrong(
          name, "it leads back to itself: " + String.join(" → ", path) + "; leave one of them out");
    }
    RouteBuilder described = routes.get(other);
    if (described == null || described.tree().isEmpty()) {
      throw Routes.wrong(
          name,
          "it goes to \""
              + other
              + "\", and there is no such route (a target is written provider/model, for example"
              + " openai/gpt-5-mini)");
    }
    path.addLast(other);
    Node node = node(described.tree().get());
    path.removeLast();
    return node;
  }
}
