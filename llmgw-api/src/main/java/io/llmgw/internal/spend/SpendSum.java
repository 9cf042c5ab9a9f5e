package io.llmgw.internal.spend;

import io.llmgw.budget.SpendTotal;
import io.llmgw.outcome.Charge;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import java.math.BigDecimal;
import java.util.Optional;

/** A running sum of spend. Not thread-safe: the book's lock guards it. */
@SuppressWarnings("EnumOrdinal") // counts are an array in the meters' order, made and read in here
final class SpendSum {
  private static final Meter[] METERS = Meter.values();

  private final long[] used = new long[METERS.length];
  private long charges;
  private long answers;
  private long estimates;
  private long withoutUsage;
  private BigDecimal usd = BigDecimal.ZERO;
  private long withoutPrice;
  private long cachedAnswers;
  private BigDecimal savedUsd = BigDecimal.ZERO;

  // The same answer is often given many times in a row: counted, and added when another comes.
  private BigDecimal repeatedUsd = BigDecimal.ZERO;
  private long repeated;

  private long savedWithoutPrice;
  private BigDecimal prefixSavedUsd = BigDecimal.ZERO;
  private long prefixSavedUnknown;

  void charged(Charge charge) {
    charges++;
    if (charge.settlement() == Charge.Settlement.REPORTED) {
      answers++;
    }
    add(charge.usage());
    if (charge.cost().isKnown()) {
      usd = usd.add(charge.cost().usd().orElseThrow());
    } else {
      withoutPrice++;
    }
    Optional<BigDecimal> prefixSaved = charge.prefixSavedUsd();
    if (prefixSaved.isPresent()) {
      prefixSavedUsd = prefixSavedUsd.add(prefixSaved.get());
    } else {
      prefixSavedUnknown++;
    }
  }

  private void add(Usage usage) {
    if (!usage.isKnown()) {
      withoutUsage++;
      return;
    }
    if (usage.source() == Usage.Source.ESTIMATED) {
      estimates++;
    }
    for (Meter meter : METERS) {
      used[meter.ordinal()] += usage.count(meter);
    }
  }

  void cached(Cost saved) {
    cachedAnswers++;
    if (saved.isKnown()) {
      BigDecimal amount = saved.usd().orElseThrow();
      if (amount.compareTo(repeatedUsd) != 0) {
        savedUsd = savedUsd();
        repeatedUsd = amount;
        repeated = 0;
      }
      repeated++;
    } else {
      savedWithoutPrice++;
    }
  }

  private BigDecimal savedUsd() {
    return repeated == 0
        ? savedUsd
        : savedUsd.add(repeatedUsd.multiply(BigDecimal.valueOf(repeated)));
  }

  void add(SpendSum other) {
    for (int i = 0; i < used.length; i++) {
      used[i] += other.used[i];
    }
    charges += other.charges;
    answers += other.answers;
    estimates += other.estimates;
    withoutUsage += other.withoutUsage;
    usd = usd.add(other.usd);
    withoutPrice += other.withoutPrice;
    cachedAnswers += other.cachedAnswers;
    savedUsd = savedUsd.add(other.savedUsd());
    savedWithoutPrice += other.savedWithoutPrice;
    prefixSavedUsd = prefixSavedUsd.add(other.prefixSavedUsd);
    prefixSavedUnknown += other.prefixSavedUnknown;
  }

  SpendTotal total() {
    Usage.Builder usage = Usage.builder();
    for (Meter meter : METERS) {
      usage.count(meter, used[meter.ordinal()]);
    }
    if (estimates > 0) {
      usage.estimated();
    }
    return new SpendTotal(
        charges,
        answers,
        usage.build(),
        withoutUsage,
        usd,
        withoutPrice,
        cachedAnswers,
        savedUsd(),
        savedWithoutPrice,
        prefixSavedUsd,
        prefixSavedUnknown);
  }
}
