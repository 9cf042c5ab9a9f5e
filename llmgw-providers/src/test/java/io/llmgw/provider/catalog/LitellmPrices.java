package io.llmgw.provider.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads LiteLLM's model price list. */
final class LitellmPrices {

  private static final Set<String> KINDS = Set.of("chat", "responses", "embedding");

  /** Entries with a mode of a model that are none: this one is the price of a sandbox session. */
  private static final Set<String> NOT_MODELS = Set.of("openai/container");

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
          "search", "search");

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
          "supports_web_search", "web_search");

  private static final Pattern TIER = Pattern.compile("_above_(\\d+)k_tokens$");

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

  /** Returns the models of a provider by id. A key with the provider's prefix is the surer one. */
  NavigableMap<String, ModelDraft> models(CatalogGenerator.Provider provider) {
    NavigableMap<String, ModelDraft> models = new TreeMap<>();
    entries.forEach(
        (key, entry) -> {
          if (provider.sourceNames().contains(entry.path("litellm_provider").asText())
              && KINDS.contains(entry.path("mode").asText())
              && !NOT_MODELS.contains(key)) {
            String id = provider.strip(key);
            boolean twice = models.containsKey(id);
            if (twice) {
              log.accept("listed twice: " + id);
            }
            if (!twice || !key.equals(id)) {
              models.put(id, model(provider, id, entry));
            }
          }
        });
    return models;
  }

  private ModelDraft model(CatalogGenerator.Provider provider, String id, JsonNode entry) {
    ModelDraft model = new ModelDraft(id, entry.path("mode").asText());
    boolean embedding = model.kind.equals("embedding");
    model.context = entry.path("max_input_tokens").asInt(entry.path("max_tokens").asInt());
    model.maxOutput = embedding ? 0 : entry.path("max_output_tokens").asInt();
    model.dimensions = entry.path("output_vector_size").asInt();
    model.deprecated = entry.path("deprecation_date").asText("");
    CAPABILITIES.forEach(
        (flag, capability) -> {
          if (entry.path(flag).asBoolean()) {
            model.capabilities.add(capability);
          }
        });
    if (!embedding) {
      model.capabilities.addAll(provider.capabilities());
    }
    entry.properties().forEach(field -> price(model, field.getKey(), field.getValue()));
    JsonNode search = entry.path("search_context_cost_per_query");
    if (search.has("search_context_size_medium")) {
      model.prices.put(
          "search", cleaned(model, "search", decimal(search.get("search_context_size_medium"))));
      model.capabilities.add("web_search");
    }
    if (!model.prices.containsKey("input")) {
      // Unknown is not zero: half a price list would make a wrong cost.
      model.prices.clear();
      model.tiers.clear();
      model.services.clear();
      log.accept("no price: " + id);
    }
    if (model.prices.containsKey("reasoning")
        && model.prices.get("reasoning").compareTo(model.prices.get("output")) == 0) {
      model.prices.remove("reasoning");
    }
    return model;
  }

  private void price(ModelDraft model, String key, JsonNode value) {
    if (!key.contains("_cost") || !value.isValueNode()) {
      return;
    }
    String rest = key;
    Map<String, BigDecimal> target = model.prices;
    Matcher tier = TIER.matcher(rest);
    for (Map.Entry<String, String> service : SERVICES.entrySet()) {
      if (rest.endsWith(service.getKey())) {
        rest = rest.substring(0, rest.length() - service.getKey().length());
        target = model.services.computeIfAbsent(service.getValue(), name -> new TreeMap<>());
      }
    }
    if (tier.find()) {
      rest = rest.substring(0, tier.start());
      int above = Integer.parseInt(tier.group(1)) * 1_000;
      target = model.tiers.computeIfAbsent(above, size -> new TreeMap<>());
    }
    String meter = METERS.get(rest);
    if (meter == null) {
      log.accept("no meter: " + key + " (" + model.id + ")");
      return;
    }
    BigDecimal price = cleaned(model, key, decimal(value).movePointRight(6));
    // The lists write 0 for what they do not know; only input of embeddings can be free.
    if (price.signum() > 0 || (model.kind.equals("embedding") && meter.equals("input"))) {
      target.put(meter, price);
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
   * <p>Nothing had to be cleaned for openai and anthropic. The rule is for resellers in the same
   * lists: databricks-claude-sonnet-4 at 2.9999900000000002 (3), databricks-gpt-5-mini at
   * 0.24997000000000006 (0.24997).
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
