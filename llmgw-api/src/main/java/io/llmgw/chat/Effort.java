package io.llmgw.chat;

import java.util.Locale;

/**
 * How much a reasoning model should think before it answers. Providers that know fewer steps take
 * the nearest.
 */
public enum Effort {
  /** Not at all. */
  NONE,
  /** As little as possible. */
  MINIMAL,
  /** Little. */
  LOW,
  /** Moderately. */
  MEDIUM,
  /** Much. */
  HIGH,
  /** Very much; providers without this step take HIGH. */
  XHIGH,
  /** As much as the model can. */
  MAX;

  /**
   * Returns the name in lower case, as wire formats write it.
   *
   * @return for example {@code high}
   */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
