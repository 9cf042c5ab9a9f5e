package io.llmgw.provider.internal.catalog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.model.Capability;
import io.llmgw.model.ModelCatalog;
import io.llmgw.model.ModelInfo;
import io.llmgw.model.Prices;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads a catalogue file: {@code
 * {"provider","version",…,"models":[{"id","context","maxOutput","dimensions",
 * "capabilities":[…],"prices":{…},"tiers":[{"above","prices":{…},"service":{"flex":{…}}}],
 * "service":{"flex":{…}}}]}}, prices in USD per million tokens (per single one for {@code search},
 * {@code search_unit} and {@code image_count}) as strings or numbers. Fields it does not know are
 * skipped.
 */
public final class CatalogReader {
  private static final Map<String, Meter> METERS =
      Map.ofEntries(
          Map.entry("input", Meter.INPUT),
          Map.entry("cache_read", Meter.CACHE_READ),
          Map.entry("cache_write_5m", Meter.CACHE_WRITE_5M),
          Map.entry("cache_write_1h", Meter.CACHE_WRITE_1H),
          Map.entry("audio_input", Meter.AUDIO_INPUT),
          Map.entry("image_input", Meter.IMAGE_INPUT),
          Map.entry("output", Meter.OUTPUT),
          Map.entry("reasoning", Meter.REASONING),
          Map.entry("audio_output", Meter.AUDIO_OUTPUT),
          Map.entry("image_output", Meter.IMAGE_OUTPUT),
          Map.entry("search", Meter.SEARCH),
          Map.entry("search_unit", Meter.SEARCH_UNIT),
          Map.entry("image_count", Meter.IMAGE_COUNT));

  private static final Map<String, Capability> CAPABILITIES =
      Arrays.stream(Capability.values())
          .collect(Collectors.toMap(can -> can.name().toLowerCase(Locale.ROOT), can -> can));

  private final String source;
  private final Map<String, ModelInfo> models = new LinkedHashMap<>();
  private String provider = "";
  private String version = "";

  private CatalogReader(String source) {
    this.source = source;
  }

  /** Reads a built-in catalogue; without one, nothing is known. */
  static Map<String, ModelInfo> builtIn(String name) {
    String resource = "/io/llmgw/provider/catalog/" + name + ".json";
    try (InputStream in = CatalogReader.class.getResourceAsStream(resource)) {
      return in == null ? Map.of() : new CatalogReader(name).read(in).models;
    } catch (IOException e) {
      throw new UncheckedIOException("the built-in catalogue " + name + " cannot be read", e);
    }
  }

  /**
   * Reads a catalogue from a file.
   *
   * @param file the file
   * @return its models, under the provider the file names
   * @throws IllegalArgumentException if it is no catalogue; the message names file and line
   * @throws UncheckedIOException if it cannot be read
   */
  public static ModelCatalog fromFile(Path file) {
    CatalogReader reader = new CatalogReader(String.valueOf(file.getFileName()));
    try (InputStream in = Files.newInputStream(file)) {
      reader.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the catalogue " + file.getFileName() + " cannot be read", e);
    }
    if (reader.provider.isBlank()) {
      throw new IllegalArgumentException(
          "the catalogue " + reader.source + " does not name its \"provider\"");
    }
    ModelCatalog catalog = ModelCatalog.empty();
    for (ModelInfo info : reader.models.values()) {
      catalog = catalog.with(reader.provider + "/" + info.id(), ignored -> info.toBuilder());
    }
    return catalog;
  }

  private CatalogReader read(InputStream in) throws IOException {
    try (JsonParser json = Json.FACTORY.createParser(in)) {
      try {
        catalogue(json);
      } catch (com.fasterxml.jackson.core.JsonProcessingException | IllegalArgumentException e) {
        int line = json.currentLocation().getLineNr();
        String why =
            e instanceof com.fasterxml.jackson.core.JsonProcessingException broken
                ? broken.getOriginalMessage()
                : e.getMessage();
        throw new IllegalArgumentException(
            "the catalogue " + source + " is wrong in line " + line + ": " + why, e);
      }
    }
    return this;
  }

