package io.llmgw.internal.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What one call holds of the books. On failover it is moved to what the next attempt may come to,
 * never given back and taken again; at the end of the call what is left of it is released. Changed
 * only by the ledger, under its lock. Made of what it holds, so that it stays small.
 */
public final class Reservation extends Amounts {
  static final @Nullable Account[] NOTHING = new @Nullable Account[0];

  final RuleSet rules;

  /** Whether interactive calls go first. */
  final boolean batch;

  /** By the rules' order; null where a rule does not apply, or has got all it takes of the call. */
  @Nullable Account[] accounts = NOTHING;

  /** What was booked since it was last taken or moved. */
  @Nullable Booking used;

  /**
   * Starts with nothing, for a call that others wait for.
   *
   * @param rules the rules of the configuration that the call runs with
   */
  public Reservation(RuleSet rules) {
    this(rules, false);
  }

  /**
   * Starts with nothing.
   *
   * @param rules the rules of the configuration that the call runs with
   * @param batch whether interactive calls go first
   */
  public Reservation(RuleSet rules, boolean batch) {
    this.rules = rules;
    this.batch = batch;
  }

  /**
   * Returns the rules it is made for.
   *
   * @return those of the configuration that the call runs with
   */
  public RuleSet rules() {
    return rules;
  }

  /**
   * Tells whether nothing is taken yet, or all was given back.
   *
   * @return true at first
   */
  public boolean holdsNothing() {
    return accounts == NOTHING;
  }

  /**
   * Returns what is set aside in dollars.
   *
   * @return nano-dollars
   */
  public long usdHeld() {
    return holdsNothing() ? 0 : hold(Measure.USD_AT_MOST);
  }

  /** What is still held of an account that a rule takes. */
  long hold(Measure measure) {
    long taken = of(measure);
    Booking booked = used;
    return booked == null ? taken : Math.max(0, taken - booked.of(measure));
  }
}
