package io.llmgw.provider.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads LiteLLM's model price list. */
final class LitellmPrices {

  private static final Set<String> KINDS = Set.of("chat", "responses", "embedding", "rerank");

  /** Our meters by LiteLLM's names, in the order of the resource. */
  static final Map<String, String> METERS =
      CatalogGenerator.ordered(
          "input_cost_per_token", "input",
          "cache_read_input_token_cost", "cache_read",
          "cache_creation_input_token_cost", "cache_write_5m",
          "cache_creation_input_token_cost_above_1hr", "cache_write_1h",
          "output_cost_per_token", "output",
          "output_cost_per_reasoning_token", "reasoning",
          "input_cost_per_audio_token", "audio_input",
          "output_cost_per_audio_token", "audio_output",
          "input_cost_per_image_token", "image_input",
          "output_cost_per_image_token", "image_output",
          "search", "search",
          "input_cost_per_query", "search_unit");

  /** Other names of the same prices. */
  private static final Map<String, String> SYNONYMS =
      Map.of("input_cost_per_token_cache_hit", "cache_read_input_token_cost");

  private static final Map<String, String> SERVICES =
      CatalogGenerator.ordered("_flex", "flex", "_priority", "priority", "_batches", "batch");

  /** Our capabilities by LiteLLM's flags, in the order of the resource. */
  static final Map<String, String> CAPABILITIES =
      CatalogGenerator.ordered(
          "supports_function_calling", "tools",
          "supports_parallel_function_calling", "parallel_tools",
          "supports_vision", "images",
          "supports_pdf_input", "files",
          "supports_response_schema", "json_schema",
          "supports_reasoning", "reasoning",
          "supports_prompt_caching", "prompt_cache",
          "supports_audio_input", "audio_input",
          "supports_audio_output", "audio_output",
          "supports_system_messages", "system",
          "supports_web_search", "web_search",
          "embeddings", "embeddings",
          "rerank", "rerank");

  private static final Pattern TIER = Pattern.compile("_above_(\\d+)k_tokens$");

  /** What is sold by the character or the minute cannot be billed by what a call reports. */
  private static final Set<String> OTHER_UNITS =
      Set.of("input_cost_per_character", "input_cost_per_request", "input_cost_per_second");

  private final TreeMap<String, JsonNode> entries = new TreeMap<>();
  private final Consumer<String> log;

  /**
   * Puts lists together.
   *
   * @param lists the lists; where two know a model, the later wins
   * @param log takes what a reviewer should know
   */
  LitellmPrices(List<JsonNode> lists, Consumer<String> log) {
    this.log = log;
    for (JsonNode list : lists) {
      list.properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    }
  }

  /** Returns the models of a provider by id. */
  NavigableMap<String, ModelDraft> models(Provider provider) {
    NavigableMap<String, ModelDraft> models = new TreeMap<>();
    Map<String, Integer> ranks = new HashMap<>();
    entries.forEach(
        (key, entry) -> {
          OptionalInt rank = provider.rank(key);
          if (provider.sourceNames().contains(entry.path("litellm_provider").asText())
              && KINDS.contains(entry.path("mode").asText())
              && rank.isPresent()) {
            String id = provider.id(key);
            if (LeftOut.reason(provider.name(), id).isEmpty()
                && rank.getAsInt() < ranks.getOrDefault(id, Integer.MAX_VALUE)) {
              ranks.put(id, rank.getAsInt());
              models.put(id, model(provider, id, entry));
            }
          }
        });
    return models;
  }

  private ModelDraft model(Provider provider, String id, JsonNode entry) {
    ModelDraft model = new ModelDraft(id, ModelDraft.kind(entry.path("mode").asText(), id));
    boolean chats = !model.isEmbedding() && !model.isRerank();
    model.context = entry.path("max_input_tokens").asInt(entry.path("max_tokens").asInt());
    model.maxOutput = chats ? entry.path("max_output_tokens").asInt() : 0;
    model.dimensions = entry.path("output_vector_size").asInt();
    model.deprecated = entry.path("deprecation_date").asText("");
    CAPABILITIES.forEach(
        (flag, capability) -> {
          if (entry.path(flag).asBoolean()) {
            model.capabilities.add(capability);
          }
        });
    if (OTHER_UNITS.stream().anyMatch(unit -> entry.path(unit).asDouble() > 0)) {
      log.accept("sold by another unit: " + id);
      return model;
    }
    entry.properties().forEach(field -> price(model, field.getKey(), field.getValue()));
    graduated(model, entry.path("tiered_pricing"));
    if (LeftOut.isFree(provider.name(), id)) {
      model.prices.put("input", BigDecimal.ZERO);
      model.prices.put("output", BigDecimal.ZERO);
    }
    search(provider, model, entry.path("search_context_cost_per_query"));
    return model;
  }

