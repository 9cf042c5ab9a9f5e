package io.llmgw.internal.ledger;

import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.value.Caller;
import java.time.Duration;
import java.util.OptionalLong;

/** A limit of calls at once. */
final class SlotsRule extends Rule {
  private final ConcurrencyLimit limit;
  private final Book book;

  SlotsRule(ConcurrencyLimit limit, Book book) {
    super(limit.name(), limit.scopes(), limit.only(), Measure.SLOT, limit.isOfTarget());
    this.limit = limit;
    this.book = book;
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
    return new Slots(book, key, hash, amount);
  }

  @Override
  void update(Account account, long amount) {
    ((Slots) account).limit = amount;
  }

  @Override
  Duration maxWait() {
    return limit.maxWait();
  }
}
