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
    level = Math.min(level, capacity);
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
      amount =
          BigInteger.valueOf(amount)
              .multiply(BigInteger.valueOf(limit))
              .divide(BigInteger.valueOf(capacity))
              .longValueExact();
      capacity = limit;
    }
    if (remaining >= 0) {
      long corrected = remaining < level ? remaining : Math.max(level, remaining - held);
      level = corrected;
    }
    level = Math.min(capacity, level);
  }

  @Override
  boolean isAsNew() {
    return level >= capacity;
  }
}