  private void catalogue(JsonParser json) throws IOException {
    expect(json.nextToken() == JsonToken.START_OBJECT, "the catalogue must be a JSON object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "provider" -> provider = json.getText();
        case "version" -> version = json.getText();
        case "models" -> {
          expect(json.currentToken() == JsonToken.START_ARRAY, "\"models\" must be an array");
          while (json.nextToken() != JsonToken.END_ARRAY) {
            ModelInfo model = model(json);
            models.put(model.id(), model);
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  private ModelInfo model(JsonParser json) throws IOException {
    expect(json.currentToken() == JsonToken.START_OBJECT, "a model must be a JSON object");
    Optional<ModelInfo.Builder> model = Optional.empty();
    Prices.Builder prices = Prices.builder();
    boolean priced = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (field.equals("id")) {
        model = Optional.of(ModelInfo.builder(json.getText()));
        continue;
      }
      ModelInfo.Builder builder =
          model.orElseThrow(
              () -> new IllegalArgumentException("a model must begin with its \"id\""));
      switch (field) {
        case "context" -> builder.contextWindow(json.getIntValue());
        case "maxOutput" -> builder.maxOutputTokens(json.getIntValue());
        case "dimensions" -> builder.dimensions(json.getIntValue());
        case "capabilities" -> capabilities(json, builder);
        case "prices" -> {
          priced = true;
          prices(json, prices::price);
        }
        case "tiers" -> tiers(json, prices);
        case "service" -> services(json, prices::priceFor);
        default -> json.skipChildren();
      }
    }
    expect(model.isPresent(), "a model must have an \"id\"");
    if (priced) {
      model.get().prices(prices.from(Cost.Source.CATALOG, version).build());
    }
    return model.get().build();
  }

  private static void capabilities(JsonParser json, ModelInfo.Builder model) throws IOException {
    expect(json.currentToken() == JsonToken.START_ARRAY, "\"capabilities\" must be an array");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Capability capability = CAPABILITIES.get(json.getText().toLowerCase(Locale.ROOT));
      if (capability != null) {
        model.can(capability); // names of later versions are skipped
      }
    }
  }

  /** Gets one price. */
  private interface PriceSink {
    void price(Meter meter, String usd);
  }

  private static void prices(JsonParser json, PriceSink sink) throws IOException {
    expect(json.currentToken() == JsonToken.START_OBJECT, "prices must be a JSON object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      Meter meter = METERS.get(json.currentName());
      json.nextToken();
      if (meter == null) {
        json.skipChildren();
      } else {
        sink.price(meter, json.getText());
      }
    }
  }

  private static void tiers(JsonParser json, Prices.Builder prices) throws IOException {
    expect(json.currentToken() == JsonToken.START_ARRAY, "\"tiers\" must be an array");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken() == JsonToken.START_OBJECT, "a tier must be a JSON object");
      long above = -1;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        if (field.equals("above")) {
          above = json.getLongValue();
        } else if (field.equals("prices")) {
          expect(above >= 0, "a tier must begin with \"above\"");
          long size = above;
          prices(json, (meter, usd) -> prices.priceAbove(size, meter, usd));
        } else if (field.equals("service")) {
          expect(above >= 0, "a tier must begin with \"above\"");
          long size = above;
          services(json, (name, meter, usd) -> prices.priceForAbove(name, size, meter, usd));
        } else {
          json.skipChildren();
        }
      }
    }
  }

  /** Gets one price of a service tier. */
  private interface ServicePriceSink {
    void price(String serviceTier, Meter meter, String usd);
  }

  private static void services(JsonParser json, ServicePriceSink sink) throws IOException {
    expect(json.currentToken() == JsonToken.START_OBJECT, "\"service\" must be a JSON object");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String tier = json.currentName();
      json.nextToken();
      prices(json, (meter, usd) -> sink.price(tier, meter, usd));
    }
  }

  private static void expect(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException(what);
    }
  }
}
