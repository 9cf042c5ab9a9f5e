package io.llmgw.internal.route;

import io.llmgw.internal.resilience.Breaker;
import io.llmgw.outcome.RoutePlan;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.ProviderClient;
import io.llmgw.value.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Step 4 of a call: which targets can serve it now, in which order, and why. */
public final class Router {
  private final Map<String, ProviderClient> clients;
  private final Breakers breakers;

  /**
   * Creates a router.
   *
   * @param clients connected providers by name
   * @param breakers the targets' health
   */
  public Router(Map<String, ProviderClient> clients, Breakers breakers) {
    this.clients = Map.copyOf(clients);
    this.breakers = breakers;
  }

  /**
   * Returns the breaker of a target.
   *
   * @param target the target
   * @return its breaker, always the same
   */
  public Breaker breaker(Target target) {
    return breakers.of(target);
  }

  /**
   * Returns the client of a target's provider.
   *
   * @param target the target
   * @return the client
   */
  public ProviderClient client(Target target) {
    ProviderClient client = clients.get(target.provider());
    if (client == null) {
      throw new IllegalStateException("targets were checked when they were resolved: " + target);
    }
    return client;
  }

  /**
   * Explains a route for one kind of call. Changes nothing.
   *
   * @param route the route
   * @param kind the interface a provider must have for this kind of call
   * @return all targets, those that would be tried first
   */
  public RoutePlan plan(Route route, Class<? extends ProviderClient> kind) {
    List<RoutePlan.Step> tried = new ArrayList<>(route.targets().size());
    List<RoutePlan.Step> left = new ArrayList<>(0);
    for (Target target : route.targets()) {
      if (!kind.isInstance(client(target))) {
        left.add(new RoutePlan.Step(target, false, "the provider has no such kind of call"));
      } else if (!fits(route, target, kind)) {
        left.add(
            new RoutePlan.Step(
                target, false, "another embedding model, whose vectors cannot be compared"));
      } else if (!breaker(target).isPassable()) {
        left.add(new RoutePlan.Step(target, false, "left out after repeated failures"));
      } else {
        tried.add(new RoutePlan.Step(target, true, tried.isEmpty() ? "first choice" : "fallback"));
      }
    }
    if (tried.isEmpty()) {
      leastBad(route, left, kind);
    }
    left.forEach(tried::add);
    return new RoutePlan(route.name(), tried);
  }

  /** Embeddings fail over only to the model of the route's first target. */
  private static boolean fits(Route route, Target target, Class<? extends ProviderClient> kind) {
    return kind != EmbeddingClient.class
        || route.oneEmbeddingSpace()
        || EmbeddingSpace.same(route.targets().get(0), target);
  }

  /** If everything is ill, the first ill target is tried rather than refusing the call. */
  private void leastBad(
      Route route, List<RoutePlan.Step> left, Class<? extends ProviderClient> kind) {
    for (int i = 0; i < left.size(); i++) {
      Target target = left.get(i).target();
      if (kind.isInstance(client(target)) && fits(route, target, kind)) {
        left.remove(i);
        left.add(
            0,
            new RoutePlan.Step(
                target, true, "tried although it failed repeatedly: nothing else is left"));
        return;
      }
    }
  }
}
