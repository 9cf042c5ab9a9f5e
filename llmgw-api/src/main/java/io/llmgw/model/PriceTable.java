package io.llmgw.model;

import io.llmgw.usage.Meter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one service tier costs, by context size: worked out once, so that a call only looks prices
 * up. Immutable.
 */
final class PriceTable {
  private static final Meter[] METERS = Meter.values();

  private final long[] above;
  private final List<Map<Meter, BigDecimal>> rows;

  /**
   * Puts price lists on top of each other, the first that has a price wins.
   *
   * @param layers each by the context size above which it applies, 0 for always
   */
  PriceTable(List<NavigableMap<Long, Map<Meter, BigDecimal>>> layers) {
    TreeSet<Long> sizes = new TreeSet<>();
    sizes.add(0L);
    layers.forEach(layer -> sizes.addAll(layer.keySet()));
    this.rows = new ArrayList<>(sizes.size());
    for (long size : sizes) {
      rows.add(row(layers, size));
    }
    sizes.remove(0L);
    this.above = sizes.stream().mapToLong(Long::longValue).toArray();
  }

  private static Map<Meter, BigDecimal> row(
      List<NavigableMap<Long, Map<Meter, BigDecimal>>> layers, long size) {
    EnumMap<Meter, BigDecimal> row = new EnumMap<>(Meter.class);
    for (Meter meter : METERS) {
      BigDecimal price = own(layers, size, meter);
      if (price == null && isToken(meter)) {
        price = own(layers, size, meter.isInput() ? Meter.INPUT : Meter.OUTPUT);
      }
      if (price != null) {
        row.put(meter, isToken(meter) ? price.movePointLeft(6) : price);
      }
    }
    return row;
  }

  /** In one list the highest size that applies and prices the meter wins. */
  private static @Nullable BigDecimal own(
      List<NavigableMap<Long, Map<Meter, BigDecimal>>> layers, long size, Meter meter) {
    for (NavigableMap<Long, Map<Meter, BigDecimal>> layer : layers) {
      for (Map<Meter, BigDecimal> list : layer.headMap(size, true).descendingMap().values()) {
        BigDecimal price = list.get(meter);
        if (price != null) {
          return price;
        }
      }
    }
    return null;
  }

  /** Returns the prices, in USD for a single one, of a request with so many input tokens. */
  Map<Meter, BigDecimal> row(long inputTokens) {
    int row = 0;
    while (row < above.length && inputTokens > above[row]) {
      row++;
    }
    return rows.get(row);
  }

  /** Tells whether a price is for a million of what the meter counts. */
  static boolean isToken(Meter meter) {
    return meter.isInput() || meter.isOutput();
  }
}
