package io.llmgw.internal.pipeline;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Nano-dollars, in which the ledger counts. */
final class Nanos {
  private static final int DECIMALS = 9;

  private Nanos() {}

  /** More than anybody can owe, and little enough to be added to what the books have. */
  private static final long MOST = Long.MAX_VALUE / 8;

  private static final BigDecimal MOST_USD = BigDecimal.valueOf(MOST, DECIMALS);

  /** Rounds an amount up, once. What is too much for the books becomes the most they can hold. */
  static long of(BigDecimal usd) {
    return usd.compareTo(MOST_USD) >= 0
        ? MOST
        : usd.movePointRight(DECIMALS).setScale(0, RoundingMode.CEILING).longValue();
  }
}
