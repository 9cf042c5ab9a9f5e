package io.llmgw.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What usages cost, to the last digit. Prices are USD per million tokens; {@code >200000:input} is
 * the price above a context size, {@code flex:input} that of a service tier, {@code
 * flex>200000:input} that of both.
 */
class CostCasesTest {
  private static Prices prices(String text) {
    Prices.Builder prices = Prices.builder();
    for (String pair : text.split(" ", -1)) {
      String[] one = pair.split("=", -1);
      int colon = one[0].indexOf(':');
      Meter meter = meter(one[0].substring(colon + 1));
      String where = colon < 0 ? "" : one[0].substring(0, colon);
      int size = where.indexOf('>');
      String tier = size < 0 ? where : where.substring(0, size);
      if (size < 0) {
        prices.priceFor(tier, meter, one[1]);
      } else {
        prices.priceForAbove(tier, Long.parseLong(where.substring(size + 1)), meter, one[1]);
      }
    }
    return prices.build();
  }

  private static Usage usage(String text) {
    Usage.Builder usage = Usage.builder();
    for (String pair : text.split(" ", -1)) {
      String[] one = pair.split("=", -1);
      usage.count(meter(one[0]), Long.parseLong(one[1].replace("_", "")));
    }
    return usage.build();
  }

  private static Meter meter(String name) {
    return Meter.valueOf(name.toUpperCase(Locale.ROOT));
  }

