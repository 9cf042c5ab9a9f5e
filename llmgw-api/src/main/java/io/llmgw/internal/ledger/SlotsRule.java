package io.llmgw.internal.ledger;

import io.llmgw.limit.ConcurrencyLimit;

/** A limit of calls at once. */
final class SlotsRule extends LimitRule {
  SlotsRule(ConcurrencyLimit limit, Book book) {
    super(limit, Measure.SLOT, limit.isOfTarget(), book);
  }

  @Override
  Account create(Object key, int hash, long amount, Clock now) {
    return new Slots(book(), key, hash, amount);
  }

  @Override
  void update(Account account, long amount) {
    ((Slots) account).limit = amount;
  }
}
