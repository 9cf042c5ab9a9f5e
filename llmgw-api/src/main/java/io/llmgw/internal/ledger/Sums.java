package io.llmgw.internal.ledger;

/**
 * What was reserved and settled in all, in nano-dollars. Guarded by the ledger's lock. At any time
 * {@code reserved + overrun = settled + released + outstanding}.
 */
final class Sums {
  private long reserved;
  private long overrun;
  private long settled;
  private long released;
  private long outstanding;

  /** A reservation has become another one. */
  void resize(long from, long to) {
    outstanding += to - from;
    reserved += Math.max(0, to - from);
    released += Math.max(0, from - to);
  }

  /** An attempt has come to something; with the last one the rest is released. */
  void book(long hold, long cost, boolean last) {
    settled += cost;
    overrun += Math.max(0, cost - hold);
    outstanding -= last ? hold : Math.min(hold, cost);
    released += last ? Math.max(0, hold - cost) : 0;
  }

  Ledger.Totals totals() {
    return new Ledger.Totals(reserved, overrun, settled, released, outstanding);
  }
}
