package io.llmgw.internal.accounts;

import java.math.BigInteger;

/**
 * A token bucket: full at first, filled evenly. Its level may be negative, which is debt that has
 * to flow in first.
 */
final class Bucket extends Account {
  private long level;
  private long capacity;
  private long amount;
  private long windowNanos;
  private long filledAt;

  Bucket(Book book, Object key, int hash, BucketRule rule, long amount, Clock now) {
    super(book, key, hash);
    this.windowNanos = rule.windowNanos();
    this.amount = amount;
    this.capacity = rule.capacity(amount);
    this.level = capacity;
    this.filledAt = now.nanos();
  }

  /** Takes over a limit that may have changed. What is in the bucket stays, as far as it fits. */
  void resize(BucketRule rule, long newAmount) {
    amount = newAmount;
    windowNanos = rule.windowNanos();
    capacity = rule.capacity(newAmount);
    level = Math.min(level, capacity);
  }

  @Override
  void advance(Clock now) {
    long elapsed = now.nanos() - filledAt;
    if (elapsed <= 0 || amount <= 0) {
      return;
    }
    if (level >= capacity || elapsed >= nanosFor(capacity - level)) {
      level = Math.max(level, capacity);
      filledAt += elapsed;
      return;
    }
    long flown = mulDiv(elapsed, amount, windowNanos, false);
    level += flown;
    filledAt += mulDiv(flown, windowNanos, amount, true);
  }

  /** How long this much takes to flow in, rounded up. */
  private long nanosFor(long tokens) {
    return amount <= 0 ? Long.MAX_VALUE : mulDiv(tokens, windowNanos, amount, true);
  }

  private static long mulDiv(long a, long b, long divisor, boolean up) {
    if (Math.multiplyHigh(a, b) == 0 && a * b >= 0) {
      long product = a * b;
      long quotient = product / divisor;
      return up && quotient * divisor != product ? quotient + 1 : quotient;
    }
    BigInteger[] exact =
        BigInteger.valueOf(a)
            .multiply(BigInteger.valueOf(b))
            .divideAndRemainder(BigInteger.valueOf(divisor));
    BigInteger rounded = up && exact[1].signum() > 0 ? exact[0].add(BigInteger.ONE) : exact[0];
    return rounded.bitLength() > 62 ? Long.MAX_VALUE / 2 : rounded.longValue();
  }

  @Override
  long limit() {
    return capacity;
  }

  @Override
  long room() {
    return level;
  }

  @Override
  long waitFor(long wanted, Clock now) {
    long missing = wanted - level;
    return missing <= 0 ? 0 : Math.max(0, nanosFor(missing) - (now.nanos() - filledAt));
  }

  @Override
  void take(long wanted) {
    held += wanted;
    level -= wanted;
  }

  @Override
  void giveBack(long unused) {
    held -= unused;
    level = Math.max(level, Math.min(capacity, level + unused));
  }

  @Override
  void settle(long hold, long used) {
    held -= hold;
    level = Math.max(level - Math.max(0, used - hold), Math.min(capacity, level + hold - used));
  }

  /**
   * Takes over what the provider says is left. What attempts under way have taken is not in its
   * number yet, or is in it already; lowering can be trusted, raising only beyond them.
   */
  void correct(long limit, long remaining) {
    if (limit > 0 && limit < capacity) {
      amount = mulDiv(amount, limit, capacity, false);
      capacity = limit;
    }
    if (remaining >= 0) {
      long corrected = remaining < level ? remaining : Math.max(level, remaining - held);
      level = Math.min(capacity, corrected);
    }
  }

  @Override
  boolean isAsNew() {
    return level >= capacity;
  }
}
