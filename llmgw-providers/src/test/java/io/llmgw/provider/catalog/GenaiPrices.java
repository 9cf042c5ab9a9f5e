package io.llmgw.provider.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What genai-prices says of a model on the catalogue's date. */
final class GenaiPrices {
  static final Map<String, String> METERS =
      CatalogGenerator.ordered(
          "input_mtok", "input",
          "cache_read_mtok", "cache_read",
          "cache_write_mtok", "cache_write_5m",
          "output_mtok", "output",
          "input_audio_mtok", "audio_input",
          "output_audio_mtok", "audio_output");

  /** What may follow the name of a model: a date, a revision, a preview. */
  private static final Pattern VERSION =
      Pattern.compile("([-@:](v?\\d[\\w:.-]*|latest|default|preview[\\w-]*))?");

  /** The list's own name of the model. */
  final String id;

  final int context;
  final Map<String, BigDecimal> prices = new TreeMap<>();
  final Map<Integer, Map<String, BigDecimal>> tiers = new TreeMap<>();

  private final JsonNode match;
  private final boolean deprecated;
  private final String comment;

  GenaiPrices(JsonNode entry) {
    id = entry.path("id").asText();
    match = entry.path("match");
    deprecated = entry.path("deprecated").asBoolean();
    comment = entry.path("price_comments").asText();
    context = entry.path("context_window").asInt();
    JsonNode current = entry.path("prices");
    if (current.isArray()) {
      current = current(current);
    }
    for (Map.Entry<String, String> meter : METERS.entrySet()) {
      JsonNode price = current.path(meter.getKey());
      for (JsonNode tier : price.path("tiers")) {
        tiers
            .computeIfAbsent(tier.path("start").asInt(), start -> new TreeMap<>())
            .put(meter.getValue(), clean(tier.path("price")));
      }
      price = price.isObject() ? price.path("base") : price;
      if (price.isValueNode()) {
        prices.put(meter.getValue(), clean(price));
      }
    }
  }

  private static BigDecimal clean(JsonNode price) {
    return LitellmPrices.clean(new BigDecimal(price.asText()));
  }

  /** Returns the first entry whose match rule takes the id. */
  static Optional<GenaiPrices> of(String id, List<GenaiPrices> candidates) {
    return candidates.stream()
        .filter(entry -> matches(id, entry.match) || matches(lower(id), entry.match))
        .findFirst();
  }

  /** Tells whether this is a model one can ask for, with prices its seller has published. */
  boolean isModel() {
    return !deprecated
        && !comment.startsWith("Imported from OpenRouter")
        && (matches(id, match) || matches(lower(id), match))
        && (prices.containsKey("input") || id.endsWith(":free"));
  }

  /**
   * Tells whether a rule begins to name this very id, and at most its version is left open: {@code
   * eu.amazon.nova-lite} is not meant by what contains {@code amazon.nova-lite}.
   */
  boolean names(String model) {
    return id.equalsIgnoreCase(model) || names(lower(model), match);
  }

  private static boolean names(String model, JsonNode rule) {
    return rule.properties().stream()
        .anyMatch(
            entry ->
                switch (entry.getKey()) {
                  case "equals" -> model.equals(lower(entry.getValue().asText()));
                  case "starts_with", "contains" -> begins(model, lower(entry.getValue().asText()));
                  case "or" -> entry.getValue().valueStream().anyMatch(one -> names(model, one));
                  default -> false;
                });
  }

  private static boolean begins(String model, String start) {
    return model.startsWith(start) && VERSION.matcher(model.substring(start.length())).matches();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static JsonNode current(JsonNode dated) {
    List<JsonNode> valid = new ArrayList<>();
    for (JsonNode candidate : dated) {
      JsonNode constraint = candidate.path("constraint");
      // Prices by time of day have other fields; the one without a constraint is the default.
      if (constraint.isMissingNode()
          || (constraint.has("start_date")
              && constraint.get("start_date").asText().compareTo(CatalogGenerator.DATE) <= 0)) {
        valid.add(candidate);
      }
    }
    return valid.stream()
        .max(Comparator.comparing(one -> one.path("constraint").path("start_date").asText("")))
        .orElseThrow()
        .path("prices");
  }

  private static boolean matches(String id, JsonNode match) {
    return match.properties().stream()
        .allMatch(
            entry -> {
              JsonNode value = entry.getValue();
              return switch (entry.getKey()) {
                case "equals" -> id.equals(value.asText());
                case "starts_with" -> id.startsWith(value.asText());
                case "ends_with" -> id.endsWith(value.asText());
                case "contains" -> id.contains(value.asText());
                case "regex" -> Pattern.compile(value.asText()).matcher(id).find();
                case "or" -> value.valueStream().anyMatch(one -> matches(id, one));
                case "and" -> value.valueStream().allMatch(one -> matches(id, one));
                default -> throw new IllegalStateException("unknown match " + entry.getKey());
              };
            });
  }
}
