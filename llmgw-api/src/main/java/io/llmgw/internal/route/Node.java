package io.llmgw.internal.route;

import io.llmgw.route.Preference;
import io.llmgw.route.RoutingStrategy;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a route's tree, ready to be walked: what {@link io.llmgw.route.Branch} describes, with
 * its targets found. Immutable.
 */
public abstract sealed class Node permits Leaf, Node.Choosing, Node.Fork {
  /** For the kinds listed above. */
  Node() {}

  /**
   * Returns all targets below.
   *
   * @return each once, in the order in which they are written
   */
  public abstract List<Leaf> leaves();

  /** Tells whether there is a condition or a canary below. */
  abstract boolean forks();

  static List<Leaf> leavesOf(List<Node> nodes) {
    List<Leaf> leaves = new ArrayList<>();
    for (Node node : nodes) {
      for (Leaf leaf : node.leaves()) {
        if (leaves.stream().noneMatch(leaf::isSame)) {
          leaves.add(leaf);
        }
      }
    }
    return List.copyOf(leaves);
  }

  /** Several nodes of which one is chosen each time. */
  public static final class Choosing extends Node {
    private final RoutingStrategy strategy;
    private final List<Node> children;
    private final double[] weights;
    private final List<Leaf> leaves;
    private final boolean forks;

    private Choosing(RoutingStrategy strategy, List<Node> children, double[] weights) {
      this.strategy = strategy;
      this.children = List.copyOf(children);
      this.weights = weights;
      this.leaves = leavesOf(children);
      this.forks = children.stream().anyMatch(Node::forks);
    }

    /**
     * Several nodes of which a strategy chooses.
     *
     * @param strategy chooses
     * @param children at least one
     * @return the node
     */
    public static Choosing by(RoutingStrategy strategy, List<Node> children) {
      return new Choosing(strategy, children, new double[0]);
    }

    /**
     * Several nodes of which one is drawn.
     *
     * @param children at least one
     * @param weights one for each
     * @return the node
     */
    public static Choosing weighted(List<Node> children, double[] weights) {
      return new Choosing(RoutingStrategy.inOrder(), children, weights.clone());
    }

    Choosing with(List<Node> decided) {
      return new Choosing(strategy, decided, weights);
    }

    RoutingStrategy strategy() {
      return strategy;
    }

    List<Node> children() {
      return children;
    }

    boolean isWeighted() {
      return weights.length > 0;
    }

    boolean isInOrder() {
      return !isWeighted() && strategy.equals(RoutingStrategy.inOrder());
    }

    /** The weights of those children that can be chosen, in their order. */
    Preference weightsOf(Walk.Open available) {
      if (available.size() == weights.length) {
        return Preference.weights(weights);
      }
      double[] some = new double[available.size()];
      int next = 0;
      for (int i = 0; i < weights.length && next < some.length; i++) {
        if (children.get(i).equals(available.node(next))) {
          some[next++] = weights[i];
        }
      }
      return Preference.weights(some);
    }

    @Override
    public List<Leaf> leaves() {
      return leaves;
    }

    @Override
    boolean forks() {
      return forks;
    }
  }

  /** One of two nodes, once for each call, whatever happens in it. */
  public static final class Fork extends Node {
    private final Fork.Test test;
    private final Node then;
    private final Node otherwise;
    private final List<Leaf> leaves;

    /** Decides. */
    public interface Test {
      /**
       * Returns what tells the answers of the one from those of the other.
       *
       * @return a name that no other test of the route has
       */
      String name();

      /**
       * Returns how likely it is that a call takes the first node.
       *
       * @param call the call
       * @return 0 or 1 where it is certain
       */
      double share(Ask call);
    }

    /**
     * Creates a fork.
     *
     * @param test decides
     * @param then for calls that meet the test
     * @param otherwise for the others
     */
    public Fork(Test test, Node then, Node otherwise) {
      this.test = test;
      this.then = then;
      this.otherwise = otherwise;
      this.leaves = leavesOf(List.of(then, otherwise));
    }

    Test test() {
      return test;
    }

    Node then() {
      return then;
    }

    Node otherwise() {
      return otherwise;
    }

    @Override
    public List<Leaf> leaves() {
      return leaves;
    }

    @Override
    boolean forks() {
      return true;
    }
  }
}
