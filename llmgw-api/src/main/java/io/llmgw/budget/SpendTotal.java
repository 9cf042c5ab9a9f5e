package io.llmgw.budget;

import io.llmgw.usage.Usage;
import java.math.BigDecimal;

/**
 * A sum of charges and of answers that cost nothing because they came from the prompt cache.
 *
 * <p>Amounts are exact and never rounded. What is not known is counted apart and never taken for
 * zero. Immutable.
 *
 * @param charges how many charges
 * @param answers how many of them are of attempts that answered; the others failed, were cut or
 *     closed early
 * @param usage the sum of what was used, as far as it is known; an estimate if a part of it is
 * @param withoutUsage how many charges have an unknown usage
 * @param usd the sum of what they cost in USD, as far as it is known
 * @param withoutPrice how many charges have an unknown cost
 * @param cachedAnswers how many answers came from the prompt cache
 * @param savedUsd what these answers had cost in USD when they were made, as far as it is known
 * @param savedWithoutPrice how many of these answers have an unknown cost
 * @param prefixSavedUsd what providers' own prompt caches saved in USD on the charges, as far as it
 *     is known: reading from them minus writing to them, each against the plain price of input;
 *     negative if writing cost more than reading saved
 * @param prefixSavedUnknown of how many charges that is not known
 */
public record SpendTotal(
    long charges,
    long answers,
    Usage usage,
    long withoutUsage,
    BigDecimal usd,
    long withoutPrice,
    long cachedAnswers,
    BigDecimal savedUsd,
    long savedWithoutPrice,
    BigDecimal prefixSavedUsd,
    long prefixSavedUnknown) {

  /** Takes trailing zeros off the amounts, so that equal totals are equal. */
  public SpendTotal {
    usd = plain(usd);
    savedUsd = plain(savedUsd);
    prefixSavedUsd = plain(prefixSavedUsd);
  }

  /** An amount without trailing zeros, and without an exponent for whole numbers. */
  static BigDecimal plain(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
