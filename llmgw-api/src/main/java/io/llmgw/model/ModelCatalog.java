package io.llmgw.model;

import io.llmgw.value.Target;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What the application knows of models. It takes precedence over what the providers' built-in data
 * say.
 *
 * <p>Immutable; {@link #with} returns a new catalogue.
 */
public final class ModelCatalog {
  private static final ModelCatalog EMPTY = new ModelCatalog(Map.of());

  private final Map<Target, ModelInfo> models;

  private ModelCatalog(Map<Target, ModelInfo> models) {
    this.models = models;
  }

  /**
   * Returns the catalogue that knows nothing.
   *
   * @return an empty catalogue
   */
  public static ModelCatalog empty() {
    return EMPTY;
  }

  /**
   * Returns this catalogue with one more model, replacing what it said of it.
   *
   * @param target {@code provider/model}
   * @param describe fills in what is known; starts from what this catalogue says, or from nothing
   * @return a new catalogue
   */
  public ModelCatalog with(String target, UnaryOperator<ModelInfo.Builder> describe) {
    Target key = Target.parse(target);
    ModelInfo.Builder start =
        find(key).map(ModelInfo::toBuilder).orElseGet(() -> ModelInfo.builder(key.model()));
    Map<Target, ModelInfo> copy = new LinkedHashMap<>(models);
    copy.put(key, describe.apply(start).build());
    return new ModelCatalog(copy);
  }

  /**
   * Returns this catalogue and another together; where both know a model, the other wins.
   *
   * @param other the catalogue that takes precedence
   * @return a new catalogue
   */
  public ModelCatalog with(ModelCatalog other) {
    Map<Target, ModelInfo> copy = new LinkedHashMap<>(models);
    copy.putAll(other.models);
    return new ModelCatalog(copy);
  }

  /**
   * Looks a model up.
   *
   * @param target the model
   * @return what is known; empty if nothing is
   */
  public Optional<ModelInfo> find(Target target) {
    return Optional.ofNullable(models.get(target));
  }

  /**
   * Returns all models in the order in which they were added.
   *
   * @return an unmodifiable map
   */
  public Map<Target, ModelInfo> models() {
    return Collections.unmodifiableMap(models);
  }
}
