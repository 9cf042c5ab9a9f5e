package io.llmgw.internal.config;

import io.llmgw.internal.Settings;
import io.llmgw.route.Branch;
import io.llmgw.route.RouteBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds what is not wrong in a configuration but hardly meant: each warning names the route, says
 * what it is, and what to do.
 *
 * @param described routes by name, which have been checked
 * @param settings the configuration they are part of
 */
public record RouteWarnings(Map<String, RouteBuilder> described, Settings settings) {

  /**
   * Looks at all routes.
   *
   * @return the warnings, each once; empty if nothing looks odd
   */
  public List<String> find() {
    Set<String> found = new LinkedHashSet<>();
    Branches branches = new Branches(described);
    described.forEach((name, route) -> look(name, route, branches, found));
    new NeverSlow(settings).warnings(described).forEach(found::add);
    return List.copyOf(found);
  }

  private void look(String name, RouteBuilder route, Branches branches, Set<String> found) {
    List<String> odd = new ArrayList<>(0);
    Stream.of(route.tree(), route.downgraded())
        .flatMap(Optional::stream)
        .forEach(
            tree -> {
              new UnreachableTargets(branches, odd).look(tree);
              if (route.onContextWindow().isEmpty()) {
                new SmallerWindows(branches, settings, odd).look(tree);
              }
            });
    List<Branch> all =
        Stream.of(
                route.tree(), route.downgraded(), route.onContextWindow(), route.onContentFilter())
            .flatMap(Optional::stream)
            .toList();
    new MissingPrices(branches, settings, odd).look(name, route, all);
    odd.forEach(what -> found.add("route \"" + name + "\": " + what));
  }
}
