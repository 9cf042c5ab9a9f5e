package io.llmgw.provider.internal.catalog;

import io.llmgw.model.ModelInfo;
import java.util.HashMap;
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
  private volatile @Nullable Map<String, ModelInfo> models;

  private ModelData(Supplier<Map<String, ModelInfo>> source) {
    this.source = source;
  }

  /**
   * Data of the built-in catalogue.
   *
   * @param catalogue its name, for example {@code openai}; a name without a catalogue knows nothing
   * @return the data, not read yet
   */
  public static ModelData builtIn(String catalogue) {
    return new ModelData(() -> CatalogReader.builtIn(catalogue));
  }

  /**
   * Adds the data of another built-in catalogue, for what these do not know.
   *
   * @param catalogue its name
   * @return the data of both, not read yet
   */
  public ModelData and(String catalogue) {
    return new ModelData(
        () -> {
          Map<String, ModelInfo> all = new HashMap<>(CatalogReader.builtIn(catalogue));
          all.putAll(source.get());
          return Map.copyOf(all);
        });
  }

  /**
   * No data.
   *
   * @return data that know no model
   */
  public static ModelData none() {
    return new ModelData(Map::of);
  }

  /**
   * Looks a model up by its exact id, else by the id without its date.
   *
   * @param model the provider's id of the model
   * @return empty if nothing is known
   */
  public Optional<ModelInfo> find(String model) {
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
