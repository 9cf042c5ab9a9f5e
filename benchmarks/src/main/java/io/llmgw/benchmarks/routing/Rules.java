package io.llmgw.benchmarks.routing;

import io.llmgw.route.Candidate;
import io.llmgw.route.Preference;
import io.llmgw.route.RoutingStrategy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The gateway's own rule, and those of others. */
final class Rules {
  static final Rule FASTEST = Rule.of("fastest", RoutingStrategy::fastest);

  private Rules() {}

  static List<Rule> all() {
    return List.of(
        FASTEST,
        Rule.of("round robin", Rules::roundRobin),
        Rule.of("random", () -> (call, those) -> Preference.weights(new double[those.size()])),
        meanOfLast("mean of last 10 (LiteLLM)", 0),
        meanOfLast("the same, buffer 50 %", 0.5),
        Rule.of("least busy (LiteLLM)", () -> (call, those) -> Preference.least(busy(those), "")),
        Rule.of(
            "least busy of two (Envoy)",
            () -> (call, those) -> Preference.leastOfTwo(busy(those), "")));
  }

  private static RoutingStrategy roundRobin() {
    AtomicInteger turn = new AtomicInteger();
    return (call, those) -> {
      double[] weights = new double[those.size()];
      weights[Math.floorMod(turn.getAndIncrement(), those.size())] = 1;
      return Preference.weights(weights);
    };
  }

  private static double[] busy(List<Candidate> candidates) {
    return candidates.stream().mapToDouble(Candidate::inFlight).toArray();
  }

  private static Rule meanOfLast(String name, double buffer) {
    return new Rule(
        name,
        () -> {
          MeanOfLast rule = new MeanOfLast(buffer);
          return new Rule.Learning(rule, rule);
        });
  }
}
