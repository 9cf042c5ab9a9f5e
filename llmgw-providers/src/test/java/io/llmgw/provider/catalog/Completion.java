package io.llmgw.provider.catalog;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Fills in what follows from what is known, and takes away what is only half known. */
final class Completion {
  private static final Pattern SNAPSHOT =
      Pattern.compile("[-@](\\d{4}-\\d{2}-\\d{2}|\\d{8}|latest|default)$");

  private static final Set<String> PROPORTIONAL = Set.of("batch", "flex");

  private final Consumer<String> log;

  Completion(Consumer<String> log) {
    this.log = log;
  }

  /** Completes one provider's models. */
  void complete(String provider, NavigableMap<String, ModelDraft> models) {
    models.values().forEach(this::dropHalfKnown);
    models.values().stream()
        .filter(model -> ModelFamily.of(model.id).startsWith("claude-"))
        .forEach(model -> fillHourWrites(model, provider.equals("anthropic")));
    fillSnapshots(models);
    models.values().forEach(Completion::dropUnreachable);
    models.values().forEach(this::fillTiers);
    models.values().forEach(this::fillServicesOfTiers);
    models.values().forEach(EmbeddingFacts::complete);
    models.values().removeIf(this::hasNoFacts);
  }

  /** Unknown is not zero: half a price list would make a wrong cost. */
  private void dropHalfKnown(ModelDraft model) {
    dropUnreachable(model);
    if (model.isEmbedding() || model.isRerank()) {
      model.priceLists().forEach(list -> list.remove("output"));
    }
    model.priceLists().forEach(Completion::dropStorage);
    model.services.values().removeIf(list -> !isWhole(model, list));
    model.tiers.values().removeIf(list -> !isWhole(model, list));
    if (!isWhole(model, model.prices)) {
      model.unpriced();
      log.accept("no price: " + model.id);
    }
    BigDecimal reasoning = model.prices.get("reasoning");
    if (reasoning != null && reasoning.compareTo(model.prices.get("output")) == 0) {
      model.priceLists().forEach(list -> list.remove("reasoning"));
    }
    if (model.maxOutput > model.context && model.context > 0) {
      log.accept("longest output above the window: " + model.id + " " + model.maxOutput);
      model.maxOutput = 0;
    }
  }

  /**
   * A tier above the window is that of a relative. Claude's is of a beta that has ended; a request
   * that gets there all the same is billed by it.
   */
  private static void dropUnreachable(ModelDraft model) {
    if (model.context > 0 && !ModelFamily.of(model.id).startsWith("claude-")) {
      model.tiers.keySet().removeIf(above -> above >= model.context);
    }
  }

  /** Less than the input is what storing costs per hour, beside the input that is written. */
  private static void dropStorage(Map<String, BigDecimal> list) {
    BigDecimal write = list.get("cache_write_5m");
    if (write != null && list.containsKey("input") && write.compareTo(list.get("input")) < 0) {
      list.remove("cache_write_5m");
    }
  }

  private static boolean isWhole(ModelDraft model, Map<String, BigDecimal> list) {
    if (model.isRerank()) {
      return list.containsKey("input") || list.containsKey("search_unit");
    }
    return list.containsKey("input") && (model.isEmbedding() || list.containsKey("output"));
  }

  /**
   * Anthropic publishes one rule for all models: a one-hour write costs twice the input. It holds
   * wherever Claude is sold with a price for writing; without it the write would be billed as
   * input.
   */
  private void fillHourWrites(ModelDraft model, boolean always) {
    for (Map<String, BigDecimal> list : model.priceLists()) {
      boolean writes = always || list.containsKey("cache_write_5m");
      if (writes && list.containsKey("input") && !list.containsKey("cache_write_1h")) {
        list.put("cache_write_1h", list.get("input").multiply(BigDecimal.valueOf(2)));
        log.accept("filled by rule: " + model.id + " cache_write_1h");
      }
    }
  }

