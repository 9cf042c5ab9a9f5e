package io.llmgw.internal.ledger;

/** How many calls may be under way at once. */
final class Slots extends Account {
  long limit;

  Slots(Book book, Object key, int hash, long limit) {
    super(book, key, hash);
    this.limit = limit;
  }

  @Override
  void advance(Clock now) {}

  @Override
  long limit() {
    return limit;
  }

  @Override
  long room() {
    return limit - held;
  }

  @Override
  long waitFor(long wanted, long credit, Clock now) {
    return 0; // as soon as a call ends
  }

  @Override
  void take(long amount) {
    held += amount;
  }

  @Override
  void giveBack(long amount) {
    held -= amount;
  }

  @Override
  void settle(long hold, long used) {
    held -= hold;
  }

  @Override
  boolean isAsNew() {
    return true;
  }
}
