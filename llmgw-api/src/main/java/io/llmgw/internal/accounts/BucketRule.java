package io.llmgw.internal.accounts;

import io.llmgw.limit.Limit;
import io.llmgw.value.Caller;
import java.time.Duration;
import java.util.OptionalLong;

/** A limit of requests or tokens in a window. */
final class BucketRule extends Rule {
  private final Limit<?> limit;
  private final Book book;
  private final long windowNanos;

  BucketRule(Limit<?> limit, Measure measure, Book book) {
    super(
        limit.name(),
        limit.scopes(),
        limit.only(),
        measure,
        limit.isOfTarget() || measure != Measure.REQUEST);
    this.limit = limit;
    this.book = book;
    this.windowNanos = limit.window().toNanos();
  }

  long windowNanos() {
    return windowNanos;
  }

  long capacity(long amount) {
    return Math.min(limit.burst().orElse(amount), amount <= 0 ? 0 : Long.MAX_VALUE);
  }

  boolean isCorrectedByHeaders() {
    return limit.isCorrectedByHeaders();
  }

  @Override
  Book book() {
    return book;
  }

  @Override
  OptionalLong fixedAmount() {
    return limit.fixedAmount();
  }

  @Override
  long amount(Caller caller) {
    return limit.amount(caller);
  }

  @Override
  boolean refuses() {
    return true;
  }

  @Override
  Account create(Object key, int hash, long amount, Clock now) {
    return new Bucket(book, key, hash, this, amount, now);
  }

  @Override
  void update(Account account, long amount) {
    ((Bucket) account).resize(this, amount);
  }

  @Override
  Duration maxWait() {
    return limit.maxWait();
  }
}
