package io.llmgw.internal.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.model.ModelInfo;
import io.llmgw.model.PriceRules;
import io.llmgw.model.Prices;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PricerTest {
  private static final Target TARGET = Target.parse("x/m");
  private static final Optional<BigDecimal> REPORTED = Optional.of(new BigDecimal("0.25"));
  private static final List<Meter> INPUT =
      List.of(
          Meter.INPUT,
          Meter.CACHE_READ,
          Meter.CACHE_WRITE_5M,
          Meter.CACHE_WRITE_1H,
          Meter.AUDIO_INPUT,
          Meter.IMAGE_INPUT);
  private static final List<Meter> OUTPUT =
      List.of(Meter.OUTPUT, Meter.REASONING, Meter.AUDIO_OUTPUT, Meter.IMAGE_OUTPUT);

  private final Pricer pricer = new Pricer(PriceRules.none());

  private static Optional<ModelInfo> model(Prices.Builder prices) {
    return Optional.of(ModelInfo.builder("m").prices(prices.build()).build());
  }

  private static Prices.Builder plain(Cost.Source source) {
    return Prices.builder()
        .price(Meter.INPUT, "1")
        .price(Meter.OUTPUT, "2")
        .from(source, source == Cost.Source.CATALOG ? "v1" : "");
  }

  private Cost cost(Optional<ModelInfo> model, Usage usage) {
    return pricer.cost(TARGET, model, usage, "", REPORTED);
  }

  @Test
  void aReportOfLessThanNothingIsNone() {
    Optional<ModelInfo> known = model(plain(Cost.Source.CATALOG));
    Usage usage = Usage.of(1_000_000, 0);
    Optional<BigDecimal> credit = Optional.of(new BigDecimal("-0.01"));

    assertThat(pricer.cost(TARGET, known, usage, "", credit).usd().orElseThrow())
        .isEqualByComparingTo("1");
    assertThat(pricer.cost(TARGET, Optional.empty(), usage, "", credit).isKnown()).isFalse();
  }

  @Test
  void anOwnPriceCountsBeforeAReportAndThatBeforeTheCatalogue() {
    Usage usage = Usage.of(1_000_000, 0);

    Cost own = cost(model(plain(Cost.Source.CUSTOM)), usage);
    Cost reported = cost(model(plain(Cost.Source.CATALOG)), usage);
    Cost unlisted = cost(Optional.empty(), usage);

    assertThat(own.source()).isEqualTo(Cost.Source.CUSTOM);
    assertThat(own.usd().orElseThrow()).isEqualByComparingTo("1");
    assertThat(reported.source()).isEqualTo(Cost.Source.PROVIDER);
    assertThat(reported.usd()).isEqualTo(REPORTED);
    assertThat(unlisted).isEqualTo(reported);
  }

  @Test
  void aReportHelpsOutWhereTheOwnPriceCannotTell() {
    Usage searched = Usage.builder().count(Meter.SEARCH, 1).build();

    assertThat(cost(model(plain(Cost.Source.CUSTOM)), searched).usd()).isEqualTo(REPORTED);
    assertThat(cost(model(plain(Cost.Source.CUSTOM)), Usage.unknown()).usd()).isEqualTo(REPORTED);
  }

  @Test
  void withoutAPriceTheCostIsUnknownAndThereAreNoBounds() {
    Optional<ModelInfo> empty = model(Prices.builder());

    for (Optional<ModelInfo> model : List.of(Optional.<ModelInfo>empty(), empty)) {
      assertThat(pricer.cost(TARGET, model, Usage.of(1, 1), "", Optional.empty()).isKnown())
          .isFalse();
      assertThat(pricer.atMost(TARGET, model, 1, 1, 1, "", true, true)).isEqualTo(Pricer.NO_PRICE);
      assertThat(pricer.estimate(TARGET, model, 1, 0, 1, 1, "")).isEqualTo(Pricer.NO_PRICE);
    }
  }

  @Test
  void theEstimateIsAtThePriceOfTierAndSizeAndTheBoundAtTheHighest() {
    Optional<ModelInfo> model =
        model(
            plain(Cost.Source.CATALOG)
                .price(Meter.CACHE_WRITE_5M, "1.25")
                .price(Meter.CACHE_WRITE_1H, "2")
                .price(Meter.AUDIO_INPUT, "10")
                .priceAbove(1_000, Meter.INPUT, "4")
                .priceFor("flex", Meter.INPUT, "0.5"));

    assertThat(pricer.estimate(TARGET, model, 1_000, 0, 10, 1, "")).isEqualTo(1_020_000);
    assertThat(pricer.estimate(TARGET, model, 1_000, 0, 10, 1, "FLEX")).isEqualTo(520_000);
    assertThat(pricer.estimate(TARGET, model, 1_001, 0, 0, 1, "")).isEqualTo(4_004_000);
    assertThat(pricer.atMost(TARGET, model, 1_000, 10, 1, "flex", false, false))
        .isEqualTo(1_270_000);
    assertThat(pricer.atMost(TARGET, model, 1_000, 10, 1, "", true, false)).isEqualTo(2_020_000);
    assertThat(pricer.atMost(TARGET, model, 1_000, 10, 1, "", true, true)).isEqualTo(10_020_000);
  }

  @Test
  void changedPricesChangeTheBounds() {
    long before = pricer.estimate(TARGET, model(plain(Cost.Source.CATALOG)), 1_000, 0, 0, 1, "");
    Prices.Builder dearer = plain(Cost.Source.CUSTOM).price(Meter.INPUT, "7");

    assertThat(before).isEqualTo(1_000_000);
    assertThat(pricer.estimate(TARGET, model(dearer), 1_000, 0, 0, 1, "")).isEqualTo(7_000_000);
  }

  @Test
  void aModelSoldBySearchUnitsIsReservedForOne() {
    Optional<ModelInfo> model = model(Prices.builder().price(Meter.SEARCH_UNIT, "0.002"));

    assertThat(pricer.estimate(TARGET, model, 5_000, 0, 0, 1, "")).isEqualTo(2_000_000);
    assertThat(pricer.atMost(TARGET, model, 5_000, 0, 3, "", false, false)).isEqualTo(6_000_000);
  }

  @Test
  void absurdNumbersAreTheMostAndNotNegative() {
    Optional<ModelInfo> model = model(Prices.builder().price(Meter.INPUT, "1e30"));

    assertThat(pricer.atMost(TARGET, model, Long.MAX_VALUE, 1, 1, "", true, true))
        .isEqualTo(Long.MAX_VALUE / 1_000 + 1);
  }

  /** The property a hard budget stands on. */
  @RepeatedTest(300)
  void noUsageCostsMoreThanTheBound(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    Pricer ruled =
        new Pricer(
            random.nextBoolean()
                ? PriceRules.none()
                : PriceRules.none().discount("x", "7.5").margin("3.3", "0.0000000017"));
    Optional<ModelInfo> model = model(randomPrices(random));
    String tier = List.of("", "flex", "priority", "batch", "AUTO").get(random.nextInt(5));
    for (int i = 0; i < 200; i++) {
      boolean hour = random.nextBoolean();
      boolean media = random.nextBoolean();
      long input = random.nextInt(40);
      long output = random.nextInt(40);
      Usage usage = randomUsage(random, input, output, hour, media);
      long bound = ruled.atMost(TARGET, model, input, output, 1, tier, hour, media);
      for (String served : List.of("", tier)) {
        Cost cost = ruled.cost(TARGET, model, usage, served, Optional.empty());
        long nanos =
            cost.usd()
                .orElseThrow()
                .movePointRight(9)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
        assertThat(nanos).as("%s by %s", usage, model).isLessThanOrEqualTo(bound);
      }
      long estimate = ruled.estimate(TARGET, model, input, 0, output, 1, tier);
      assertThat(estimate).isLessThanOrEqualTo(bound);
    }
  }

  private static Prices.Builder randomPrices(Random random) {
    Prices.Builder prices =
        Prices.builder()
            .price(Meter.INPUT, usd(random))
            .price(Meter.OUTPUT, usd(random))
            .from(Cost.Source.CATALOG, "");
    for (List<Meter> meters : List.of(INPUT, OUTPUT)) {
      for (Meter meter : meters) {
        if (random.nextInt(3) == 0) {
          prices.price(meter, usd(random));
        }
        if (random.nextInt(3) == 0) {
          prices.priceAbove(10, meter, usd(random));
        }
        if (random.nextInt(4) == 0) {
          prices.priceAbove(20, meter, usd(random));
        }
        if (random.nextInt(3) == 0) {
          prices.priceFor(random.nextBoolean() ? "flex" : "priority", meter, usd(random));
        }
        if (random.nextInt(4) == 0) {
          prices.priceForAbove("flex", random.nextBoolean() ? 15 : 20, meter, usd(random));
        }
      }
    }
    return prices;
  }

  private static String usd(Random random) {
    return BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(12)).toPlainString();
  }

  /** Some split of at most so many tokens. */
  private static Usage randomUsage(
      Random random, long input, long output, boolean hour, boolean media) {
    Usage.Builder usage = Usage.builder();
    for (List<Meter> meters : List.of(INPUT, OUTPUT)) {
      long left = meters.equals(INPUT) ? input : output;
      for (Meter meter : meters) {
        boolean allowed =
            switch (meter) {
              case CACHE_WRITE_1H -> hour;
              case AUDIO_INPUT, IMAGE_INPUT, AUDIO_OUTPUT, IMAGE_OUTPUT -> media;
              default -> true;
            };
        long count = allowed ? random.nextInt((int) left + 1) : 0;
        usage.count(meter, count);
        left -= count;
      }
    }
    return usage.build();
  }
}
