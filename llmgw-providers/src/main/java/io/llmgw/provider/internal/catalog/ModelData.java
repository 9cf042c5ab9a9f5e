package io.llmgw.provider.internal.catalog;

import io.llmgw.model.ModelInfo;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one provider's models. Read when it is first asked for; safe for use by many
 * threads.
 */
public final class ModelData {
  /**
   * How providers date their models: {@code -2025-08-07}, {@code -20250929}, or {@code -latest}.
   */
  private static final Pattern DATE = Pattern.compile("-(?:\\d{4}-\\d{2}-\\d{2}|\\d{8}|latest)$");

  /** OpenAI's fine-tuned models: {@code ft:} and the base model, then the customer's names. */
  private static final Pattern FINE_TUNED = Pattern.compile("^(ft:[^:]+):.*$");

  private final Supplier<Map<String, ModelInfo>> source;
  private final Map<String, String> names;
  private volatile @Nullable Map<String, ModelInfo> models;

  private ModelData(Supplier<Map<String, ModelInfo>> source, Map<String, String> names) {
    this.source = source;
    this.names = names;
  }

  /**
   * Data of the built-in catalogue.
   *
   * @param catalogue its name, for example {@code openai}; a name without a catalogue knows nothing
   * @return the data, not read yet
   */
  public static ModelData builtIn(String catalogue) {
    return new ModelData(() -> CatalogReader.builtIn(catalogue), Map.of());
  }

  /**
   * No data.
   *
   * @return data that know no model
   */
  public static ModelData none() {
    return new ModelData(Map::of, Map.of());
  }

  /**
   * The same data under further names.
   *
   * @param names by name the id of the model it stands for
   * @return data that also know the names
   */
  public ModelData named(Map<String, String> names) {
    Map<String, String> ids = Map.copyOf(names);
    return ids.isEmpty() ? this : new ModelData(source, ids);
  }

  /**
   * Looks a model up by its exact id, else by the id without its date.
   *
   * @param model the provider's id of the model
   * @return empty if nothing is known
   */
  public Optional<ModelInfo> find(String model) {
    return findId(names.getOrDefault(model, model));
  }

  private Optional<ModelInfo> findId(String model) {
    Map<String, ModelInfo> known = models;
    if (known == null) {
      known = source.get();
      models = known;
    }
    ModelInfo exact = known.get(model);
    if (exact != null) {
      return Optional.of(exact);
    }
    String general = DATE.matcher(FINE_TUNED.matcher(model).replaceFirst("$1")).replaceFirst("");
    return Optional.ofNullable(
        known.getOrDefault(general, known.get(FINE_TUNED.matcher(model).replaceFirst("$1"))));
  }
}
