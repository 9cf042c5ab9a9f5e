package io.llmgw.internal.route;

import java.time.Duration;

/**
 * The next target of a call.
 *
 * @param leaf the target
 * @param why says why; makes its text when it is asked for
 * @param pause how long it has to be waited for
 * @param insisting whether it is tried although it is ill
 */
public record Choice(Leaf leaf, Why why, Duration pause, boolean insisting) {
  static Choice of(Leaf leaf, Why why) {
    return new Choice(leaf, why, Duration.ZERO, false);
  }
}
