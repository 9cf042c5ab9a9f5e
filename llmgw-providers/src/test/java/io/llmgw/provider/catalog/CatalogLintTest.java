package io.llmgw.provider.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the catalogue resources for what a wrong price list looks like.
 *
 * <p>An exception is a line in one of the sets below, with its reason.
 */
class CatalogLintTest {

  private static final Set<String> MODEL_FIELDS =
      Set.of(
          "id",
          "kind",
          "context",
          "maxOutput",
          "capabilities",
          "prices",
          "tiers",
          "service",
          "dimensions",
          "deprecated");
  private static final Set<String> INPUT_METERS =
      Set.of(
          "input", "cache_read", "cache_write_5m", "cache_write_1h", "audio_input", "image_input");
  private static final Set<String> OTHER_METERS =
      Set.of("output", "reasoning", "audio_output", "image_output", "search");
  private static final Set<String> CAPABILITIES =
      Set.of(
          "tools",
          "parallel_tools",
          "images",
          "files",
          "json_schema",
          "reasoning",
          "prompt_cache",
          "audio_input",
          "audio_output",
          "system",
          "web_search");

  private static final Pattern MONEY = Pattern.compile("(0|[1-9]\\d*)(\\.\\d*[1-9])?");
  private static final Pattern DATE_SUFFIX = Pattern.compile("-(\\d{4}-\\d{2}-\\d{2}|\\d{8})$");

  /** Chat models whose output is cheaper than their input: none so far. */
  private static final Set<String> OUTPUT_BELOW_INPUT = Set.of();

  /** Models whose maximum output is above their context window: none so far. */
  private static final Set<String> OUTPUT_ABOVE_CONTEXT = Set.of();

  /** Prices for a long context that could be had by an ended beta only. */
  private static final Set<String> TIER_ABOVE_CONTEXT =
      Set.of(
          "claude-4-sonnet-20250514",
          "claude-sonnet-4-20250514",
          "claude-sonnet-4-5",
          "claude-sonnet-4-5-20250929");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static Stream<String> providers() {
    return CatalogGenerator.PROVIDERS.stream().map(CatalogGenerator.Provider::name);
  }

