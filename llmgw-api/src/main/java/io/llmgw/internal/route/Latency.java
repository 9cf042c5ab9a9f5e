package io.llmgw.internal.route;

import java.util.Arrays;

/**
 * How long one target takes to answer one kind of call. A peak counts at once, and what was learnt
 * fades with time, so that a target that nobody asks any more comes to look faster and is tried
 * again (the idea of "Peak EWMA" in Finagle). Also the 95th percentile of its last answers. Safe
 * for use by many threads.
 */
public final class Latency {
  /** How fast what was learnt fades: to 37 % in this time. */
  static final long FADING_NANOS = 3_000_000_000L;

  private static final int REMEMBERED = 128;
  private static final int LEAST = 20;
  private static final double PERCENTILE = 0.95;

  private double average = Double.NaN;
  private long learntAt;
  private int waiting;
  private double begunSum;
  private final long[] last = new long[REMEMBERED];
  private long count;
  private long percentile95 = -1;

  /** Starts without any answer. */
  public Latency() {}

  /** An attempt has begun at this moment. */
  synchronized void begun(long now) {
    waiting++;
    begunSum += now;
  }

  /** An attempt that began then is not waited for any more, and says nothing. */
  private void left(long begunAt) {
    waiting--;
    begunSum = waiting == 0 ? 0 : begunSum - begunAt;
  }

  /**
   * An attempt has been answered, as far as this counts.
   *
   * @param begunAt when it began
   * @param now the gateway's monotonic time
   * @return how long it took, in nanoseconds
   */
  public synchronized long answered(long begunAt, long now) {
    left(begunAt);
    long took = Math.max(0, now - begunAt);
    if (Double.isNaN(average) || took > average) {
      average = took;
    } else {
      double kept = Math.exp(-(double) Math.max(0, now - learntAt) / FADING_NANOS);
      average = average * kept + took * (1 - kept);
    }
    learntAt = now;
    remember(took);
    return took;
  }

  private void remember(long took) {
    last[(int) (count % REMEMBERED)] = took;
    count++;
    if (count >= LEAST && count % LEAST == 0) {
      long[] sorted = Arrays.copyOf(last, (int) Math.min(count, REMEMBERED));
      Arrays.sort(sorted);
      percentile95 = sorted[(int) Math.ceil(sorted.length * PERCENTILE) - 1];
    }
  }

  /**
   * An attempt has failed, or was stopped: that is an answer too if it took longer than usual.
   *
   * @param begunAt when it began
   * @param now the gateway's monotonic time
   */
  public synchronized void failed(long begunAt, long now) {
    if (!Double.isNaN(average) && now - begunAt > average) {
      average = now - begunAt;
      learntAt = now;
    }
    left(begunAt);
  }

  /**
   * An attempt was stopped because another one was faster. If it had already taken longer than the
   * percentile, that is all the percentile needs to know; without it, it would sink with every slow
   * answer that is not waited for.
   *
   * @param begunAt when it began
   * @param now the gateway's monotonic time
   */
  public synchronized void beaten(long begunAt, long now) {
    if (percentile95 >= 0 && now - begunAt > percentile95) {
      remember(now - begunAt);
    }
    failed(begunAt, now);
  }

  /**
   * Estimates how long an answer takes now. While nobody waits it fades; who waits for long makes
   * it longer before any answer does.
   *
   * @param now the gateway's monotonic time
   * @return nanoseconds; not a number if nothing is known
   */
  public synchronized double estimate(long now) {
    if (waiting == 0) {
      return average * Math.exp(-(double) Math.max(0, now - learntAt) / FADING_NANOS);
    }
    double age = now - begunSum / waiting;
    return Double.isNaN(average) ? Double.NaN : Math.max(average, age);
  }

  /**
   * Returns what 95 % of the last answers did not exceed.
   *
   * @return nanoseconds; -1 before there were {@value #LEAST}
   */
  public synchronized long percentile95() {
    return percentile95;
  }
}
