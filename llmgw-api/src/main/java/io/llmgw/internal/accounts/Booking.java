package io.llmgw.internal.accounts;

import org.jspecify.annotations.Nullable;

/**
 * What was booked of a reservation since it was last taken or moved. Made only when it lives on.
 */
final class Booking {
  private final long usd;
  private final long input;
  private final long output;
  private final boolean charged;
  private final boolean sent;

  /** Adds an attempt to those before it. */
  Booking(
      @Nullable Booking before, long usd, long input, long output, boolean charged, boolean sent) {
    this.usd = usd + (before == null ? 0 : before.usd);
    this.input = input + (before == null ? 0 : before.input);
    this.output = output + (before == null ? 0 : before.output);
    this.charged = charged || (before != null && before.charged);
    this.sent = sent || (before != null && before.sent);
  }

  long of(Measure measure) {
    return measure.used(usd, input, output, charged, sent);
  }
}
