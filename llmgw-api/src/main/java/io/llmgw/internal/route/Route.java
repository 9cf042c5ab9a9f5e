package io.llmgw.internal.route;

import io.llmgw.route.UnsupportedSettings;
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
 * @param unsupported what happens when a target cannot honour a setting
 * @param oneEmbeddingSpace whether the application says that all targets make vectors of one model
 */
public record Route(
    String name,
    List<Target> targets,
    Optional<Duration> timeout,
    OptionalInt retries,
    UnsupportedSettings unsupported,
    boolean oneEmbeddingSpace) {

  /** Copies the targets. */
  public Route {
    targets = List.copyOf(targets);
  }

  /**
   * A target called by its own name.
   *
   * @param target the target
   * @param unsupported what happens when it cannot honour a setting
   * @return a route of one target
   */
  public static Route single(Target target, UnsupportedSettings unsupported) {
    return new Route(
        target.toString(),
        List.of(target),
        Optional.empty(),
        OptionalInt.empty(),
        unsupported,
        true);
  }
}
