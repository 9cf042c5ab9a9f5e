package io.llmgw.provider.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a maker says of its model holds wherever the model is served: limits, and for Claude on
 * Amazon's and Google's platforms the prices.
 */
final class SameModels {
  private static final List<String> MAKERS = List.of("openai", "anthropic", "gemini");
  private static final Set<String> SERVED_BY =
      Set.of("azure", "bedrock", "vertex", "vertex-anthropic", "openrouter", "vercel");

  /**
   * Since Claude Opus 4.5, Sonnet 4.5 and Haiku 4.5 the ids of a region cost a tenth more than
   * {@code global.…} (Anthropic's and Amazon's price lists).
   */
  private static final String PRICED_BY_REGION =
      "claude-((opus|haiku)-4-[5-9]|sonnet-4-[56789]|(opus|sonnet|fable)-5)";

  private final Map<String, NavigableMap<String, ModelDraft>> catalogues;
  private final Map<String, ModelDraft> makers = new HashMap<>();
  private final Consumer<String> log;

  SameModels(Map<String, NavigableMap<String, ModelDraft>> catalogues, Consumer<String> log) {
    this.catalogues = catalogues;
    this.log = log;
    for (String maker : MAKERS) {
      for (ModelDraft model : catalogues.get(maker).values()) {
        if (ModelFamily.isClosed(ModelFamily.of(model.id))) {
          makers.put(ModelFamily.dated(model.id), model);
          makers.putIfAbsent(ModelFamily.of(model.id), model);
        }
      }
    }
    for (ModelDraft model : List.copyOf(catalogues.get("anthropic").values())) {
      addNewest(model);
    }
  }

  /** The newest models, of which the lists say at a platform that it has them, but not all ids. */
  private void addNewest(ModelDraft maker) {
    if (CatalogDecisions.NEWEST_CLAUDE.contains(maker.id)) {
      add("vertex-anthropic", maker.id, maker);
      for (String profile : List.of("", "global.", "us.", "eu.", "au.")) {
        add("bedrock", profile + "anthropic." + maker.id, maker);
      }
    }
  }

  private void add(String provider, String id, ModelDraft maker) {
    ModelDraft model = new ModelDraft(id, maker.kind);
    model.capabilities.addAll(maker.capabilities);
    if (provider.equals("bedrock")) {
      model.capabilities.remove("web_search");
    }
    catalogues.get(provider).put(id, model);
  }

  /** Completes the models of one provider. */
  void apply(String provider) {
    for (ModelDraft model : catalogues.get(provider).values()) {
      if (ModelFamily.of(model.id).startsWith("claude-")) {
        // Every Claude model takes a system prompt and calls tools in parallel; LiteLLM has no
        // flag for either there.
        model.capabilities.add("system");
        model.capabilities.add("parallel_tools");
      }
      if (SERVED_BY.contains(provider)) {
        maker(model.id).ifPresent(maker -> apply(provider, model, maker));
      }
    }
  }

  private Optional<ModelDraft> maker(String id) {
    ModelDraft exact = makers.get(ModelFamily.dated(id));
    return Optional.ofNullable(exact == null ? makers.get(ModelFamily.of(id)) : exact);
  }

  private void apply(String provider, ModelDraft model, ModelDraft maker) {
    if (model.context != maker.context || model.maxOutput != maker.maxOutput) {
      log.accept(
          "limits of the maker: %s %d %d to %d %d"
              .formatted(model.id, model.context, model.maxOutput, maker.context, maker.maxOutput));
      model.context = maker.context;
      model.maxOutput = maker.maxOutput;
    }
    if (model.dimensions == 0) {
      model.dimensions = maker.dimensions;
    }
    if (model.capabilities.isEmpty()) {
      model.capabilities.addAll(maker.capabilities);
      model.capabilities.remove("web_search");
    }
    if (model.agrees(maker, "input") && model.agrees(maker, "output")) {
      // Who sells at the maker's price passes on the price of cached input, too.
      model.prices.computeIfPresent(
          "cache_read", (meter, price) -> maker.prices.getOrDefault(meter, price));
    }
    if (CatalogDecisions.NEWEST_CLAUDE.contains(model.id)) {
      model.pricedAs(maker, "1");
    } else if (provider.equals("bedrock") && ModelFamily.of(model.id).matches(PRICED_BY_REGION)) {
      priceByRegion(model, maker);
    }
  }

  private void priceByRegion(ModelDraft model, ModelDraft maker) {
    if (!model.id.startsWith("us-gov.")) {
      Map<?, ?> before = Map.copyOf(model.prices);
      model.pricedAs(maker, model.id.startsWith("global.") ? "1" : "1.1");
      model.prices.remove("search");
      if (!before.equals(model.prices)) {
        log.accept("price of a region: " + model.id + " " + before + " to " + model.prices);
      }
    }
  }
}
