package io.llmgw.internal.route;

import java.util.List;
import java.util.Optional;

/**
 * A checked route, or a single target called by its own name.
 *
 * @param name the route's name, or {@code provider/model}
 * @param branch which of its branches this is, empty for the usual one
 * @param tree its targets
 * @param terms how its calls are run
 * @param isDirect whether it is a target that was called by its own name, which is asked whatever
 *     the catalogue says
 */
public record Route(String name, String branch, Node tree, RouteTerms terms, boolean isDirect) {

  private static final String SHADOW = "shadow";
  private static final String DOWNGRADED = "downgraded";

  /**
   * A target called by its own name.
   *
   * @param leaf the target
   * @param terms the gateway's own
   * @return a route of one target
   */
  public static Route direct(Leaf leaf, RouteTerms terms) {
    return new Route(leaf.target().toString(), "", leaf, terms, true);
  }

  /**
   * Returns all targets.
   *
   * @return each once, in the order in which they are written
   */
  public List<Leaf> leaves() {
    return tree.leaves();
  }

  /**
   * Returns the branch that is used when a budget is nearly spent.
   *
   * @return empty if the route has none, or this is it
   */
  public Optional<Route> cheaper() {
    return branch.startsWith(DOWNGRADED)
        ? Optional.empty()
        : terms.cheaper().map(node -> new Route(name, DOWNGRADED, node, terms, false));
  }

  /**
   * Returns the way of a copy. It has the route's name, for the books.
   *
   * @param leaf where the copy goes
   * @return a route of one target
   */
  public Route shadow(Leaf leaf) {
    return new Route(name, SHADOW, leaf, terms.alone(), false);
  }

  /** The same with the ways of its forks known. */
  Route decided(Node way, RouteTerms ways, String taken) {
    String label = taken.isEmpty() ? branch : branch + "+" + taken; // none is a branch's own name
    return new Route(name, label, way, ways, isDirect);
  }
}
