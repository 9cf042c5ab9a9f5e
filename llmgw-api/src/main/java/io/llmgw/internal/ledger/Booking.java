package io.llmgw.internal.ledger;

import java.util.ArrayList;
import java.util.List;
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

  /** Accounts of targets that have counted this call, whichever of its attempts comes next. */
  private List<Account> counted;

  /** Adds an attempt to those before it. */
  Booking(
      @Nullable Booking before, long usd, long input, long output, boolean charged, boolean sent) {
    this.usd = usd + (before == null ? 0 : before.usd);
    this.input = input + (before == null ? 0 : before.input);
    this.output = output + (before == null ? 0 : before.output);
    this.charged = charged || (before != null && before.charged);
    this.sent = sent || (before != null && before.sent);
    this.counted = before == null ? List.of() : before.counted;
  }

  /** What is left to know of it once the reservation has moved. */
  static @Nullable Booking moved(@Nullable Booking before) {
    if (before == null || before.counted.isEmpty()) {
      return null;
    }
    Booking moved = new Booking(null, 0, 0, 0, false, false);
    moved.counted = before.counted;
    return moved;
  }

  void count(Account account) {
    List<Account> more = new ArrayList<>(counted);
    more.add(account);
    counted = more;
  }

  boolean hasCounted(Account account) {
    return counted.contains(account);
  }

  List<Account> counted() {
    return counted;
  }

  long of(Measure measure) {
    return measure.used(usd, input, output, charged, sent);
  }
}