  @ParameterizedTest
  @CsvSource({
    // reasoning is output unless it has a price of its own
    "input=15 output=60, input=17 output=626 reasoning=952, 0.094935",
    "input=0.3 output=2.5 reasoning=2.5, input=17 output=626 reasoning=952, 0.0039501",
    "input=0.05 output=0.4, input=17 output=209 reasoning=768, 0.00039165",
    "input=1 output=1 reasoning=3, output=10 reasoning=20, 0.00007",
    // images and audio
    "input=1 output=2 image_output=5, input=14 output=600 image_output=1120, 0.006814",
    "input=0.15 audio_input=1 output=0.6, input=10 audio_input=90 image_input=20 output=100,"
        + " 0.0001545",
    "input=0.15 audio_input=1 image_input=500000 output=0.6,"
        + " input=10 audio_input=90 image_input=20 output=100, 10.0001515",
    "input=0.135 image_count=0.00006, image_count=1 image_input=768, 0.00006",
    "input=0.135 image_count=0.00006, image_count=2 image_input=768 input=100, 0.0001335",
    "input=0.135, image_count=1 image_input=768, 0.00010368",
    "input=0.135 image_count=0.00006, image_input=768, 0.00010368",
    // context sizes: the whole request, strictly above, the highest wins, cheaper is possible
    "input=1.25 output=10 >200000:input=2.5 >200000:output=15, input=220000000 output=150,"
        + " 550.00225",
    "input=2.5 output=15 >272000:input=5 >272000:output=22.5, input=273000 output=1000, 1.3875",
    "input=2.5 output=15 >272000:input=5 >272000:output=22.5, input=272000 output=1000, 0.695",
    "input=2.5 output=15 >272000:input=5 >272000:output=22.5, input=272001 output=1000, 1.382505",
    "input=1 output=2 >200000:input=0.5 >200000:output=1, input=250000 output=1000, 0.126",
    "input=1 >128000:input=2 >200000:input=3, input=200001, 0.600003",
    "input=1 >128000:input=2 >200000:input=3, input=200000, 0.4",
    "input=1 cache_read=0.1 >200000:input=2 >200000:cache_read=0.2,"
        + " input=100 cache_read=200000, 0.0402",
    "input=1 output=2 cache_read=0.1 >200000:input=2, input=1 cache_read=200000, 0.020002",
    "input=1 >128000:input=2 >128000:output=4 >200000:input=3, input=300000 output=10, 0.90004",
    // caches
    "input=0.3 output=0.6 audio_input=1 cache_read=0.015 cache_write_5m=0.025 audio_output=2,"
        + " input=700 audio_input=100 cache_read=200 cache_write_5m=150 output=450"
        + " audio_output=50, 0.00068675",
    "input=3 cache_write_5m=3.75 cache_write_1h=6, cache_write_5m=56 cache_write_1h=13999,"
        + " 0.084204",
    "input=3 cache_write_5m=5, cache_write_5m=1000, 0.005",
    "input=3 cache_write_5m=3.75 cache_write_1h=6, cache_write_5m=100 cache_write_1h=200,"
        + " 0.001575",
    "input=1 cache_write_5m=1.25 output=5, input=26436 cache_write_5m=2000 output=90, 0.029386",
    "input=0.3 cache_read=0.03 output=2.5, input=717 cache_read=14316 output=17, 0.00068708",
    "input=1.25 cache_read=0.125 output=10, input=1063 cache_read=40938 output=614"
        + " reasoning=1908, 0.031666",
    "input=5 output=25 cache_write_5m=6.25 cache_read=0.5,"
        + " input=100 cache_read=800 cache_write_5m=100 output=100, 0.004025",
    "input=3 cache_write_5m=3.75 output=15, input=3 cache_write_5m=12304 output=550, 0.054399",
    "input=1000000 cache_write_5m=1250000 cache_read=100000,"
        + " input=100 cache_write_5m=700 cache_read=200, 995",
    "input=3 cache_read=0.3 cache_write_5m=3.75 output=15,"
        + " input=0 cache_read=28432 cache_write_5m=118, 0.0089721",
    // other gateways' figures
    "input=3 output=15, input=100 output=50, 0.00105",
    "input=3 output=15, input=69 output=100, 0.001707",
    "input=1.25 cache_read=0.125, input=60 cache_read=40, 0.00008",
    "search=0.005 input=1 output=1, input=17 output=6 search=1, 0.005023",
    "search_unit=0.002, search_unit=2, 0.004",
  })
  void aUsageCostsExactly(String prices, String usage, String usd) {
    Cost cost = prices(prices).cost(usage(usage));

    assertThat(cost.usd()).as(cost.toString()).hasValueSatisfying(it -> is(it, usd));
    assertThat(sumOfMeters(cost)).isEqualByComparingTo(usd);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0.06",
    "default, 0.06",
    "auto, 0.06",
    "Standard, 0.06",
    "on_demand, 0.06",
    "ON_DEMAND, 0.06",
    "PROVISIONED_THROUGHPUT, 0.06",
    "scale, 0.06",
    "flex, 0.06",
    "priority, 0.06",
  })
  void aServiceTierWithoutAPriceCostsTheStandard(String tier, String usd) {
    Prices prices = prices("input=30 output=60 batch:input=15 batch:output=30");

    is(prices.cost(Usage.of(1_000, 500), tier).usd().orElseThrow(), usd);
  }

  @ParameterizedTest
  @CsvSource({
    "flex, input=1000 output=500, 0.03",
    "FLEX, input=1000 output=500, 0.03",
    "ON_DEMAND_FLEX, input=1000 output=500, 0.03",
    "SERVICE_TIER_FLEX, input=1000 output=500, 0.03",
    "on-demand-flex, input=1000 output=500, 0.03",
    // a meter the tier does not price is at its standard price
    "flex, input=1000 cache_read=1000 output=500, 0.033",
    "flex, input=1000 output=300 reasoning=200, 0.03",
    "batch, input=1000 output=500, 0.03",
    "BATCH, input=1000 cache_read=1000 output=500, 0.033",
    "default, input=1000 cache_read=1000 output=500, 0.063",
    // with the context size: the tier's own price above it, else the standard one
    "priority, input=1000 output=500, 0.12",
    "priority, input=200000 output=0, 12",
    "priority, input=200001 output=0, 24.00012",
    "priority, input=200000 cache_read=1 output=0, 24.000006",
    "flex, input=200001 output=0, 12.00006",
    "'', input=200001 output=0, 12.00006",
    "flex, input=200001 output=100, 12.00306",
  })
  void aServiceTierIsPricedMeterByMeter(String tier, String usage, String usd) {
    Prices prices =
        prices(
            "input=30 output=60 cache_read=3 >200000:input=60 >200000:cache_read=6"
                + " flex:input=15 flex:output=30 batch:input=15 batch:output=30"
                + " priority:input=60 priority:output=120 priority>200000:input=120");

    is(prices.cost(usage(usage), tier).usd().orElseThrow(), usd);
  }

  @Test
  void whatHasNoPriceIsUnknownAndNotFree() {
    Cost search = prices("input=1 output=1").cost(usage("input=1 search=1"));
    Cost nothing = Prices.perMillion("1", "1").cost(Usage.unknown());
    Cost image = prices("input=1").cost(usage("input=1 image_count=1"));

    assertThat(search.isKnown()).isFalse();
    assertThat(search.reason()).contains("SEARCH");
    assertThat(nothing.isKnown()).isFalse();
    assertThat(image.reason()).contains("IMAGE_COUNT");
    assertThat(Cost.of(Map.of(), Cost.Source.CATALOG, "").plus(nothing).isKnown()).isFalse();
  }

  private static BigDecimal sumOfMeters(Cost cost) {
    BigDecimal sum = cost.unmetered();
    for (Meter meter : Meter.values()) {
      sum = sum.add(cost.usd(meter).orElseThrow());
    }
    return sum;
  }

  private static void is(BigDecimal actual, String usd) {
    assertThat(actual).isEqualByComparingTo(usd);
  }
}
