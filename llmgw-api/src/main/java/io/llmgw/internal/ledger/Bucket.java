package io.llmgw.internal.ledger;

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

  /** What had flown in by then beyond whole ones, in parts of {@code windowNanos}. */
  private long fraction;

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
    if (rule.windowNanos() != windowNanos) {
      windowNanos = rule.windowNanos();
      fraction = 0;
    }
    amount = newAmount;
    capacity = rule.capacity(newAmount);
    change(0);
  }

  @Override
  void advance(Clock now) {
    long elapsed = now.nanos() - filledAt;
    if (elapsed <= 0) {
      return;
    }
    if (level >= capacity || amount <= 0) {
      filledAt += elapsed;
      fraction = 0;
      return;
    }
    long product = elapsed * amount;
    if (Math.multiplyHigh(elapsed, amount) == 0 && product >= 0) {
      product += fraction;
    }
    if (Math.multiplyHigh(elapsed, amount) != 0 || product < 0) {
      fill(elapsed);
    } else if (product >= windowNanos) {
      long flown = product / windowNanos;
      level = Math.min(capacity, level + flown);
      fraction = level < capacity ? product - flown * windowNanos : 0;
      filledAt += elapsed;
    }
  }

  /** As {@link #advance}, for what is too much to be multiplied in a {@code long}. */
  private void fill(long elapsed) {
    BigInteger[] flown =
        BigInteger.valueOf(elapsed)
            .multiply(BigInteger.valueOf(amount))
            .add(BigInteger.valueOf(fraction))
            .divideAndRemainder(BigInteger.valueOf(windowNanos));
    boolean full = flown[0].compareTo(BigInteger.valueOf(capacity - level)) >= 0;
    level = full ? capacity : level + flown[0].longValueExact();
    fraction = full ? 0 : flown[1].longValueExact();
    filledAt += elapsed;
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
  long waitFor(long wanted, long credit, Clock now) {
    long missing = wanted - credit - level;
    if (missing <= 0) {
      return 0;
    }
    if (amount <= 0) {
      return -1;
    }
    BigInteger parts =
        BigInteger.valueOf(missing)
            .multiply(BigInteger.valueOf(windowNanos))
            .subtract(BigInteger.valueOf(fraction));
    BigInteger nanos = parts.add(BigInteger.valueOf(amount - 1)).divide(BigInteger.valueOf(amount));
    long wait = nanos.bitLength() > 62 ? Long.MAX_VALUE / 2 : nanos.longValue();
    return Math.max(0, wait - (now.nanos() - filledAt));
  }

  @Override
  void take(long wanted) {
    held += wanted;
    level -= wanted;
  }

  @Override
  void giveBack(long unused) {
    held -= unused;
    change(unused);
  }

  @Override
  void settle(long hold, long used) {
    held -= hold;
    change(hold - used);
  }

  private void change(long by) {
    level += by;
    if (level >= capacity) {
      level = capacity;
      fraction = 0;
    }
  }

  /** Takes over a limit that the provider says, as far as it is below the configured one. */
  void lower(BucketRule rule, long said) {
    long configured = rule.fixedAmount().orElse(amount);
    amount = Math.min(configured, said);
    capacity = Math.min(rule.capacity(configured), said);
    level = Math.min(level, capacity);
  }

  /**
   * Takes over what the provider says is left, if that is less. More than is counted here is never
   * allowed: it may be said of another window, or of a limit beyond the configured one.
   */
  void drainTo(long remaining) {
    level = Math.min(level, Math.max(0, remaining));
  }

  /** Empties the bucket so far that by then it has so much again, and no more. */
  void closeFor(long nanos, long then) {
    long flown =
        BigInteger.valueOf(nanos)
            .multiply(BigInteger.valueOf(Math.max(0, amount)))
            .add(BigInteger.valueOf(fraction))
            .divide(BigInteger.valueOf(windowNanos))
            .min(BigInteger.valueOf(Long.MAX_VALUE / 2))
            .longValue();
    level = Math.min(level, then - flown);
  }

  @Override
  boolean isAsNew() {
    return level >= capacity;
  }
}
