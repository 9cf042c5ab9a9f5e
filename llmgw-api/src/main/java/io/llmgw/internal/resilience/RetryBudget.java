package io.llmgw.internal.resilience;

import io.llmgw.spi.TimeSource;

/**
 * Bounds the extra load that retries and hedges put on one provider: to a share of the calls it got
 * in about the last minute, and a few beside, so that retries work with little traffic too. Both
 * are counted with a weight that fades with time. Safe for use by many threads.
 */
public final class RetryBudget {
  /** How many extra attempts a minute there may be beside the share: 10. */
  public static final int RESERVE = 10;

  private static final double FADING_NANOS = 60e9;

  private final TimeSource time;
  private double calls;
  private double extra;
  private long countedAt;

  /**
   * Starts without calls.
   *
   * @param time the gateway's time
   */
  public RetryBudget(TimeSource time) {
    this.time = time;
    this.countedAt = time.nanoTime();
  }

  /** Counts a call's first attempt at the provider. */
  public synchronized void call() {
    fade();
    calls++;
  }

  /**
   * Asks for an extra attempt.
   *
   * @param percent how many there may be for a hundred calls; 0 for none at all
   * @return false if there were too many
   */
  public synchronized boolean tryExtra(int percent) {
    fade();
    if (percent == 0 || extra + 1 > calls * percent / 100 + RESERVE) {
      return false;
    }
    extra++;
    return true;
  }

  private void fade() {
    long now = time.nanoTime();
    if (now != countedAt) {
      double left = Math.exp(-(now - countedAt) / FADING_NANOS);
      calls *= left;
      extra *= left;
      countedAt = now;
    }
  }
}