  /** An alias and its dated snapshots are one model where their prices agree. */
  private void fillSnapshots(NavigableMap<String, ModelDraft> models) {
    List<ModelDraft> newestFirst = new ArrayList<>(models.descendingMap().values());
    for (boolean aliasFirst : List.of(true, false)) {
      for (ModelDraft snapshot : newestFirst) {
        ModelDraft alias = models.get(SNAPSHOT.matcher(snapshot.id).replaceFirst(""));
        if (alias != null && alias != snapshot && alias.agrees(snapshot)) {
          ModelDraft to = aliasFirst ? alias : snapshot;
          ModelDraft from = aliasFirst ? snapshot : alias;
          from.prices.forEach((meter, price) -> fill(to, to.prices, from, meter, price));
          from.tiers.forEach(
              (above, tier) -> {
                fill(to, to.tiers, from, above, new TreeMap<>(tier));
                fillTier(to, to.tiers.get(above), from, tier);
              });
          from.services.forEach((name, service) -> fill(to, to.services, from, name, service));
        }
      }
    }
  }

  private void fillTier(
      ModelDraft to,
      Map<String, BigDecimal> target,
      ModelDraft from,
      Map<String, BigDecimal> tier) {
    if (target.get("input").compareTo(tier.get("input")) == 0) {
      tier.forEach((meter, price) -> fill(to, target, from, meter, price));
    }
  }

  private <K, V> void fill(ModelDraft to, Map<K, V> target, ModelDraft from, K key, V value) {
    if (target.putIfAbsent(key, value) == null) {
      log.accept("filled from sibling: " + to.id + " " + key + " as " + from.id);
    }
  }

  /** What a context tier does not name would be billed at the lower price: it rises as input. */
  private void fillTiers(ModelDraft model) {
    for (Map<String, BigDecimal> tier : model.tiers.values()) {
      BigDecimal rise = tier.get("input").divide(model.prices.get("input"), new MathContext(4));
      model.prices.forEach(
          (meter, price) -> {
            if (!meter.equals("search") && !tier.containsKey(meter)) {
              tier.put(meter, price.multiply(rise));
              log.accept("rises as input: " + model.id + " " + meter);
            }
          });
    }
  }

  /**
   * Batch and flex are the same part of the standard price at every context size (pricing pages of
   * OpenAI and Google); of other service tiers only what the list says is known.
   */
  private void fillServicesOfTiers(ModelDraft model) {
    model.tierServices.keySet().retainAll(model.tiers.keySet());
    for (Map<String, Map<String, BigDecimal>> services : model.tierServices.values()) {
      services.keySet().retainAll(model.services.keySet());
      services.values().removeIf(list -> !isWhole(model, list));
    }
    model.tiers.forEach(
        (above, tier) ->
            model.services.forEach(
                (name, service) -> {
                  if (PROPORTIONAL.contains(name)) {
                    model
                        .tierServices
                        .computeIfAbsent(above, size -> new TreeMap<>())
                        .computeIfAbsent(name, missing -> proportional(model, tier, service));
                  }
                }));
    model.tierServices.values().removeIf(Map::isEmpty);
  }

  private static Map<String, BigDecimal> proportional(
      ModelDraft model, Map<String, BigDecimal> tier, Map<String, BigDecimal> service) {
    Map<String, BigDecimal> prices = new TreeMap<>();
    for (String meter : service.keySet()) {
      // By input and output, because the lists round what a cached token costs.
      String kind = meter.equals("output") ? "output" : "input";
      if (tier.containsKey(meter)) {
        BigDecimal product = tier.get(meter).multiply(service.get(kind));
        BigDecimal price = product.divide(model.prices.get(kind), new MathContext(12));
        prices.put(meter, LitellmPrices.clean(price));
      }
    }
    return prices;
  }

  private boolean hasNoFacts(ModelDraft model) {
    boolean none =
        model.prices.isEmpty()
            && model.context == 0
            && model.dimensions == 0
            && model.capabilities.isEmpty()
            && !model.isRerank();
    if (none) {
      log.accept("no facts: " + model.id);
    }
    return none;
  }
}
