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
 * @param branch which of its branches this is, empty for the usual one
 * @param targets in the order in which they are tried, at least one
 * @param timeout the route's own timeout
 * @param retries the route's own number of retries on one target
 * @param unsupported what happens when a target cannot honour a setting
 * @param oneEmbeddingSpace whether the application says that all targets make vectors of one model
 * @param maxOutputTokens caps outputs where a budget or limit needs a bound and a request has none
 * @param cheaperTargets the targets of the cheaper branch, empty if there is none
 */
public record Route(
    String name,
    String branch,
    List<Target> targets,
    Optional<Duration> timeout,
    OptionalInt retries,
    UnsupportedSettings unsupported,
    boolean oneEmbeddingSpace,
    OptionalInt maxOutputTokens,
    List<Target> cheaperTargets) {

  private static final String DOWNGRADED = "downgraded";

  /** Copies the targets. */
  public Route {
    targets = List.copyOf(targets);
    cheaperTargets = List.copyOf(cheaperTargets);
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
        "",
        List.of(target),
        Optional.empty(),
        OptionalInt.empty(),
        unsupported,
        true,
        OptionalInt.empty(),
        List.of());
  }

  /**
   * Returns the branch that is used when a budget is nearly spent.
   *
   * @return empty if the route has none, or this is it
   */
  public Optional<Route> cheaper() {
    return cheaperTargets.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Route(
                name,
                DOWNGRADED,
                cheaperTargets,
                timeout,
                retries,
                unsupported,
                oneEmbeddingSpace,
                maxOutputTokens,
                List.of()));
  }
}