  private void search(Provider provider, ModelDraft model, JsonNode prices) {
    String size = provider.searches() == Provider.Searches.SMALL ? "low" : "medium";
    JsonNode price = prices.path("search_context_size_" + size);
    if (provider.searches() == Provider.Searches.NONE) {
      model.capabilities.remove("web_search");
    } else if (price.isNumber()) {
      model.prices.put("search", cleaned(model, "search", decimal(price)));
      model.capabilities.add("web_search");
    }
  }

  /**
   * Alibaba's price ranges: the input of a request picks the range, and its prices hold for the
   * whole request. They have prices of their own for output, which alone never reaches the upper
   * ranges, so the ranges cannot be meant for each side by itself.
   */
  private void graduated(ModelDraft model, JsonNode ranges) {
    for (JsonNode range : ranges) {
      int above = range.path("range").path(0).asInt();
      Map<String, BigDecimal> target =
          above == 0 ? model.prices : model.tiers.computeIfAbsent(above, size -> new TreeMap<>());
      range
          .properties()
          .forEach(
              field -> {
                if (METERS.containsKey(field.getKey())) {
                  put(model, target, field.getKey(), field.getValue());
                }
              });
    }
  }

  private void price(ModelDraft model, String key, JsonNode value) {
    if (!key.contains("_cost") || !value.isValueNode()) {
      return;
    }
    String rest = key;
    String service = "";
    for (Map.Entry<String, String> one : SERVICES.entrySet()) {
      if (rest.endsWith(one.getKey())) {
        rest = rest.substring(0, rest.length() - one.getKey().length());
        service = one.getValue();
      }
    }
    int above = 0;
    Matcher tier = TIER.matcher(rest);
    if (tier.find()) {
      rest = rest.substring(0, tier.start());
      above = Integer.parseInt(tier.group(1)) * 1_000;
    }
    Map<String, BigDecimal> target = target(model, service, above);
    rest = SYNONYMS.getOrDefault(rest, rest);
    if (METERS.containsKey(rest)) {
      put(model, target, rest, value);
    } else {
      log.accept("no meter: " + key + " (" + model.id + ")");
    }
  }

  private static Map<String, BigDecimal> target(ModelDraft model, String service, int above) {
    if (service.isEmpty()) {
      return above == 0
          ? model.prices
          : model.tiers.computeIfAbsent(above, size -> new TreeMap<>());
    }
    Map<String, Map<String, BigDecimal>> services =
        above == 0
            ? model.services
            : model.tierServices.computeIfAbsent(above, size -> new TreeMap<>());
    return services.computeIfAbsent(service, name -> new TreeMap<>());
  }

  private void put(ModelDraft model, Map<String, BigDecimal> target, String key, JsonNode value) {
    BigDecimal price = decimal(value);
    boolean unit = key.equals("input_cost_per_query");
    // The lists write 0 for what they do not know.
    if (price.signum() > 0) {
      target.put(METERS.get(key), cleaned(model, key, unit ? price : price.movePointRight(6)));
    }
  }

  private BigDecimal cleaned(ModelDraft model, String key, BigDecimal price) {
    BigDecimal clean = clean(price);
    if (clean.compareTo(price) != 0) {
      String prices = price.toPlainString() + " to " + ModelDraft.plain(clean);
      log.accept("cleaned: " + model.id + " " + key + " " + prices);
    }
    return clean;
  }

  /**
   * Takes the noise of binary floating point and of conversions from other units off a price.
   *
   * @param price a price as the list has it
   * @return the price without noise
   */
  static BigDecimal clean(BigDecimal price) {
    BigDecimal rounded = price.round(new MathContext(4));
    BigDecimal tolerance = price.abs().movePointLeft(5);
    return price.subtract(rounded).abs().compareTo(tolerance) <= 0
        ? rounded
        : price.round(new MathContext(12));
  }

  private static BigDecimal decimal(JsonNode value) {
    return new BigDecimal(value.asText());
  }
}
