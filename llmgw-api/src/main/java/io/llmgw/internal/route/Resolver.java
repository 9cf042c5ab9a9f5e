package io.llmgw.internal.route;

import io.llmgw.error.NotAllowedException;
import io.llmgw.error.UnknownModelException;
import io.llmgw.route.Models;
import io.llmgw.value.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Step 1 of a call: what a name stands for. Without a slash it is a route, before the first slash a
 * provider.
 */
public final class Resolver {
  private static final int LONGEST_NAME_SHOWN = 200;

  private final Map<String, Route> routes;
  private final Leaves leaves;
  private final RouteTerms direct;

  /**
   * Creates a resolver.
   *
   * @param routes checked routes by name
   * @param leaves makes targets that are called by their own names
   * @param direct how these are called
   */
  public Resolver(Map<String, Route> routes, Leaves leaves, RouteTerms direct) {
    this.routes = new LinkedHashMap<>(routes);
    this.leaves = leaves;
    this.direct = direct;
  }

  /**
   * Resolves a name. What is not allowed is refused before it is looked for, so that nobody can
   * tell whether it exists.
   *
   * @param name a route's name, or {@code provider/model}
   * @param allowed the names that may be used; no others are suggested either
   * @return the route
   * @throws NotAllowedException if it is not allowed, whether it exists or not
   * @throws UnknownModelException if it is allowed and does not exist
   */
  public Route resolve(String name, Models allowed) {
    if (!allowed.allows(name)) {
      throw new NotAllowedException(
          "\"" + shown(name) + "\" may not be used by this caller" + hint(near(name, allowed)));
    }
    int slash = name.indexOf('/');
    if (slash < 0) {
      Route route = routes.get(name);
      if (route != null) {
        return route;
      }
    } else if (slash < name.length() - 1 && leaves.has(name.substring(0, slash))) {
      return Route.direct(leaves.of(Target.parse(name)), direct);
    }
    List<String> near = near(name, allowed);
    throw new UnknownModelException(unknown(name, slash) + hint(near), near);
  }

  private static String unknown(String name, int slash) {
    String shown = shown(name);
    if (slash < 0) {
      return "there is no route \"" + shown + "\" (a model is named provider/model)";
    }
    if (slash == name.length() - 1) {
      return "\"" + shown + "\" names no model after the provider";
    }
    String provider = shown.substring(0, Math.min(slash, shown.length()));
    return "there is no provider \"" + provider + "\" for \"" + shown + "\"";
  }

  private static String shown(String name) {
    return name.length() > LONGEST_NAME_SHOWN ? name.substring(0, LONGEST_NAME_SHOWN) + "…" : name;
  }

  private static String hint(List<String> near) {
    return near.isEmpty() ? "" : "; did you mean " + String.join(", ", near) + "?";
  }

  private List<String> near(String name, Models allowed) {
    return name.length() > LONGEST_NAME_SHOWN // comparing takes time that grows with its square
        ? List.of()
        : NearNames.of(name, candidates(name).stream().filter(allowed::allows).toList());
  }

  private List<String> candidates(String name) {
    List<String> candidates = new ArrayList<>(routes.keySet());
    routes
        .values()
        .forEach(route -> route.leaves().forEach(leaf -> candidates.add(leaf.toString())));
    int slash = name.indexOf('/');
    if (slash >= 0 && slash < name.length() - 1) {
      String model = name.substring(slash + 1);
      leaves.providers().forEach(provider -> candidates.add(provider + "/" + model));
    }
    return candidates;
  }
}
