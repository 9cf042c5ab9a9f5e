package io.llmgw.provider.internal.catalog;

import io.llmgw.model.ModelInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one provider's models. Read when it is first asked for; safe for use by many
 * threads.
 */
public final class ModelData {
  /**
   * How providers date their models: {@code -2025-08-07}, {@code -20250929}, {@code -latest}, on
   * Vertex AI {@code @20250929}, {@code @001} and {@code @default}.
   */
  private static final Pattern DATE =
      Pattern.compile("(?:[-@](?:\\d{4}-\\d{2}-\\d{2}|\\d{8}|latest)|@(?:\\d{3}|default))$");

  /** Amazon's revisions of a model: {@code :0} and {@code -v1:0}. */
  private static final Pattern REVISION = Pattern.compile(":\\d+$");

  private static final Pattern VERSION = Pattern.compile("-v\\d+$");

  /** Amazon's long names of models and of the profiles it provides. */
  private static final Pattern ARN =
      Pattern.compile("^arn:[^/]*:bedrock:[^/]*:(?:foundation-model|inference-profile)/");

  /** How Google's APIs name a model beside its id. */
  private static final Pattern PUBLISHER = Pattern.compile("^(?:models|google|anthropic)/");

  /** Amazon's profiles, which serve a model from one region of several. */
  private static final Pattern PROFILE =
      Pattern.compile("^(?:us-gov|us|eu|apac|jp|au|ca|global)\\.(?=[a-z0-9]+\\.)");

  /** OpenAI's fine-tuned models: {@code ft:} and the base model, then the customer's names. */
  private static final Pattern FINE_TUNED = Pattern.compile("^(ft:[^:]+):.*$");

  private final Supplier<Map<String, ModelInfo>> source;
  private final Map<String, String> names;
  private volatile @Nullable Map<String, ModelInfo> models;
  private volatile @Nullable Found last; // most applications call one model again and again

  private record Found(String model, Optional<ModelInfo> info) {}

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
        },
        names);
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
   * Looks a model up by its exact id, else by the id without its date or revision. A model in a
   * profile of Amazon's that is not known has the limits and capabilities of the model itself, but
   * no price: profiles can cost more.
   *
   * @param model the provider's id of the model
   * @return empty if nothing is known
   */
  public Optional<ModelInfo> find(String model) {
    Found known = last;
    if (known == null || !known.model().equals(model)) {
      known = new Found(model, findId(names.getOrDefault(model, model)));
      last = known;
    }
    return known.info();
  }

  private Optional<ModelInfo> findId(String model) {
    Map<String, ModelInfo> known = models;
    if (known == null) {
      known = source.get();
      models = known;
    }
    ModelInfo exact = known.get(model);
    if (exact != null || known.isEmpty()) {
      return Optional.ofNullable(exact);
    }
    String base = FINE_TUNED.matcher(model).replaceFirst("$1");
    String name = PUBLISHER.matcher(ARN.matcher(base).replaceFirst("")).replaceFirst("");
    ModelInfo same = findSame(known, name);
    if (same != null) {
      return Optional.of(same);
    }
    Matcher profile = PROFILE.matcher(name);
    return profile.find()
        ? Optional.ofNullable(findSame(known, name.substring(profile.end())))
            .map(ModelData::withoutPrices)
        : Optional.empty();
  }

  /** Tries one id after the other that means the same model at the same price. */
  private static @Nullable ModelInfo findSame(Map<String, ModelInfo> known, String name) {
    String unrevised = REVISION.matcher(name).replaceFirst("");
    for (String id :
        List.of(
            DATE.matcher(name).replaceFirst(""),
            name,
            unrevised,
            VERSION.matcher(unrevised).replaceFirst(""))) {
      ModelInfo found = known.get(id);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static ModelInfo withoutPrices(ModelInfo model) {
    ModelInfo.Builder copy = ModelInfo.builder(model.id());
    model.contextWindow().ifPresent(copy::contextWindow);
    model.maxOutputTokens().ifPresent(copy::maxOutputTokens);
    model.dimensions().ifPresent(copy::dimensions);
    model.capabilities().forEach(copy::can);
    return copy.build();
  }
}