  @ParameterizedTest
  @MethodSource("providers")
  void everyHeaderFieldIsThere(String provider) throws IOException {
    JsonNode file = read(provider);

    assertThat(names(file))
        .containsExactly("provider", "version", "date", "sources", "licence", "unit", "models");
    assertThat(file.get("provider").asText()).isEqualTo(provider);
    assertThat(file.get("version").asText()).matches("\\d{4}-\\d{2}\\.\\d+");
    assertThat(LocalDate.parse(file.get("date").asText())).isAfter("2025-12-31");
    assertThat(file.get("sources"))
        .isNotEmpty()
        .allMatch(source -> source.asText().contains("MIT"));
    assertThat(file.get("licence").asText())
        .contains("MIT License", "Permission is hereby granted");
    assertThat(file.get("unit").asText()).contains("USD per million tokens");
    assertThat(file.get("models")).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void everyModelHasOneCompactLine(String provider) throws IOException {
    List<String> lines = text(provider).lines().toList();
    List<String> expected = new ArrayList<>();
    for (JsonNode model : models(provider)) {
      expected.add(JSON.writeValueAsString(model) + ",");
    }
    expected.set(expected.size() - 1, expected.get(expected.size() - 1).replaceFirst(",$", ""));

    assertThat(lines.get(1)).isEqualTo("\"models\":[");
    assertThat(lines.subList(2, lines.size() - 1)).isEqualTo(expected);
    assertThat(lines.get(lines.size() - 1)).isEqualTo("]}");
    assertThat(text(provider)).endsWith("]}\n").doesNotContain("\r");
  }

  @ParameterizedTest
  @MethodSource("providers")
  void modelsAreSortedAndThereOnce(String provider) throws IOException {
    List<String> ids = models(provider).stream().map(CatalogLintTest::id).toList();

    assertThat(ids).isSorted().doesNotHaveDuplicates();
    assertThat(ids).allSatisfy(id -> assertThat(id).doesNotStartWith(provider + "/").isNotBlank());
  }

  @ParameterizedTest
  @MethodSource("providers")
  void onlyKnownFieldsAndValuesOccur(String provider) throws IOException {
    for (JsonNode model : models(provider)) {
      assertThat(MODEL_FIELDS).as(id(model)).containsAll(names(model));
      assertThat(model.get("kind").asText()).isIn("chat", "responses", "embedding");
      assertThat(names(model.path("service")))
          .as(id(model))
          .isSubsetOf("flex", "priority", "batch");
      List<String> capabilities = new ArrayList<>();
      model.path("capabilities").forEach(capability -> capabilities.add(capability.asText()));
      assertThat(CAPABILITIES).as(id(model)).containsAll(capabilities);
      assertThat(capabilities).as(id(model)).doesNotHaveDuplicates();
      if (model.has("deprecated")) {
        assertThat(LocalDate.parse(model.get("deprecated").asText())).isAfter("2020-01-01");
      }
      for (JsonNode list : priceLists(model)) {
        for (String meter : names(list)) {
          assertThat(INPUT_METERS.contains(meter) || OTHER_METERS.contains(meter))
              .as(id(model) + " " + meter)
              .isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void moneyIsAPlainDecimalString(String provider) throws IOException {
    for (JsonNode model : models(provider)) {
      for (JsonNode list : priceLists(model)) {
        list.properties()
            .forEach(
                price -> {
                  String what = id(model) + " " + price.getKey();
                  assertThat(price.getValue().isTextual()).as(what).isTrue();
                  assertThat(price.getValue().asText()).as(what).matches(MONEY);
                  assertThat(price.getValue().asText().length()).as(what).isLessThan(10);
                });
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void zeroIsNoPriceExceptForFreeEmbeddings(String provider) throws IOException {
    for (JsonNode model : models(provider)) {
      for (JsonNode list : priceLists(model)) {
        for (String meter : names(list)) {
          if (!model.get("kind").asText().equals("embedding") || !meter.equals("input")) {
            assertThat(price(list, meter)).as(id(model) + " " + meter).isPositive();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void priceListsAreComplete(String provider) throws IOException {
    for (JsonNode model : models(provider)) {
      boolean embedding = model.get("kind").asText().equals("embedding");
      for (JsonNode list : priceLists(model)) {
        assertThat(list.has("input")).as(id(model)).isTrue();
        assertThat(list.has("output")).as(id(model)).isEqualTo(!embedding);
      }
      for (JsonNode tier : model.path("tiers")) {
        // A meter missing there would be billed at the lower price.
        Set<String> tokens = new HashSet<>(names(model.get("prices")));
        tokens.remove("search");
        assertThat(names(tier.get("prices"))).as(id(model)).containsAll(tokens);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void cachedInputIsPricedAroundInput(String provider) throws IOException {
    for (JsonNode model : models(provider)) {
      for (JsonNode list : priceLists(model)) {
        BigDecimal input = price(list, "input");
        if (list.has("cache_read")) {
          assertThat(price(list, "cache_read")).as(id(model)).isLessThanOrEqualTo(input);
        }
        if (list.has("cache_write_5m")) {
          assertThat(price(list, "cache_write_5m")).as(id(model)).isBetween(input, times(input, 2));
        }
        if (list.has("cache_write_1h")) {
          assertThat(price(list, "cache_write_1h"))
              .as(id(model))
              .isBetween(price(list, "cache_write_5m"), times(input, 3));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void outputIsNotCheaperThanInput(String provider) throws IOException {
    for (JsonNode model : models(provider)) {
      for (JsonNode list : priceLists(model)) {
        if (list.has("output") && !OUTPUT_BELOW_INPUT.contains(id(model))) {
          assertThat(price(list, "output"))
              .as(id(model))
              .isBetween(price(list, "input"), times(price(list, "input"), 20));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void noPriceIsFarFromThatOfASibling(String provider) throws IOException {
    Map<String, BigDecimal> first = new HashMap<>();
    for (JsonNode model : models(provider)) {
      String family = DATE_SUFFIX.matcher(id(model)).replaceFirst("");
      for (String meter : names(model.path("prices"))) {
        BigDecimal price = price(model.get("prices"), meter);
        BigDecimal sibling = first.computeIfAbsent(family + " " + meter, key -> price);
        assertThat(price).as(id(model) + " " + meter).isLessThanOrEqualTo(times(sibling, 20));
        assertThat(sibling).as(id(model) + " " + meter).isLessThanOrEqualTo(times(price, 20));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void serviceTiersAreNearTheStandardPrice(String provider) throws IOException {
    for (JsonNode model : models(provider)) {
      model
          .path("service")
          .properties()
          .forEach(
              service -> {
                boolean dearer = service.getKey().equals("priority");
                for (String meter : names(service.getValue())) {
                  BigDecimal standard = price(model.get("prices"), meter);
                  assertThat(price(service.getValue(), meter))
                      .as(id(model) + " " + service.getKey() + " " + meter)
                      .isGreaterThanOrEqualTo(dearer ? standard : standard.movePointLeft(1))
                      .isLessThanOrEqualTo(dearer ? times(standard, 4) : standard);
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void contextTiersAreDearerAndCanBeReached(String provider) throws IOException {
    for (JsonNode model : models(provider)) {
      int previous = 0;
      for (JsonNode tier : model.path("tiers")) {
        int above = tier.get("above").asInt();
        assertThat(names(tier)).containsExactly("above", "prices");
        assertThat(above).as(id(model)).isGreaterThan(previous);
        previous = above;
        if (!TIER_ABOVE_CONTEXT.contains(id(model))) {
          assertThat(above).as(id(model)).isLessThan(model.get("context").asInt());
        }
        for (String meter : names(tier.get("prices"))) {
          BigDecimal standard = price(model.get("prices"), meter);
          assertThat(price(tier.get("prices"), meter))
              .as(id(model) + " " + meter)
              .isBetween(standard, times(standard, 4));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  void limitsArePossible(String provider) throws IOException {
    for (JsonNode model : models(provider)) {
      int context = model.path("context").asInt();
      assertThat(context).as(id(model)).isBetween(1_000, 20_000_000);
      if (!OUTPUT_ABOVE_CONTEXT.contains(id(model))) {
        assertThat(model.path("maxOutput").asInt()).as(id(model)).isBetween(0, context);
      }
      boolean embedding = model.get("kind").asText().equals("embedding");
      assertThat(model.has("dimensions")).as(id(model)).isEqualTo(embedding);
      assertThat(model.has("maxOutput")).as(id(model)).isEqualTo(!embedding);
    }
  }

  @Test
  void claudePricesFollowThePublishedMultiples() throws IOException {
    for (JsonNode model : models("anthropic")) {
      for (JsonNode list : priceLists(model)) {
        BigDecimal input = price(list, "input");
        assertThat(price(list, "cache_write_1h"))
            .as(id(model))
            .isEqualByComparingTo(times(input, 2));
        // Rounded to cents when it came out.
        if (!id(model).equals("claude-3-haiku-20240307")) {
          assertThat(price(list, "cache_write_5m"))
              .as(id(model))
              .isEqualByComparingTo(input.multiply(new BigDecimal("1.25")));
          assertThat(price(list, "cache_read"))
              .as(id(model))
              .isEqualByComparingTo(input.movePointLeft(1));
        }
      }
      assertThat(model.get("capabilities")).anyMatch(can -> can.asText().equals("system"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "openai, gpt-5-mini, 400000, 128000, input=0.25 cache_read=0.025 output=2",
    "openai, gpt-5, 400000, 128000, input=1.25 cache_read=0.125 output=10",
    "openai, gpt-5-nano, 400000, 128000, input=0.05 cache_read=0.005 output=0.4",
    "openai, gpt-5-pro, 400000, 272000, input=15 output=120",
    "openai, gpt-4o, 128000, 16384, input=2.5 cache_read=1.25 output=10",
    "openai, gpt-4.1, 1047576, 32768, input=2 cache_read=0.5 output=8",
    "openai, o3, 200000, 100000, input=2 cache_read=0.5 output=8",
    "openai, o4-mini, 200000, 100000, input=1.1 cache_read=0.275 output=4.4",
    "openai, gpt-audio, 128000, 16384, input=2.5 output=10 audio_input=32 audio_output=64",
    "openai, gpt-5.5-pro, 1050000, 128000, input=30 output=180",
    "openai, text-embedding-3-small, 8192, 0, input=0.02",
    "anthropic, claude-haiku-4-5, 200000, 64000,"
        + " input=1 cache_read=0.1 cache_write_5m=1.25 cache_write_1h=2 output=5 search=0.01",
    "anthropic, claude-sonnet-4-5, 200000, 64000,"
        + " input=3 cache_read=0.3 cache_write_5m=3.75 cache_write_1h=6 output=15 search=0.01",
    "anthropic, claude-sonnet-5, 1000000, 128000,"
        + " input=2 cache_read=0.2 cache_write_5m=2.5 cache_write_1h=4 output=10 search=0.01",
    "anthropic, claude-opus-5, 1000000, 128000,"
        + " input=5 cache_read=0.5 cache_write_5m=6.25 cache_write_1h=10 output=25 search=0.01",
    "anthropic, claude-3-haiku-20240307, 200000, 4096,"
        + " input=0.25 cache_read=0.03 cache_write_5m=0.3 cache_write_1h=0.5 output=1.25",
  })
  void factsCheckedByHand(String provider, String id, int context, int maxOutput, String prices)
      throws IOException {
    JsonNode model = model(provider, id);

    assertThat(model.path("context").asInt()).isEqualTo(context);
    assertThat(model.path("maxOutput").asInt()).isEqualTo(maxOutput);
    assertThat(show(model.get("prices"))).isEqualTo(prices);
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-5-mini, flex, input=0.125 cache_read=0.0125 output=1",
    "gpt-5-mini, priority, input=0.45 cache_read=0.045 output=3.6",
    "gpt-5.4-nano, batch, input=0.1 cache_read=0.01 output=0.625",
    "gpt-4o-2024-05-13, priority, input=8.75 output=26.25",
  })
  void serviceTiersCheckedByHand(String id, String service, String prices) throws IOException {
    assertThat(show(model("openai", id).get("service").get(service))).isEqualTo(prices);
  }

  @Test
  void theUpperTierOfALongContextHasItsOwnPrices() throws IOException {
    JsonNode tier = model("openai", "gpt-5.4").get("tiers").get(0);

    assertThat(tier.get("above").asInt()).isEqualTo(272_000);
    assertThat(show(tier.get("prices"))).isEqualTo("input=5 cache_read=0.5 output=22.5");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0000029999900000000002, 3",
    "0.00000014999999999999999, 0.15",
    "0.00000024997000000000006, 0.24997",
    "0.00000000000054687500, 0.000000546875",
    "1.0E-7, 0.1",
    "0.00012, 120",
  })
  void noiseIsTakenOffPrices(BigDecimal perToken, String perMillion) {
    assertThat(ModelDraft.plain(LitellmPrices.clean(perToken.movePointRight(6))))
        .isEqualTo(perMillion);
  }

  private static String text(String provider) throws IOException {
    try (InputStream in = CatalogLintTest.class.getResourceAsStream(provider + ".json")) {
      assertThat(in).as(provider + ".json").isNotNull();
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static JsonNode read(String provider) throws IOException {
    return JSON.readTree(text(provider));
  }

  private static List<JsonNode> models(String provider) throws IOException {
    return read(provider).get("models").valueStream().toList();
  }

  private static JsonNode model(String provider, String id) throws IOException {
    return models(provider).stream().filter(m -> id(m).equals(id)).findFirst().orElseThrow();
  }

  private static String id(JsonNode model) {
    return model.get("id").asText();
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  /** Returns the standard prices, those above context sizes and those of service tiers. */
  private static List<JsonNode> priceLists(JsonNode model) {
    List<JsonNode> lists = new ArrayList<>();
    if (model.has("prices")) {
      lists.add(model.get("prices"));
    }
    model.path("tiers").forEach(tier -> lists.add(tier.get("prices")));
    model.path("service").forEach(lists::add);
    return lists;
  }

  private static BigDecimal price(JsonNode list, String meter) {
    return new BigDecimal(list.get(meter).asText());
  }

  private static BigDecimal times(BigDecimal price, int factor) {
    return price.multiply(BigDecimal.valueOf(factor));
  }

  private static String show(JsonNode list) {
    List<String> prices = new ArrayList<>();
    list.properties().forEach(p -> prices.add(p.getKey() + "=" + p.getValue().asText()));
    return String.join(" ", prices);
  }
}
