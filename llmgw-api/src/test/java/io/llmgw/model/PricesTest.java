package io.llmgw.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class PricesTest {
  private static BigDecimal usd(Cost cost) {
    return cost.usd().orElseThrow();
  }

  private static Usage usage(Object... metersAndCounts) {
    Usage.Builder usage = Usage.builder();
    for (int i = 0; i < metersAndCounts.length; i += 2) {
      usage.count((Meter) metersAndCounts[i], ((Number) metersAndCounts[i + 1]).longValue());
    }
    return usage.build();
  }

  @Test
  void plainInputAndOutputCostExactlyTheirPrice() {
    Cost cost = Prices.perMillion("3", "15").cost(Usage.of(100, 50));

    assertThat(usd(cost)).isEqualByComparingTo("0.00105");
    assertThat(cost.usd(Meter.INPUT).orElseThrow()).isEqualByComparingTo("0.0003");
    assertThat(cost.source()).isEqualTo(Cost.Source.CUSTOM);
  }

  @Test
  void reasoningWithoutAPriceOfItsOwnCostsAsMuchAsOutput() {
    Cost cost =
        Prices.perMillion("15", "60")
            .cost(usage(Meter.INPUT, 17, Meter.OUTPUT, 626, Meter.REASONING, 952));

    assertThat(cost.usd(Meter.INPUT).orElseThrow()).isEqualByComparingTo("0.000255");
    assertThat(usd(cost)).isEqualByComparingTo("0.094935");
  }

  @Test
  void cachedAndWrittenTokensHavePricesOfTheirOwn() {
    Prices prices =
        Prices.builder()
            .price(Meter.INPUT, "3")
            .price(Meter.OUTPUT, "15")
            .price(Meter.CACHE_READ, "0.3")
            .price(Meter.CACHE_WRITE_5M, "3.75")
            .price(Meter.CACHE_WRITE_1H, "6")
            .build();

    assertThat(
            usd(
                prices.cost(
                    usage(Meter.INPUT, 3, Meter.CACHE_WRITE_5M, 12_304, Meter.OUTPUT, 550))))
        .isEqualByComparingTo("0.054399");
    assertThat(usd(prices.cost(usage(Meter.CACHE_WRITE_5M, 56, Meter.CACHE_WRITE_1H, 13_999))))
        .isEqualByComparingTo("0.084204");
  }

  @Test
  void audioAndImagesWithoutAPriceCostAsMuchAsText() {
    Prices prices =
        Prices.builder()
            .price(Meter.INPUT, "0.15")
            .price(Meter.AUDIO_INPUT, "1")
            .price(Meter.OUTPUT, "0.6")
            .build();

    assertThat(
            usd(
                prices.cost(
                    usage(
                        Meter.INPUT,
                        10,
                        Meter.AUDIO_INPUT,
                        90,
                        Meter.IMAGE_INPUT,
                        20,
                        Meter.OUTPUT,
                        100))))
        .isEqualByComparingTo("0.0001545");
  }

  @Test
  void theUpperTierAppliesToTheWholeRequestStrictlyAboveItsSize() {
    Prices prices =
        Prices.builder()
            .price(Meter.INPUT, "2.5")
            .price(Meter.OUTPUT, "15")
            .priceAbove(272_000, Meter.INPUT, "5")
            .priceAbove(272_000, Meter.OUTPUT, "22.5")
            .build();

    assertThat(usd(prices.cost(Usage.of(273_000, 1_000)))).isEqualByComparingTo("1.3875");
    assertThat(usd(prices.cost(Usage.of(272_000, 1_000)))).isEqualByComparingTo("0.695");
  }

  @Test
  void aTierKnowsOnlyWhatItChanges() {
    Prices prices =
        Prices.builder()
            .price(Meter.INPUT, "2")
            .price(Meter.OUTPUT, "4")
            .priceAbove(10, Meter.INPUT, "3")
            .build();

    assertThat(usd(prices.cost(Usage.of(1_000_000, 1_000_000)))).isEqualByComparingTo("7");
  }

  @Test
  void searchesArePricedOneByOne() {
    Prices prices = Prices.builder().price(Meter.SEARCH, "0.01").build();

    assertThat(usd(prices.cost(usage(Meter.SEARCH, 3)))).isEqualByComparingTo("0.03");
  }

  @Test
  void searchUnitsOfARerankModelArePricedOneByOne() {
    Prices prices = Prices.builder().price(Meter.SEARCH_UNIT, "0.002").build();

    assertThat(usd(prices.cost(usage(Meter.SEARCH_UNIT, 3)))).isEqualByComparingTo("0.006");
    assertThat(Prices.perMillion("1", "2").cost(usage(Meter.SEARCH_UNIT, 1)).usd()).isEmpty();
  }

  @Test
  void whatHasNoPriceMakesTheCostUnknownAndNeverZero() {
    assertThat(Prices.perMillion("1", "2").cost(usage(Meter.SEARCH, 1)).usd()).isEmpty();
    assertThat(Prices.perMillion("1", "2").cost(usage(Meter.SEARCH, 1)).reason())
        .contains("SEARCH");
    assertThat(Prices.perMillion("1", "2").cost(Usage.unknown()).usd()).isEmpty();
    assertThat(Prices.builder().price(Meter.OUTPUT, "1").build().cost(Usage.of(1, 1)).usd())
        .isEmpty();
  }

  @Test
  void smallestPricesAreNotRounded() {
    assertThat(usd(Prices.perMillion("0.000001", "1").cost(Usage.of(1, 0))))
        .isEqualByComparingTo("0.000000000001");
  }

  @Test
  void wrongPricesNameTheMeter() {
    assertThatThrownBy(() -> Prices.builder().price(Meter.INPUT, "-1"))
        .hasMessageContaining("INPUT");
    assertThatThrownBy(() -> Prices.builder().price(Meter.OUTPUT, "abc"))
        .hasMessageContaining("OUTPUT");
  }

  @Test
  void sumsOfKnownAndUnknownCostsAreUnknown() {
    Cost known = Prices.perMillion("1", "1").cost(Usage.of(1, 1));

    assertThat(known.plus(Cost.free())).isEqualTo(known);
    assertThat(known.plus(known).usd().orElseThrow()).isEqualByComparingTo("0.000004");
    assertThat(known.plus(Cost.unknown("why")).reason()).isEqualTo("why");
    assertThat(Cost.unknown("why").plus(known).usd()).isEmpty();
  }

  private static Prices claude() {
    return Prices.builder()
        .price(Meter.INPUT, "3")
        .price(Meter.OUTPUT, "15")
        .price(Meter.CACHE_READ, "0.3")
        .price(Meter.CACHE_WRITE_5M, "3.75")
        .price(Meter.CACHE_WRITE_1H, "6")
        .build();
  }

  private static String saved(Cost cost) {
    return cost.prefixSavedUsd().map(usd -> usd.stripTrailingZeros().toPlainString()).orElse("?");
  }

  @Test
  void theProvidersCacheSavesWhatReadingIsCheaperLessWhatWritingIsDearer() {
    Usage read = usage(Meter.INPUT, 50, Meter.CACHE_READ, 1_000, Meter.CACHE_WRITE_5M, 100);
    Usage written = usage(Meter.CACHE_WRITE_1H, 1_000, Meter.OUTPUT, 5);

    assertThat(saved(claude().cost(read))).isEqualTo("0.002625");
    assertThat(saved(claude().cost(written))).isEqualTo("-0.003");
    assertThat(saved(claude().cost(Usage.of(100, 50)))).isEqualTo("0");
    assertThat(saved(claude().cost(read).plus(claude().cost(written)))).isEqualTo("-0.000375");
    assertThat(saved(claude().cost(read).times(new BigDecimal("0.5")))).isEqualTo("0.0013125");
    assertThat(saved(claude().cost(read).plusUnmetered(BigDecimal.ONE))).isEqualTo("0.002625");
    assertThat(saved(Prices.perMillion("3", "15").cost(read)))
        .as("what has no price of its own is billed like input")
        .isEqualTo("0");
  }

  @Test
  void whatACacheSavedIsUnknownRatherThanNothing() {
    Usage read = usage(Meter.CACHE_READ, 1_000);
    Prices half = Prices.builder().price(Meter.CACHE_READ, "0.3").build();

    assertThat(saved(half.cost(read))).as("no price of plain input").isEqualTo("?");
    assertThat(saved(Cost.unknown("no price"))).isEqualTo("?");
    assertThat(saved(Cost.reported(BigDecimal.ONE))).isEqualTo("?");
    assertThat(saved(claude().cost(read).plus(Cost.reported(BigDecimal.ONE)))).isEqualTo("?");
    assertThat(saved(claude().cost(read).plus(Cost.free()))).isEqualTo("0.0027");
    assertThat(saved(Cost.free())).isEqualTo("0");
  }
}
