package io.llmgw.internal.route;

import io.llmgw.internal.resilience.Breaker;
import io.llmgw.outcome.TargetStatus;
import io.llmgw.value.Target;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Describes the state of targets as it is now, without changing it. */
public final class TargetStatuses {
  private TargetStatuses() {}

  /**
   * Describes all targets of some routes.
   *
   * @param routes the routes
   * @param now the gateway's monotonic time
   * @return each target once, in the order of their names
   */
  public static List<TargetStatus> of(Collection<Route> routes, long now) {
    Map<Target, Leaf> leaves = new LinkedHashMap<>();
    routes.stream()
        .flatMap(TargetStatuses::leaves)
        .forEach(leaf -> leaves.putIfAbsent(leaf.target(), leaf));
    return leaves.values().stream()
        .sorted(Comparator.comparing(Leaf::toString))
        .map(leaf -> of(leaf, now))
        .toList();
  }

  private static Stream<Leaf> leaves(Route route) {
    RouteTerms terms = route.terms();
    return Stream.of(
            Optional.of(route.tree()),
            terms.onContextWindow(),
            terms.onContentFilter(),
            terms.cheaper())
        .flatMap(Optional::stream)
        .flatMap(node -> node.leaves().stream());
  }

  private static TargetStatus of(Leaf leaf, long now) {
    TargetState state = leaf.state();
    Breaker breaker = state.breaker();
    SlowStart slowStart = state.slowStart();
    return new TargetStatus(
        leaf.target(),
        TargetStatus.State.valueOf(breaker.state().name()),
        Duration.ofNanos(breaker.untilProbe()),
        Duration.ofNanos(state.cooling(leaf.client().keys())),
        state.inFlight(),
        latency(state.latency(true), now),
        latency(state.latency(false), now),
        slowStart.isOver() ? OptionalInt.empty() : OptionalInt.of(slowStart.most()),
        state.rateLimits());
  }

  private static TargetStatus.Latency latency(Latency latency, long now) {
    double expected = latency.estimate(now);
    long percentile = latency.percentile95();
    return new TargetStatus.Latency(
        Double.isNaN(expected)
            ? Optional.empty()
            : Optional.of(Duration.ofNanos(Math.round(expected))),
        percentile < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(percentile)));
  }
}
