package io.llmgw.spi;

import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was used and what it cost, in binary. */
final class UsageFormat {
  private static final List<Meter> METERS = List.of(Meter.values());

  private UsageFormat() {}

  static void write(BinaryWriter out, Usage usage) {
    out.name(usage.source());
    List<Meter> used = new ArrayList<>();
    for (Meter meter : METERS) {
      if (usage.count(meter) != 0) {
        used.add(meter);
      }
    }
    out.list(
        used,
        meter -> {
          out.name(meter);
          out.number(usage.count(meter));
        });
    out.list(usage.inconsistencies(), out::text);
  }

  static Usage read(BinaryReader in) {
    Usage.Source source = in.name(Usage.Source.class);
    Usage.Builder usage = Usage.builder();
    int meters = in.count(1);
    for (int i = 0; i < meters; i++) {
      usage.count(in.name(Meter.class), in.number());
    }
    in.list(in::text).forEach(usage::inconsistent);
    return switch (source) {
      case REPORTED -> usage.build();
      case ESTIMATED -> usage.estimated().build();
      case UNKNOWN -> Usage.unknown();
    };
  }

  static void write(BinaryWriter out, Cost cost) {
    out.flag(cost.isKnown());
    if (!cost.isKnown()) {
      out.text(cost.reason());
      return;
    }
    out.name(cost.source());
    out.text(cost.priceVersion());
    out.amount(cost.unmetered());
    out.list(
        List.copyOf(cost.byMeter().entrySet()),
        entry -> {
          out.name(entry.getKey());
          out.amount(entry.getValue());
        });
    out.optional(cost.prefixSavedUsd(), out::amount);
  }

  static Cost readCost(BinaryReader in) {
    if (!in.flag()) {
      return Cost.unknown(in.text());
    }
    Cost.Source source = in.name(Cost.Source.class);
    String priceVersion = in.text();
    BigDecimal unmetered = in.amount();
    Map<Meter, BigDecimal> byMeter = new EnumMap<>(Meter.class);
    int meters = in.count(1);
    for (int i = 0; i < meters; i++) {
      byMeter.put(in.name(Meter.class), in.amount());
    }
    return Cost.of(byMeter, unmetered, source, priceVersion, in.optional(in::amount));
  }
}
