package io.llmgw.provider.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

  final int context;
  final Map<String, BigDecimal> prices = new TreeMap<>();
  final Map<Integer, Map<String, BigDecimal>> tiers = new TreeMap<>();

  private GenaiPrices(JsonNode entry) {
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
            .put(meter.getValue(), new BigDecimal(tier.path("price").asText()));
      }
      price = price.isObject() ? price.path("base") : price;
      if (price.isValueNode()) {
        prices.put(meter.getValue(), new BigDecimal(price.asText()));
      }
    }
  }

  /** Returns the first entry whose match rule takes the id. */
  static Optional<GenaiPrices> of(String id, List<JsonNode> candidates) {
    return candidates.stream()
        .filter(entry -> matches(id, entry.path("match")))
        .findFirst()
        .map(GenaiPrices::new);
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

  /** Tells whether a meter has the same price in both, or in neither. */
  boolean agrees(Map<String, BigDecimal> ours, String meter) {
    BigDecimal left = ours.get(meter);
    BigDecimal right = prices.get(meter);
    return left == null ? right == null : right != null && left.compareTo(right) == 0;
  }
}
