package io.llmgw.provider.catalog;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A model while it is put together. */
final class ModelDraft {
  final String id;
  final String kind;
  int context;
  int maxOutput;
  int dimensions;
  String deprecated = "";
  final Set<String> capabilities = new TreeSet<>();
  final Map<String, BigDecimal> prices = new TreeMap<>();
  final TreeMap<Integer, Map<String, BigDecimal>> tiers = new TreeMap<>();
  final Map<String, Map<String, BigDecimal>> services = new TreeMap<>();

  /** Prices of service tiers above context sizes. */
  final TreeMap<Integer, Map<String, Map<String, BigDecimal>>> tierServices = new TreeMap<>();

  ModelDraft(String id, String kind) {
    this.id = id;
    this.kind = kind;
  }

  /** Returns our kind of a model; gateways file embedding models under chat. */
  static String kind(String mode, String id) {
    String name = id.toLowerCase(Locale.ROOT);
    if (name.contains("rerank")) {
      return "rerank";
    }
    return name.contains("embed") || name.startsWith("voyage-") ? "embedding" : mode;
  }

  boolean isEmbedding() {
    return kind.equals("embedding");
  }

  boolean isRerank() {
    return kind.equals("rerank");
  }

  /** Tells whether both have about the same context window. */
  boolean hasWindowOf(ModelDraft other) {
    return Math.abs(context - other.context) <= 0.05 * other.context;
  }

  boolean isFree() {
    return prices.values().stream().anyMatch(price -> price.signum() == 0);
  }

  /** Returns all price lists: standard, above context sizes, of service tiers. */
  List<Map<String, BigDecimal>> priceLists() {
    List<Map<String, BigDecimal>> lists = new ArrayList<>();
    lists.add(prices);
    lists.addAll(tiers.values());
    lists.addAll(services.values());
    return lists;
  }

  /** Forgets all prices. */
  void unpriced() {
    priceLists().forEach(Map::clear);
    tiers.clear();
    services.clear();
    tierServices.clear();
  }

  /** Takes over all prices of another, times a factor; searches cost the same everywhere. */
  void pricedAs(ModelDraft other, String factor) {
    unpriced();
    BigDecimal times = new BigDecimal(factor);
    prices.putAll(scaled(other.prices, times));
    other.tiers.forEach((above, tier) -> tiers.put(above, scaled(tier, times)));
  }

  private static Map<String, BigDecimal> scaled(Map<String, BigDecimal> list, BigDecimal times) {
    Map<String, BigDecimal> scaled = new TreeMap<>(list);
    scaled.replaceAll((meter, price) -> meter.equals("search") ? price : price.multiply(times));
    return scaled;
  }

  /** Tells whether both have an input price and no two prices differ. */
  boolean agrees(ModelDraft other) {
    return prices.containsKey("input")
        && other.prices.containsKey("input")
        && prices.entrySet().stream()
            .filter(entry -> other.prices.containsKey(entry.getKey()))
            .allMatch(e -> e.getValue().compareTo(other.prices.get(e.getKey())) == 0);
  }

  /** Tells whether both have the same price for a meter. */
  boolean agrees(ModelDraft other, String meter) {
    BigDecimal left = prices.get(meter);
    BigDecimal right = other.prices.get(meter);
    return left != null && right != null && left.compareTo(right) == 0;
  }

  /** Returns this as it stands in the resource. What is not known is left out. */
  ObjectNode json(JsonMapper mapper) {
    ObjectNode node = mapper.createObjectNode();
    node.put("id", id).put("kind", kind);
    putKnown(node, "context", context);
    putKnown(node, "maxOutput", maxOutput);
    if (isEmbedding()) {
      capabilities.add("embeddings");
    } else if (isRerank()) {
      capabilities.add("rerank");
    }
    if (!capabilities.isEmpty()) {
      ArrayNode array = node.putArray("capabilities");
      LitellmPrices.CAPABILITIES.values().stream()
          .filter(capabilities::contains)
          .forEach(array::add);
    }
    if (!prices.isEmpty()) {
      write(prices, node.putObject("prices"));
    }
    if (!tiers.isEmpty()) {
      ArrayNode array = node.putArray("tiers");
      tiers.forEach(
          (above, tier) -> {
            ObjectNode object = array.addObject().put("above", above);
            write(tier, object.putObject("prices"));
            writeServices(tierServices.getOrDefault(above, Map.of()), object);
          });
    }
    services.values().removeIf(Map::isEmpty);
    writeServices(services, node);
    putKnown(node, "dimensions", dimensions);
    if (!deprecated.isEmpty()) {
      node.put("deprecated", deprecated);
    }
    return node;
  }

  private static void writeServices(
      Map<String, Map<String, BigDecimal>> services, ObjectNode node) {
    if (!services.isEmpty()) {
      ObjectNode object = node.putObject("service");
      services.forEach((name, service) -> write(service, object.putObject(name)));
    }
  }

  private static void putKnown(ObjectNode node, String name, int value) {
    if (value > 0) {
      node.put(name, value);
    }
  }

  private static void write(Map<String, BigDecimal> prices, ObjectNode node) {
    for (String meter : LitellmPrices.METERS.values()) {
      if (prices.containsKey(meter)) {
        node.put(meter, plain(prices.get(meter)));
      }
    }
  }

  /** Returns a price without exponent and trailing zeros. */
  static String plain(BigDecimal price) {
    return price.signum() == 0 ? "0" : price.stripTrailingZeros().toPlainString();
  }
}
