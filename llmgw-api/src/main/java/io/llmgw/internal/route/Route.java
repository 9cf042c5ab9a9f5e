package io.llmgw.internal.route;

import io.llmgw.value.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A checked route, or a single target called by its own name.
 *
 * @param name the route's name, or {@code provider/model}
 * @param targets in the order in which they are tried, at least one
 * @param timeout the route's own timeout
 * @param retries the route's own number of retries on one target
 */
public record Route(
    String name, List<Target> targets, Optional<Duration> timeout, OptionalInt retries) {

  /** Copies the targets. */
  public Route {
    targets = List.copyOf(targets);
  }

  /**
   * A target called by its own name.
   *
   * @param target the target
   * @return a route of one target
   */
  public static Route single(Target target) {
    return new Route(target.toString(), List.of(target), Optional.empty(), OptionalInt.empty());
  }
}
