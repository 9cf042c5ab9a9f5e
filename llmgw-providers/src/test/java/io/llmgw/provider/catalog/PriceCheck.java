package io.llmgw.provider.catalog;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Compares one provider's models with genai-prices, and applies the rules of decision 0005 where
 * they differ.
 */
final class PriceCheck {
  /** Differences up to this part of a price are rounding. */
  private static final BigDecimal ROUNDING = new BigDecimal("0.02");

  private final Provider provider;
  private final List<GenaiPrices> theirs;
  private final Set<String> decided;
  private final Consumer<String> log;

  /**
   * Prepares a comparison.
   *
   * @param provider whose models
   * @param theirs the entries of genai-prices for the provider
   * @param decided ids whose prices are not to be touched
   * @param log takes what a reviewer should know
   */
  PriceCheck(
      Provider provider, List<GenaiPrices> theirs, Set<String> decided, Consumer<String> log) {
    this.provider = provider;
    this.theirs = theirs;
    this.decided = decided;
    this.log = log;
  }

  /** Compares all models. */
  void check(NavigableMap<String, ModelDraft> models) {
    Map<GenaiPrices, List<ModelDraft>> together = new LinkedHashMap<>();
    for (ModelDraft model : models.values()) {
      Optional<GenaiPrices> found = GenaiPrices.of(model.id, theirs);
      if (found.isEmpty()) {
        log.accept("not in genai-prices: " + model.id);
      } else {
        together.computeIfAbsent(found.get(), entry -> new ArrayList<>()).add(model);
      }
    }
    Map<ModelDraft, Map<String, BigDecimal>> replaced = new LinkedHashMap<>();
    together.forEach(
        (entry, group) -> {
          Collection<ModelDraft> comparable = comparable(entry, group);
          for (ModelDraft model : group) {
            Map<String, BigDecimal> before = new TreeMap<>(model.prices);
            if (check(model, entry, comparable.contains(model))) {
              replaced.put(model, before);
            }
          }
        });
    replaced.forEach((model, before) -> models.values().forEach(m -> follow(m, model, before)));
  }

  /**
   * Returns the models an entry is about for certain. An entry often lumps models together; where
   * ours do not cost the same it is about its own model, and those that cost the same as that.
   */
  private static List<ModelDraft> comparable(GenaiPrices entry, List<ModelDraft> group) {
    List<ModelDraft> named = group.stream().filter(model -> entry.names(model.id)).toList();
    Optional<ModelDraft> own =
        named.stream().filter(model -> model.id.equalsIgnoreCase(entry.id)).findFirst();
    if (own.isEmpty()) {
      boolean alike = named.stream().allMatch(model -> sameMain(model, named.get(0).prices));
      return alike ? named : List.of();
    }
    Map<String, BigDecimal> price = own.get().prices;
    return named.stream().filter(model -> model == own.get() || sameMain(model, price)).toList();
  }

  /** Returns whether theirs replaced ours. */
  private boolean check(ModelDraft model, GenaiPrices entry, boolean comparable) {
    checkContext(model, entry);
    boolean newer = provider.trust() == Provider.Trust.NEWER && comparable && isOpen(model);
    boolean agree =
        main(model).allMatch(meter -> close(model.prices.get(meter), entry.prices.get(meter)));
    if (newer && !agree && entry.prices.containsKey("input") && !model.isFree()) {
      log.accept("newer: " + model.id + " " + model.prices + " to " + entry.prices);
      replace(model, entry);
      return true;
    }
    entry.prices.forEach(
        (meter, price) -> {
          BigDecimal ours = model.prices.get(meter);
          if (ours == null && agree && !decided.contains(model.id)) {
            model.prices.put(meter, price);
            log.accept("filled from genai-prices: " + price(model, meter, price));
          } else if (newer && agree && ours != null && !close(ours, price)) {
            model.prices.put(meter, price);
            log.accept("newer: " + price(model, meter, price));
          } else if (ours == null || !close(ours, price)) {
            disagreement(model, meter, ours, price, comparable);
          }
        });
    if (!entry.tiers.keySet().equals(model.tiers.keySet())) {
      disagreement(model, "tiers", model.tiers.keySet(), entry.tiers.keySet(), comparable);
    }
    return false;
  }

  private void checkContext(ModelDraft model, GenaiPrices entry) {
    if (model.context == 0 || model.context + model.maxOutput == entry.context) {
      // LiteLLM has the limit of the input alone, where a model has one.
      model.context = entry.context;
    } else if (entry.context > 0 && !close(model.context, entry.context)) {
      disagreement(model, "context", model.context, entry.context, true);
    }
  }

  /** What theirs does not know is not known any more, except what a search costs. */
  private static void replace(ModelDraft model, GenaiPrices entry) {
    BigDecimal search = model.prices.get("search");
    model.unpriced();
    model.prices.putAll(entry.prices);
    entry.tiers.forEach((above, tier) -> model.tiers.put(above, new TreeMap<>(tier)));
    if (search != null) {
      model.prices.put("search", search);
    }
  }

  /** Other ids of a model follow it when its prices are replaced. */
  private void follow(ModelDraft model, ModelDraft leader, Map<String, BigDecimal> before) {
    if (!model.id.equals(leader.id)
        && isOpen(model)
        && ModelFamily.of(model.id).equals(ModelFamily.of(leader.id))
        && sameMain(model, before)
        && !sameMain(model, leader.prices)) {
      log.accept("follows " + leader.id + ": " + model.id);
      model.unpriced();
      model.prices.putAll(leader.prices);
      model.tiers.putAll(leader.tiers);
    }
  }

  private static boolean sameMain(ModelDraft model, Map<String, BigDecimal> prices) {
    return main(model).allMatch(meter -> close(model.prices.get(meter), prices.get(meter)));
  }

  private static Stream<String> main(ModelDraft model) {
    return model.isEmbedding() ? Stream.of("input") : Stream.of("input", "output");
  }

  private boolean isOpen(ModelDraft model) {
    return !decided.contains(model.id)
        && CatalogDecisions.reasonToKeep(provider.name(), model.id, "input").isEmpty();
  }

  private static boolean close(BigDecimal left, BigDecimal right) {
    if (left == null || right == null) {
      return left == null && right == null;
    }
    return left.subtract(right).abs().compareTo(left.max(right).multiply(ROUNDING)) <= 0;
  }

  private static boolean close(int left, int right) {
    return Math.abs(left - right) <= 0.05 * Math.max(left, right);
  }

  private void disagreement(
      ModelDraft model, String field, Object ours, Object theirValue, boolean comparable) {
    String reason =
        CatalogDecisions.reasonToKeep(provider.name(), model.id, field)
            .orElse(comparable ? "ours stays" : "theirs is about several models");
    log.accept(
        "disagreement: %s %s ours %s, theirs %s: %s"
            .formatted(model.id, field, ours, theirValue, reason));
  }

  private static String price(ModelDraft model, String meter, BigDecimal price) {
    return model.id + " " + meter + " " + ModelDraft.plain(price);
  }
}
