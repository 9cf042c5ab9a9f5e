package io.llmgw.benchmarks.routing;

import io.llmgw.event.GatewayListener;
import io.llmgw.route.RoutingStrategy;
import java.util.function.Supplier;

/**
 * A rule by which targets are chosen.
 *
 * @param name what it is called in tables
 * @param make makes it, without anything learnt
 */
record Rule(String name, Supplier<Learning> make) {

  /**
   * A rule that learns.
   *
   * @param strategy chooses
   * @param ears hears of every attempt
   */
  record Learning(RoutingStrategy strategy, GatewayListener ears) {}

  static Rule of(String name, Supplier<RoutingStrategy> strategy) {
    return new Rule(name, () -> new Learning(strategy.get(), new GatewayListener() {}));
  }
}
