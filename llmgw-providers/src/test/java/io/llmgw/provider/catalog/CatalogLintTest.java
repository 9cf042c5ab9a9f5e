package io.llmgw.provider.catalog;

import static io.llmgw.provider.catalog.CatalogFile.id;
import static io.llmgw.provider.catalog.CatalogFile.is;
import static io.llmgw.provider.catalog.CatalogFile.models;
import static io.llmgw.provider.catalog.CatalogFile.names;
import static io.llmgw.provider.catalog.CatalogFile.price;
import static io.llmgw.provider.catalog.CatalogFile.priceLists;
import static io.llmgw.provider.catalog.CatalogFile.times;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the figures of every catalogue resource for what a wrong price list looks like.
 *
 * <p>An exception is a line in one of the sets below, with its reason.
 */
class CatalogLintTest {
  private static final Pattern MONEY = Pattern.compile("(0|[1-9]\\d*)(\\.\\d*[1-9])?");

  /**
   * Models whose output costs more than twenty times their input: thinking, on top of a preview.
   */
  private static final Set<String> DEAR_OUTPUT = Set.of("google/gemini-2.5-flash-preview:thinking");

  /** Prices for a long context that could be had by an ended beta only. */
  private static final Pattern TIER_ABOVE_CONTEXT =
      Pattern.compile("claude-(sonnet-4|4-sonnet)(-5)?");

  @ParameterizedTest
  @MethodSource("io.llmgw.provider.catalog.CatalogFile#providers")
  void moneyIsAPlainDecimalStringWithoutNoise(String provider) {
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
  @MethodSource("io.llmgw.provider.catalog.CatalogFile#providers")
  void zeroIsNoPriceExceptOfWhatIsFree(String provider) {
    for (JsonNode model : models(provider)) {
      boolean free = LeftOut.isFree(provider, id(model));
      for (JsonNode list : priceLists(model)) {
        for (String meter : names(list)) {
          assertThat(price(list, meter).signum())
              .as(id(model) + " " + meter)
              .isEqualTo(free ? 0 : 1);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.llmgw.provider.catalog.CatalogFile#providers")
  void priceListsAreComplete(String provider) {
    for (JsonNode model : models(provider)) {
      boolean rerank = is("rerank", model);
      for (JsonNode list : priceLists(model)) {
        assertThat(list.has("input")).as(id(model)).isEqualTo(!list.has("search_unit"));
        assertThat(list.has("search_unit") && !rerank).as(id(model)).isFalse();
        assertThat(list.has("output")).as(id(model)).isEqualTo(!rerank && !is("embedding", model));
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
  @MethodSource("io.llmgw.provider.catalog.CatalogFile#providers")
  void cachedInputIsPricedAroundInput(String provider) {
    for (JsonNode model : models(provider)) {
      for (JsonNode list : priceLists(model)) {
        if (list.has("cache_read")) {
          assertThat(price(list, "cache_read"))
              .as(id(model))
              .isLessThanOrEqualTo(price(list, "input"));
        }
        BigDecimal write = list.has("input") ? price(list, "input") : BigDecimal.ZERO;
        for (String meter : new String[] {"cache_write_5m", "cache_write_1h"}) {
          if (list.has(meter)) {
            assertThat(price(list, meter))
                .as(id(model) + " " + meter)
                .isBetween(write, times(price(list, "input"), "3"));
            write = price(list, meter);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.llmgw.provider.catalog.CatalogFile#providers")
  void outputIsNotCheaperThanInput(String provider) {
    for (JsonNode model : models(provider)) {
      for (JsonNode list : priceLists(model)) {
        if (list.has("output") && !DEAR_OUTPUT.contains(id(model))) {
          assertThat(price(list, "output"))
              .as(id(model))
              .isBetween(price(list, "input"), times(price(list, "input"), "20"));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.llmgw.provider.catalog.CatalogFile#providers")
  void noTokenIsPricedInAnotherUnit(String provider) {
    for (JsonNode model : models(provider)) {
      for (JsonNode list : priceLists(model)) {
        for (String meter : names(list)) {
          // A price for a thousand tokens, or for one, is a thousand times off.
          String most = meter.startsWith("search") ? "0.1" : is("embedding", model) ? "1" : "1000";
          assertThat(price(list, meter))
              .as(id(model) + " " + meter)
              .isLessThan(new BigDecimal(most));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.llmgw.provider.catalog.CatalogFile#providers")
  void serviceTiersAreNearTheStandardPrice(String provider) {
    for (JsonNode model : models(provider)) {
      model
          .path("service")
          .properties()
          .forEach(
              service -> {
                boolean dearer = service.getKey().equals("priority");
                assertThat(model.get("prices").properties())
                    .as(id(model))
                    .extracting(Map.Entry::getKey)
                    .containsAll(names(service.getValue()));
                for (String meter : names(service.getValue())) {
                  BigDecimal standard = price(model.get("prices"), meter);
                  assertThat(price(service.getValue(), meter))
                      .as(id(model) + " " + service.getKey() + " " + meter)
                      .isGreaterThanOrEqualTo(dearer ? standard : standard.movePointLeft(1))
                      .isLessThanOrEqualTo(dearer ? times(standard, "4") : standard);
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("io.llmgw.provider.catalog.CatalogFile#providers")
  void contextTiersAreDearerAndCanBeReached(String provider) {
    for (JsonNode model : models(provider)) {
      int previous = 0;
      JsonNode below = model.path("prices");
      for (JsonNode tier : model.path("tiers")) {
        int above = tier.get("above").asInt();
        assertThat(names(tier))
            .containsSequence("above", "prices")
            .isSubsetOf("above", "prices", "service");
        assertThat(above).as(id(model)).isGreaterThan(previous);
        previous = above;
        if (!TIER_ABOVE_CONTEXT.matcher(ModelFamily.of(id(model))).matches()
            && model.has("context")) {
          assertThat(above).as(id(model)).isLessThan(model.get("context").asInt());
        }
        for (String meter : names(tier.get("prices"))) {
          BigDecimal lower = price(below, meter);
          assertThat(price(tier.get("prices"), meter))
              .as(id(model) + " " + meter)
              .isBetween(lower, times(lower, "5"));
        }
        below = tier.get("prices");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("io.llmgw.provider.catalog.CatalogFile#providers")
  void limitsArePossible(String provider) {
    for (JsonNode model : models(provider)) {
      boolean chat = !is("embedding", model) && !is("rerank", model);
      int context = model.path("context").asInt(20_000_000);
      assertThat(context).as(id(model)).isBetween(chat ? 1_000 : 64, 20_000_000);
      assertThat(model.path("maxOutput").asInt()).as(id(model)).isBetween(0, context);
      assertThat(model.has("maxOutput") && !chat).as(id(model)).isFalse();
      assertThat(model.has("dimensions")).as(id(model)).isEqualTo(is("embedding", model));
      assertThat(model.path("dimensions").asInt()).as(id(model)).isLessThan(10_000);
    }
  }
}
