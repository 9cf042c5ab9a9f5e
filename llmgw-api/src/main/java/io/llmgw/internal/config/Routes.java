package io.llmgw.internal.config;

import io.llmgw.internal.route.EmbeddingSpace;
import io.llmgw.internal.route.Route;
import io.llmgw.model.Capability;
import io.llmgw.model.ModelInfo;
import io.llmgw.route.RouteBuilder;
import io.llmgw.route.UnsupportedSettings;
import io.llmgw.value.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Checks routes against the registered providers. */
public final class Routes {
  private Routes() {}

  /**
   * Checks routes.
   *
   * @param described routes by name
   * @param providers names of the registered providers
   * @param unsupported what happens when a target cannot honour a setting, unless a route says
   *     otherwise
   * @param describe what is known of a target's model
   * @return the checked routes
   * @throws IllegalArgumentException naming the route and what is wrong with it
   */
  public static Map<String, Route> check(
      Map<String, RouteBuilder> described,
      Set<String> providers,
      UnsupportedSettings unsupported,
      Function<Target, Optional<ModelInfo>> describe) {
    Map<String, Route> routes = new LinkedHashMap<>();
    described.forEach(
        (name, route) -> {
          if (route.targets().isEmpty()) {
            throw wrong(name, "it has no target; name one with to(\"provider/model\")");
          }
          route.targets().forEach(target -> checkProvider(name, target, providers));
          route.downgradedTargets().forEach(target -> checkProvider(name, target, providers));
          checkEmbeddingSpace(name, route, describe);
          routes.put(
              name,
              new Route(
                  name,
                  "",
                  route.targets(),
                  route.timeout(),
                  route.retries(),
                  route.unsupported().orElse(unsupported),
                  route.isOneEmbeddingSpace(),
                  route.maxOutputTokens(),
                  route.downgradedTargets()));
        });
    return routes;
  }

  private static void checkProvider(String name, Target target, Set<String> providers) {
    if (!providers.contains(target.provider())) {
      throw wrong(
          name,
          "target "
              + target
              + " names provider \""
              + target.provider()
              + "\", which is not registered; registered are "
              + providers.stream().sorted().toList());
    }
  }

  /**
   * Vectors of different models cannot be compared, so an embedding route may only name one model.
   */
  private static void checkEmbeddingSpace(
      String name, RouteBuilder route, Function<Target, Optional<ModelInfo>> describe) {
    boolean embeds =
        route.targets().stream()
            .anyMatch(
                target ->
                    describe
                        .apply(target)
                        .filter(m -> m.capabilities().contains(Capability.EMBEDDINGS))
                        .isPresent());
    Target first = route.targets().get(0);
    for (Target target : route.targets()) {
      if (embeds && !route.isOneEmbeddingSpace() && !EmbeddingSpace.same(first, target)) {
        throw wrong(
            name,
            "it mixes embedding models ("
                + first.model()
                + " and "
                + target.model()
                + "), whose vectors cannot be compared; fall back only to the same model at another"
                + " provider, and if that has another name there, say oneEmbeddingSpace()");
      }
    }
  }

  private static IllegalArgumentException wrong(String name, String what) {
    return new IllegalArgumentException("route \"" + name + "\": " + what);
  }
}
