package io.llmgw.internal.route;

import io.llmgw.error.UnknownModelException;
import io.llmgw.route.UnsupportedSettings;
import io.llmgw.value.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Step 1 of a call: what a name stands for. Without a slash it is a route, before the first slash a
 * provider.
 */
public final class Resolver {
  private static final int LONGEST_NAME_SHOWN = 200;

  private final Map<String, Route> routes;
  private final Set<String> providers;
  private final UnsupportedSettings unsupported;

  /**
   * Creates a resolver.
   *
   * @param routes checked routes by name
   * @param providers names of the registered providers
   * @param unsupported what happens when a target that is called by its own name cannot honour a
   *     setting
   */
  public Resolver(
      Map<String, Route> routes, Set<String> providers, UnsupportedSettings unsupported) {
    this.unsupported = unsupported;
    this.routes = new LinkedHashMap<>(routes);
    this.providers = Set.copyOf(providers);
  }

  /**
   * Resolves a name.
   *
   * @param name a route's name, or {@code provider/model}
   * @return the route
   * @throws UnknownModelException if it is neither
   */
  public Route resolve(String name) {
    int slash = name.indexOf('/');
    if (slash < 0) {
      Route route = routes.get(name);
      if (route != null) {
        return route;
      }
    } else if (slash < name.length() - 1 && providers.contains(name.substring(0, slash))) {
      return Route.single(Target.parse(name), unsupported);
    }
    throw unknown(name, slash);
  }

  private UnknownModelException unknown(String name, int slash) {
    List<String> near = NearNames.of(name, candidates(name, slash));
    String shown =
        name.length() > LONGEST_NAME_SHOWN ? name.substring(0, LONGEST_NAME_SHOWN) + "…" : name;
    String what =
        slash < 0
            ? "there is no route \"" + shown + "\" (a model is named provider/model)"
            : slash == name.length() - 1
                ? "\"" + shown + "\" names no model after the provider"
                : "there is no provider \""
                    + shown.substring(0, Math.min(slash, shown.length()))
                    + "\" for \""
                    + shown
                    + "\"";
    return new UnknownModelException(
        near.isEmpty() ? what : what + "; did you mean " + String.join(", ", near) + "?", near);
  }

  private List<String> candidates(String name, int slash) {
    List<String> candidates = new ArrayList<>(routes.keySet());
    routes
        .values()
        .forEach(route -> route.targets().forEach(target -> candidates.add(target.toString())));
    String model = slash < 0 ? name : name.substring(slash + 1);
    if (slash >= 0 && !model.isEmpty()) {
      providers.stream().sorted().forEach(provider -> candidates.add(provider + "/" + model));
    }
    return candidates;
  }
}
