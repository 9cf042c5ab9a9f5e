package io.llmgw.internal.config;

import io.llmgw.route.Branch;
import io.llmgw.route.RouteBuilder;
import io.llmgw.route.RoutingStrategy;
import io.llmgw.value.Target;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds its way through branches, and through the routes they name.
 *
 * @param routes routes by name, without cycles
 */
record Branches(Map<String, RouteBuilder> routes) {

  /** All targets below, those of routes that are named included. */
  Set<Target> targets(Branch branch) {
    Set<Target> targets = new LinkedHashSet<>();
    collect(branch, targets);
    return targets;
  }

  private void collect(Branch branch, Set<Target> targets) {
    if (!(branch instanceof Branch.To to)) {
      parts(branch).forEach(part -> collect(part, targets));
    } else if (isTarget(to)) {
      targets.add(Target.parse(to.name()));
    } else {
      tree(to).ifPresent(tree -> collect(tree, targets));
    }
  }

  /** What another route goes to. */
  Optional<Branch> tree(Branch.To route) {
    return Optional.ofNullable(routes.get(route.name())).flatMap(RouteBuilder::tree);
  }

  static boolean isTarget(Branch.To to) {
    return to.name().indexOf('/') >= 0;
  }

  static boolean isInOrder(Branch.Group group) {
    return group.strategy().equals(RoutingStrategy.inOrder());
  }

  /** A branch and all below it, routes that are named not included. */
  static void each(Branch branch, Consumer<Branch> look) {
    look.accept(branch);
    parts(branch).forEach(part -> each(part, look));
  }

  /** What a branch is made of, what several parts have in common only once. */
  static List<Branch> parts(Branch branch) {
    if (branch instanceof Branch.Group group) {
      return group.branches();
    }
    if (branch instanceof Branch.Weighted weighted) {
      return weighted.shares().stream().map(Branch.Weighted.Share::branch).toList();
    }
    if (branch instanceof Branch.When when) {
      return List.of(withoutRest(when), when.otherwise());
    }
    return branch instanceof Branch.Canary canary
        ? List.of(canary.candidate(), canary.stable())
        : List.of();
  }

  /** Calls that meet a condition usually go the way of the others in the end. */
  private static Branch withoutRest(Branch.When when) {
    if (when.then() instanceof Branch.Group group && isInOrder(group)) {
      List<Branch> branches = group.branches();
      int last = branches.size() - 1;
      if (last > 0 && branches.get(last).equals(when.otherwise())) {
        return new Branch.Group(group.strategy(), branches.subList(0, last));
      }
    }
    return when.then();
  }
}
