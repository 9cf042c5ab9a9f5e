package io.llmgw.internal.config;

import io.llmgw.caching.PrefixCaching;
import io.llmgw.internal.route.AttemptLimits;
import io.llmgw.internal.route.EmbeddingSpace;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.route.Leaves;
import io.llmgw.internal.route.Node;
import io.llmgw.internal.route.Route;
import io.llmgw.internal.route.RouteTerms;
import io.llmgw.internal.route.Shadowing;
import io.llmgw.model.Capability;
import io.llmgw.route.Branch;
import io.llmgw.route.RouteBuilder;
import io.llmgw.route.Shadow;
import io.llmgw.route.ShadowReport;
import io.llmgw.route.UnsupportedSettings;
import io.llmgw.value.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checks routes and makes them ready to be used.
 *
 * @param described routes by name
 * @param leaves makes their targets
 * @param unsupported what happens when a target cannot honour a setting, unless a route says
 *     otherwise
 * @param limits how long an attempt may take, unless a route says otherwise
 * @param timeout how long a call may take, unless a route says otherwise
 * @param prefixCaching whether providers are helped to find prompts in their caches, unless a route
 *     says otherwise
 */
public record Routes(
    Map<String, RouteBuilder> described,
    Leaves leaves,
    UnsupportedSettings unsupported,
    AttemptLimits limits,
    Duration timeout,
    PrefixCaching prefixCaching) {

  /**
   * Checks all routes.
   *
   * @return the checked routes by name
   * @throws IllegalArgumentException naming the route and what is wrong with it
   */
  public Map<String, Route> check() {
    checkTimeouts("timeouts of the gateway", timeout, limits);
    Map<String, Route> routes = new LinkedHashMap<>();
    described.forEach((name, route) -> routes.put(name, check(name, route)));
    return routes;
  }

  private Route check(String name, RouteBuilder route) {
    Branch tree =
        route
            .tree()
            .orElseThrow(
                () -> wrong(name, "it has no target; name one with to(\"provider/model\")"));
    Node node = node(name, tree);
    checkEmbeddingSpace(name, route, node);
    return new Route(name, "", node, terms(name, route), false);
  }

  private Node node(String name, Branch branch) {
    return new RouteTrees(described, leaves, name).node(branch);
  }

  private RouteTerms terms(String name, RouteBuilder route) {
    AttemptLimits own =
        new AttemptLimits(
            route.timeToFirstToken().or(limits::firstToken),
            route.idleTimeout().or(limits::idle),
            route.attemptTimeout().or(limits::whole));
    checkTimeouts("route \"" + name + "\"", route.timeout().orElse(timeout), own);
    return new RouteTerms(
        route.timeout(),
        own,
        route.retries(),
        route.unsupported().orElse(unsupported),
        route.isOneEmbeddingSpace(),
        route.maxOutputTokens(),
        route.prefixCaching().orElse(prefixCaching),
        route.brokenStreams(),
        route.hedging(),
        shadows(name, route),
        route.onContextWindow().map(branch -> node(name, branch)),
        route.onContentFilter().map(branch -> node(name, branch)),
        route.downgraded().map(branch -> node(name, branch)));
  }

  private List<Shadowing> shadows(String name, RouteBuilder route) {
    Map<Target, Shadowing> checked = new LinkedHashMap<>();
    for (Shadow shadow : route.shadows()) {
      Target target = shadow.target();
      Leaf leaf = (Leaf) node(name, Branch.to(target.toString()));
      Consumer<ShadowReport> report =
          shadow
              .report()
              .orElseThrow(
                  () ->
                      wrong(
                          name,
                          "nobody is told what its shadow "
                              + target
                              + " answers; say report(…), or leave it out"));
      if (checked.put(target, new Shadowing(leaf, shadow, report)) != null) {
        throw wrong(name, "it has two shadows " + target + "; leave one of them out");
      }
    }
    return List.copyOf(checked.values());
  }

  private static void checkTimeouts(String whose, Duration timeout, AttemptLimits limits) {
    Optional<Duration> first = limits.firstToken();
    List<String> shorter = new ArrayList<>(0);
    if (first.filter(t -> t.compareTo(timeout) > 0).isPresent()) {
      shorter.add("timeout " + timeout);
    }
    if (first.isPresent() && limits.whole().filter(t -> t.compareTo(first.get()) < 0).isPresent()) {
      shorter.add("attemptTimeout " + limits.whole().get());
    }
    if (!shorter.isEmpty()) {
      throw new IllegalArgumentException(
          whose
              + ": "
              + String.join(" and ", shorter)
              + " is shorter than timeToFirstToken "
              + first.orElseThrow()
              + ", which could never be waited for");
    }
  }

  /**
   * Vectors of different models cannot be compared, so an embedding route may only name one model.
   */
  private static void checkEmbeddingSpace(String name, RouteBuilder route, Node node) {
    boolean embeds =
        node.leaves().stream()
            .anyMatch(
                leaf ->
                    leaf.model()
                        .filter(m -> m.capabilities().contains(Capability.EMBEDDINGS))
                        .isPresent());
    Target first = node.leaves().get(0).target();
    for (Leaf leaf : node.leaves()) {
      if (embeds && !route.isOneEmbeddingSpace() && !EmbeddingSpace.same(first, leaf.target())) {
        throw wrong(
            name,
            "it mixes embedding models ("
                + first.model()
                + " and "
                + leaf.target().model()
                + "), whose vectors cannot be compared; fall back only to the same model at another"
                + " provider, and if that has another name there, say oneEmbeddingSpace()");
      }
    }
  }

  static IllegalArgumentException wrong(String name, String what) {
    return new IllegalArgumentException("route \"" + name + "\": " + what);
  }
}
