package io.llmgw.internal.route;

import java.util.Locale;

/** Numbers as people read them. */
final class Texts {
  private static final long SECOND = 1_000_000_000L;

  private Texts() {}

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Milliseconds below ten seconds, then seconds, rounded up. */
  static String time(long nanos) {
    return nanos < 10 * SECOND
        ? (nanos + 999_999) / 1_000_000 + " ms"
        : (nanos + SECOND - 1) / SECOND + " s";
  }
}
