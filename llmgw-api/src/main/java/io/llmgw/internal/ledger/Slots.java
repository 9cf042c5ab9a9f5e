package io.llmgw.internal.ledger;

/** How many calls may be under way at once. */
final class Slots extends Account {
  /** Batch calls have one slot of so many to themselves; where there are fewer, they take turns. */
  private static final int PER_BATCH_SLOT = 10;

  long limit;
  private int batches;

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
  void enter(boolean batch) {
    super.enter(batch);
    batches += batch ? 1 : 0;
  }

  @Override
  void exit(boolean batch) {
    super.exit(batch);
    batches -= batch ? 1 : 0;
  }

  @Override
  boolean isBatchsTurn(int passed) {
    long share = limit / PER_BATCH_SLOT;
    return share > 0 ? batches < share : super.isBatchsTurn(passed);
  }

  @Override
  boolean isAsNew() {
    return true;
  }
}
