package io.llmgw.provider.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Reads catalogue resources as what they are, JSON, for tests. */
final class CatalogFile {
  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Map<String, JsonNode> READ = new ConcurrentHashMap<>();

  private CatalogFile() {}

  static Stream<String> providers() {
    return CatalogProviders.ALL.stream().map(Provider::name);
  }

  static String text(String provider) {
    try (InputStream in = CatalogFile.class.getResourceAsStream(provider + ".json")) {
      return new String(Objects.requireNonNull(in, provider).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode read(String provider) {
    return READ.computeIfAbsent(
        provider,
        name -> {
          try {
            return JSON.readTree(text(name));
          } catch (IOException e) {
            throw new UncheckedIOException(name, e);
          }
        });
  }

  static List<JsonNode> models(String provider) {
    return read(provider).get("models").valueStream().toList();
  }

  static JsonNode model(String provider, String id) {
    return models(provider).stream().filter(m -> id(m).equals(id)).findFirst().orElseThrow();
  }

  static String id(JsonNode model) {
    return model.get("id").asText();
  }

  static boolean is(String kind, JsonNode model) {
    return model.get("kind").asText().equals(kind);
  }

  static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  /** Returns the standard prices, those above context sizes and those of service tiers of both. */
  static List<JsonNode> priceLists(JsonNode model) {
    List<JsonNode> lists = new ArrayList<>();
    if (model.has("prices")) {
      lists.add(model.get("prices"));
    }
    for (JsonNode tier : model.path("tiers")) {
      lists.add(tier.get("prices"));
      tier.path("service").forEach(lists::add);
    }
    model.path("service").forEach(lists::add);
    return lists;
  }

  static BigDecimal price(JsonNode list, String meter) {
    return new BigDecimal(list.get(meter).asText());
  }

  static BigDecimal times(BigDecimal price, String factor) {
    return price.multiply(new BigDecimal(factor));
  }

  static String show(JsonNode list) {
    List<String> prices = new ArrayList<>();
    list.properties().forEach(p -> prices.add(p.getKey() + "=" + p.getValue().asText()));
    return String.join(" ", prices);
  }
}
