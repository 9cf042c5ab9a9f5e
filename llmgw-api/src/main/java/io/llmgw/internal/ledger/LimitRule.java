package io.llmgw.internal.ledger;

import io.llmgw.limit.Limit;
import io.llmgw.value.Caller;
import java.time.Duration;
import java.util.OptionalLong;

/** What all limits have in common: what does not fit is refused, or waits. */
abstract class LimitRule extends Rule {
  private final Limit<?> limit;
  private final Book book;

  LimitRule(Limit<?> limit, Measure measure, boolean ofAttempt, Book book) {
    super(limit.name(), limit.scopes(), limit.only(), measure, ofAttempt);
    this.limit = limit;
    this.book = book;
  }

  final Limit<?> limit() {
    return limit;
  }

  @Override
  final Book book() {
    return book;
  }

  @Override
  final OptionalLong fixedAmount() {
    return limit.fixedAmount();
  }

  @Override
  final long amount(Caller caller) {
    return limit.amount(caller);
  }

  @Override
  final boolean refuses() {
    return true;
  }

  @Override
  final Duration maxWait() {
    return limit.maxWait();
  }

  @Override
  final int maxQueue() {
    return limit.maxQueue();
  }
}
