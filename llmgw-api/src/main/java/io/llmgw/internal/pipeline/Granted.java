package io.llmgw.internal.pipeline;

import io.llmgw.outcome.Adjustment;
import java.util.List;
import java.util.OptionalInt;

/**
 * What was set aside for an attempt.
 *
 * @param outputCap limits each of its answers, in place of the request's own limit
 * @param adjustments says so to the caller
 */
record Granted(OptionalInt outputCap, List<Adjustment> adjustments) {
  /** The request is sent as it is. */
  static final Granted AS_ASKED = new Granted(OptionalInt.empty(), List.of());

  /** The output cap was set or lowered. */
  static Granted capped(int cap, String change, String reason) {
    return new Granted(
        OptionalInt.of(cap),
        List.of(new Adjustment(Adjustment.Kind.SETTING, "maxOutputTokens", change + cap, reason)));
  }
}
