package io.llmgw.internal.pricing;

import io.llmgw.model.Prices;
import io.llmgw.usage.Meter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The highest prices of one target by service tier and context size, in whole pico-dollars rounded
 * up, so that bounds are a few multiplications. Sums that do not fit are {@link Long#MAX_VALUE}.
 */
final class PriceBounds {
  private static final int PICO = 12;
  private static final long PICOS_A_NANO = 1_000;

  /** Words of service tiers come from requests. */
  private static final int MOST_TIERS = 16;

  private static final Set<Meter> TEXT_INPUT =
      EnumSet.of(Meter.INPUT, Meter.CACHE_READ, Meter.CACHE_WRITE_5M);
  private static final Set<Meter> MEDIA_INPUT = EnumSet.of(Meter.AUDIO_INPUT, Meter.IMAGE_INPUT);
  private static final Set<Meter> TEXT_OUTPUT = EnumSet.of(Meter.OUTPUT, Meter.REASONING);
  private static final Set<Meter> MEDIA_OUTPUT = EnumSet.of(Meter.AUDIO_OUTPUT, Meter.IMAGE_OUTPUT);

  private final Prices prices;
  private final BigDecimal factor;
  private final long perCharge;
  private final long perSearchUnit;
  private final boolean empty;
  private final long[] above;
  private final Map<String, Row[]> tiers = new ConcurrentHashMap<>();

  /**
   * Prices of a single token for one range of context sizes, the highest of the tier and of the
   * standard.
   */
  private record Row(
      long input,
      long cachedInput,
      long output,
      long mostInput,
      long oneHourWrite,
      long mediaInput,
      long mostOutput,
      long mediaOutput) {}

  PriceBounds(Prices prices, BigDecimal factor, BigDecimal fixed) {
    this.prices = prices;
    this.factor = factor;
    BigDecimal unit = prices.price(Meter.SEARCH_UNIT).orElse(BigDecimal.ZERO);
    this.perCharge = picos(fixed);
    this.perSearchUnit = picos(unit.multiply(factor));
    this.empty =
        prices.price(Meter.INPUT, "", 0).isEmpty()
            && prices.price(Meter.OUTPUT, "", 0).isEmpty()
            && prices.price(Meter.SEARCH_UNIT).isEmpty();
    Set<Long> sizes = new TreeSet<>(prices.tiers().keySet());
    prices.serviceTiersAbove().values().forEach(tier -> sizes.addAll(tier.keySet()));
    this.above = sizes.stream().mapToLong(Long::longValue).toArray();
  }

  /** By identity: every call asks, and equal lists are as good. */
  @SuppressWarnings("ReferenceEquality")
  boolean areOf(Prices other) {
    return prices == other;
  }

  /** Tells whether nothing is priced that a request always has. */
  boolean isEmpty() {
    return empty;
  }

  long atMost(
      long input, long output, long searchUnits, String tier, boolean oneHour, boolean media) {
    Row[] rows = rows(tier);
    long most = 0;
    for (int i = 0; i < rows.length && (i == 0 || input > above[i - 1]); i++) {
      Row row = rows[i];
      long in = Math.max(row.mostInput, oneHour ? row.oneHourWrite : 0);
      long out = row.mostOutput;
      if (media) {
        in = Math.max(in, row.mediaInput);
        out = Math.max(out, row.mediaOutput);
      }
      // With more input than the next size this row would not apply.
      long tokens = i < above.length ? Math.min(input, above[i]) : input;
      most = Math.max(most, plus(times(tokens, in), times(output, out)));
    }
    return nanos(plus(most, beside(searchUnits)));
  }

  long estimate(long input, long cached, long output, long searchUnits, String tier) {
    int i = 0;
    while (i < above.length && input > above[i]) {
      i++;
    }
    Row row = rows(tier)[i];
    long in = plus(times(input - cached, row.input), times(cached, row.cachedInput));
    return nanos(plus(plus(in, times(output, row.output)), beside(searchUnits)));
  }

  /** What a request costs beside its tokens. */
  private long beside(long searchUnits) {
    return plus(perCharge, times(searchUnits, perSearchUnit));
  }

  private Row[] rows(String tier) {
    Row[] known = tiers.get(tier);
    if (known != null) {
      return known;
    }
    Row[] rows = new Row[above.length + 1];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(tier, i == 0 ? 0 : above[i - 1] + 1);
    }
    if (tiers.size() < MOST_TIERS) {
      tiers.put(tier, rows);
    }
    return rows;
  }

  private Row row(String tier, long inputTokens) {
    long input = single(Meter.INPUT, tier, inputTokens);
    long cached = single(Meter.CACHE_READ, tier, inputTokens);
    return new Row(
        input,
        cached == 0 ? input : cached,
        single(Meter.OUTPUT, tier, inputTokens),
        highest(TEXT_INPUT, tier, inputTokens),
        highest(EnumSet.of(Meter.CACHE_WRITE_1H), tier, inputTokens),
        highest(MEDIA_INPUT, tier, inputTokens),
        highest(TEXT_OUTPUT, tier, inputTokens),
        highest(MEDIA_OUTPUT, tier, inputTokens));
  }

  private long highest(Set<Meter> meters, String tier, long inputTokens) {
    long highest = 0;
    for (Meter meter : meters) {
      highest = Math.max(highest, single(meter, tier, inputTokens));
      highest = Math.max(highest, single(meter, "", inputTokens));
    }
    return highest;
  }

  private long single(Meter meter, String tier, long inputTokens) {
    return prices
        .price(meter, tier, inputTokens)
        .map(price -> picos(price.multiply(factor)))
        .orElse(0L);
  }

  private static long picos(BigDecimal usd) {
    BigDecimal picos = usd.movePointRight(PICO).setScale(0, RoundingMode.CEILING);
    return picos.precision() <= 18 ? picos.longValue() : Long.MAX_VALUE;
  }

  private static long times(long count, long price) {
    return price != 0 && count > Long.MAX_VALUE / price ? Long.MAX_VALUE : count * price;
  }

  private static long plus(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  private static long nanos(long picos) {
    return picos / PICOS_A_NANO + (picos % PICOS_A_NANO == 0 ? 0 : 1);
  }
}
