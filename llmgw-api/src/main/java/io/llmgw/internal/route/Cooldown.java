package io.llmgw.internal.route;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Until when a target that was over its limit is left alone, for each key of its provider: as long
 * as it asked for, else one second, doubled each time up to 30. Safe for use by many threads.
 */
final class Cooldown {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(30);

  private long[] until = new long[1];
  private int[] inARow = new int[1];
  private volatile boolean used;

  /** What comes while it cools was sent before, and says nothing new unless it asks for longer. */
  synchronized void cool(int key, Optional<Duration> hint, long now) {
    grow(key);
    boolean cooling = inARow[key] > 0 && until[key] - now > 0;
    long nanos = hint.orElseGet(() -> usual(inARow[key])).toNanos();
    if (!cooling) {
      inARow[key] = Math.min(inARow[key] + 1, 10);
    }
    if (!cooling || (hint.isPresent() && now + nanos - until[key] > 0)) {
      until[key] = now + nanos;
    }
    used = true;
  }

  private static Duration usual(int times) {
    Duration doubled = FIRST.multipliedBy(1L << times);
    return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
  }

  private void grow(int key) {
    if (key >= until.length) {
      until = Arrays.copyOf(until, key + 1);
      inARow = Arrays.copyOf(inARow, key + 1);
    }
  }

  /** Whether there ever was a reason to look. */
  boolean isUsed() {
    return used;
  }

  /** The target has answered with this key; while that cools, it was asked before. */
  void answered(int key, long now) {
    if (used) {
      synchronized (this) {
        if (key < inARow.length && until[key] - now <= 0) {
          inARow[key] = 0;
        }
      }
    }
  }

  /** How long one key is still left alone, in nanoseconds. */
  long left(int key, long now) {
    if (!used) {
      return 0;
    }
    synchronized (this) {
      return key < until.length && inARow[key] > 0 ? Math.max(0, until[key] - now) : 0;
    }
  }

  /** Whether any key is still left alone. */
  synchronized boolean isAnyLeft(long now) {
    for (int key = 0; key < until.length; key++) {
      if (left(key, now) > 0) {
        return true;
      }
    }
    return false;
  }

  /** How long all keys are still left alone, in nanoseconds; 0 if one is not. */
  long leftOfAll(int keys, long now) {
    if (!used) {
      return 0;
    }
    long least = Long.MAX_VALUE;
    for (int key = 0; key < keys && least > 0; key++) {
      least = Math.min(least, left(key, now));
    }
    return least;
  }
}
