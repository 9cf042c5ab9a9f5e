package io.llmgw.internal.config;

import io.llmgw.caching.SemanticCache;
import io.llmgw.internal.SemanticSettings;
import io.llmgw.internal.route.EmbeddingSpace;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.route.Leaves;
import io.llmgw.internal.route.Route;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.PromptCache;
import io.llmgw.spi.VectorIndexFactory;
import io.llmgw.value.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Checks a semantic cache, and finds what makes its indexes. */
public final class SemanticChecks {
  private final Optional<PromptCache> cache;
  private final Map<String, Route> routes;
  private final Leaves leaves;

  /**
   * Creates the checks.
   *
   * @param cache the prompt cache, if there is one
   * @param routes routes by name
   * @param leaves make targets
   */
  public SemanticChecks(Optional<PromptCache> cache, Map<String, Route> routes, Leaves leaves) {
    this.cache = cache;
    this.routes = routes;
    this.leaves = leaves;
  }

  /**
   * Checks a semantic cache.
   *
   * @param policy what was configured
   * @param vectors makes indexes; empty for what is found on the class or module path
   * @return both together
   * @throws IllegalArgumentException if something is missing or wrong
   */
  public SemanticSettings check(SemanticCache policy, Optional<VectorIndexFactory> vectors) {
    if (cache.isEmpty() || cache.get().equals(PromptCache.none())) {
      throw new IllegalArgumentException(
          "semanticCache: it needs a prompt cache that keeps the answers; add .cache(…)");
    }
    String space = policy.model().map(this::spaceOf).orElse("");
    return new SemanticSettings(policy, space, vectors.orElseGet(SemanticChecks::found));
  }

  private String spaceOf(String model) {
    List<Leaf> targets = targets(model);
    for (Leaf leaf : targets) {
      if (!(leaf.client() instanceof EmbeddingClient)) {
        throw new IllegalArgumentException(
            "semanticCache: embedWith(\"" + model + "\"): " + leaf + " makes no embeddings");
      }
    }
    return EmbeddingSpace.of(targets.get(0).target());
  }

  private List<Leaf> targets(String model) {
    int slash = model.indexOf('/');
    if (slash < 0) {
      Route route = routes.get(model);
      if (route == null) {
        throw new IllegalArgumentException(
            "semanticCache: embedWith(\"" + model + "\"): there is no such route");
      }
      return route.leaves();
    }
    if (slash == model.length() - 1 || !leaves.has(model.substring(0, slash))) {
      throw new IllegalArgumentException(
          "semanticCache: embedWith(\"" + model + "\"): there is no such provider or no model");
    }
    return List.of(leaves.of(Target.parse(model)));
  }

  private static VectorIndexFactory found() {
    return ServiceLoader.load(VectorIndexFactory.class, SemanticChecks.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "semanticCache: there is no vector index; add llmgw-cache, or give your own"
                        + " VectorIndexFactory"));
  }
}
