package io.llmgw.provider.catalog;

import static io.llmgw.provider.catalog.CatalogFile.id;
import static io.llmgw.provider.catalog.CatalogFile.models;
import static io.llmgw.provider.catalog.CatalogFile.price;
import static io.llmgw.provider.catalog.CatalogFile.times;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Compares what the same model costs under its other ids and at other providers.
 *
 * <p>Siblings are models of one {@link ModelFamily}: the same name but for its path, vendor,
 * region, revision and date. Free ones are left out. Prices of open models differ widely between
 * sellers, so the price in the middle is what others are compared with.
 */
class CatalogSiblingsTest {

  /** What a maker or a region may take on top. */
  private static final String UPLIFT = "1.25";

  /** Vertex AI has its own price for it, half as dear again as the Gemini API. */
  private static final Set<String> OWN_PRICE = Set.of("gemini-2-0-flash", "gemini-2-0-flash-001");

  private record Priced(String model, BigDecimal price) {}

  @Test
  void noPriceIsTwentyTimesFromThoseOfItsSiblings() {
    for (String meter : List.of("input", "output")) {
      Map<String, List<Priced>> families = new HashMap<>();
      forEachPriced(
          (model, list) -> {
            if (list.has(meter)) {
              families
                  .computeIfAbsent(ModelFamily.of(model), family -> new ArrayList<>())
                  .add(new Priced(model, price(list, meter)));
            }
          });
      for (List<Priced> siblings : families.values()) {
        List<BigDecimal> sorted = siblings.stream().map(Priced::price).sorted().toList();
        BigDecimal middle = sorted.get((sorted.size() - 1) / 2);
        assertThat(siblings)
            .as(meter)
            .allMatch(sibling -> sibling.price.compareTo(times(middle, "20")) <= 0)
            .allMatch(sibling -> middle.compareTo(times(sibling.price, "20")) <= 0);
      }
    }
  }

  @Test
  void aModelOfOneMakerCostsAboutTheSameEverywhere() {
    Map<String, JsonNode> makers = new HashMap<>();
    for (String maker : List.of("openai", "anthropic", "gemini")) {
      for (JsonNode model : models(maker)) {
        if (model.has("prices")) {
          makers.put(ModelFamily.dated(id(model)), model.get("prices"));
        }
      }
    }
    List<String> wrong = new ArrayList<>();
    forEachPriced(
        (model, list) -> {
          JsonNode maker = makers.get(ModelFamily.dated(model));
          boolean closed = ModelFamily.isClosed(ModelFamily.of(model));
          if (maker != null && closed && !OWN_PRICE.contains(ModelFamily.dated(model))) {
            for (String meter : List.of("input", "output", "cache_read", "cache_write_5m")) {
              if (list.has(meter) && maker.has(meter) && !near(list, maker, meter)) {
                wrong.add(model + " " + meter + " " + price(list, meter));
              }
            }
          }
        });
    assertThat(wrong).isEmpty();
  }

  private static boolean near(JsonNode list, JsonNode maker, String meter) {
    BigDecimal price = price(list, meter);
    BigDecimal expected = price(maker, meter);
    return price.compareTo(times(expected, UPLIFT)) <= 0
        && expected.compareTo(times(price, UPLIFT)) <= 0;
  }

  @Test
  void claudePricesFollowThePublishedMultiplesEverywhere() {
    forEachPriced(
        (model, list) -> {
          // The oldest was rounded to cents when it came out.
          if (ModelFamily.of(model).startsWith("claude-")
              && !ModelFamily.of(model).startsWith("claude-3-haiku")) {
            Map<String, String> multiples =
                Map.of("cache_read", "0.1", "cache_write_5m", "1.25", "cache_write_1h", "2");
            multiples.forEach(
                (meter, multiple) -> {
                  if (list.has(meter)) {
                    assertThat(price(list, meter))
                        .as(model + " " + meter)
                        .isEqualByComparingTo(times(price(list, "input"), multiple));
                  }
                });
          }
        });
  }

  @Test
  void aRegionalClaudeOnBedrockCostsATenthMoreThanTheGlobalOne() {
    List<JsonNode> bedrock = models("bedrock");
    long compared = 0;
    for (JsonNode global : bedrock) {
      if (id(global).startsWith("global.anthropic.") && !id(global).contains("sonnet-4-2025")) {
        String base = id(global).substring("global.".length());
        for (JsonNode model : bedrock) {
          if (id(model).endsWith(base)
              && !id(model).equals(id(global))
              && !id(model).startsWith("us-gov.")) {
            assertThat(price(model.get("prices"), "input"))
                .as(id(model))
                .isEqualByComparingTo(times(price(global.get("prices"), "input"), "1.1"));
            compared++;
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(20);
  }

  private interface PricedVisitor {
    void visit(String model, JsonNode prices);
  }

  private static void forEachPriced(PricedVisitor visitor) {
    CatalogFile.providers()
        .forEach(
            provider -> {
              for (JsonNode model : models(provider)) {
                if (model.has("prices") && !LeftOut.isFree(provider, id(model))) {
                  visitor.visit(id(model), model.get("prices"));
                }
              }
            });
  }
}
