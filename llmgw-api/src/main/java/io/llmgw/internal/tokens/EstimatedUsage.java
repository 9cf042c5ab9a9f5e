package io.llmgw.internal.tokens;

import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;

/** Makes usage of estimates, marked as such. */
public final class EstimatedUsage {
  private EstimatedUsage() {}

  /**
   * Makes usage of an estimated input.
   *
   * @param tokens the estimate
   * @return an estimate
   */
  public static Usage ofInput(long tokens) {
    return Usage.builder().estimated().count(Meter.INPUT, tokens).build();
  }

  /**
   * Completes what is known of an interrupted answer: reported numbers are kept, and output that
   * was received but not reported is estimated.
   *
   * @param reported what the provider had reported so far, perhaps nothing
   * @param inputTokens the estimated input, used if none was reported
   * @param receivedTokens the estimated tokens of what had arrived
   * @return an estimate
   */
  public static Usage interrupted(Usage reported, long inputTokens, long receivedTokens) {
    Usage.Builder usage = Usage.builder().estimated();
    for (Meter meter : Meter.values()) {
      usage.count(meter, reported.count(meter));
    }
    if (reported.inputTokens() == 0) {
      usage.count(Meter.INPUT, inputTokens);
    }
    long unreported = receivedTokens - reported.outputTokens();
    if (unreported > 0) {
      usage.count(Meter.OUTPUT, reported.count(Meter.OUTPUT) + unreported);
    }
    return usage.build();
  }
}
