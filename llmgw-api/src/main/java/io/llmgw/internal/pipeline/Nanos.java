package io.llmgw.internal.pipeline;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Nano-dollars, in which the ledger counts. */
final class Nanos {
  private static final int DECIMALS = 9;

  private Nanos() {}

  /** Rounds an amount up, once. */
  static long of(BigDecimal usd) {
    return usd.movePointRight(DECIMALS).setScale(0, RoundingMode.CEILING).longValue();
  }
}
