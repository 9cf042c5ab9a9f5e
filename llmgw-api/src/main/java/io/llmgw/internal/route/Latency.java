package io.llmgw.internal.route;

import java.util.Arrays;

/**
 * How long one target takes to answer one kind of call. Four rules:
 *
 * <ul>
 *   <li>A peak counts at once, other answers are averaged over time (the idea of "Peak EWMA" in
 *       Finagle).
 *   <li>What waits for longer than that is a peak before it is answered.
 *   <li>What is known of a target that nobody asks any more is forgotten, slowly first and then
 *       quickly, so that it is tried again after a time that hardly depends on how slow it was. If
 *       that attempt is answered soon, it counts at least half.
 *   <li>What began before an attempt that has been answered is old news: no peak, and as a sample
 *       at most twice what is known.
 * </ul>
 *
 * <p>Also the 95th percentile of its last answers. Safe for use by many threads.
 */
public final class Latency {
  /** Over how long answers are averaged: an older one counts 37 %. */
  static final long AVERAGED_NANOS = 3_000_000_000L;

  /** After how long without news 37 % of what is known is left; after twice that 2 %. */
  static final long FORGOTTEN_NANOS = 2_000_000_000L;

  private static final double MOST_KEPT = 0.5;
  private static final int REMEMBERED = 128;
  private static final int LEAST = 20;
  private static final double PERCENTILE = 0.95;

  private final Unanswered unanswered = new Unanswered();
  private double average = Double.NaN;
  private long learntAt;
  private long peakAt;
  private long begunLast;
  private long newestAnswered = Long.MIN_VALUE;
  private final long[] last = new long[REMEMBERED];
  private long count;
  private long percentile95 = -1;

  /** Starts without any answer. */
  public Latency() {}

  /** An attempt has begun at this moment. */
  synchronized void begun(long now) {
    unanswered.add(now);
    begunLast = now;
  }

  /**
   * An attempt has been answered, as far as this counts.
   *
   * @param begunAt when it began
   * @param now the gateway's monotonic time
   * @return how long it took, in nanoseconds
   */
  public synchronized long answered(long begunAt, long now) {
    long took = Math.max(0, now - begunAt);
    if (begunAt < newestAnswered) {
      average(Math.min((double) took, 2 * average), keptSince(learntAt, now));
    } else {
      newestAnswered = begunAt;
      unanswered.overtake(begunAt);
      learn((double) took, begunAt, now);
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

  private void learn(double took, long begunAt, long now) {
    double known = leftOf(average, now - learntAt);
    if (Double.isNaN(known) || took > known) {
      average = took;
      peakAt = now;
    } else if (begunAt >= peakAt) {
      average = known;
      average(took, Math.min(MOST_KEPT, keptSince(learntAt, now)));
    } else {
      average(took, keptSince(learntAt, now));
    }
  }

  private void average(double took, double kept) {
    average = average * kept + took * (1 - kept);
  }

  private static double keptSince(long then, long now) {
    return Math.exp(-(double) Math.max(0, now - then) / AVERAGED_NANOS);
  }

  private static double leftOf(double known, long withoutNews) {
    double times = (double) Math.max(0, withoutNews) / FORGOTTEN_NANOS;
    return known * Math.exp(-times * times);
  }

  /**
   * An attempt has failed, or was stopped: that is an answer too if it took longer than usual.
   *
   * @param begunAt when it began
   * @param now the gateway's monotonic time
   */
  public synchronized void failed(long begunAt, long now) {
    if (begunAt >= newestAnswered && now - begunAt > average) {
      average = now - begunAt;
      peakAt = now;
      learntAt = now;
    }
    unanswered.remove(begunAt);
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
   * Estimates how long an answer takes now.
   *
   * @param now the gateway's monotonic time
   * @return nanoseconds; not a number if nothing is known
   */
  public synchronized double estimate(long now) {
    double known = leftOf(average, now - learntAt);
    return unanswered.isEmpty() || Double.isNaN(known)
        ? known
        : Math.max(known, leftOf((double) (now - unanswered.oldest()), now - begunLast));
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
