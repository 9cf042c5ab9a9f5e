package io.llmgw.internal.pipeline;

import io.llmgw.internal.ledger.Ledger;
import io.llmgw.internal.ledger.SpendBook;
import io.llmgw.internal.route.Breakers;
import io.llmgw.spi.TimeSource;
import java.util.random.RandomGenerator;

/**
 * What a gateway has beside its configuration, and keeps when that is replaced: its books, the
 * health of targets, the calls that run.
 */
public final class GatewayState {
  private final TimeSource time;
  private final RandomGenerator random;
  private final Ledger ledger = new Ledger();
  private final Breakers breakers;
  private final Admission admission;
  private final SpendBook spend;
  private final UnsupportedWarnings warnings = new UnsupportedWarnings();

  /**
   * Starts a gateway's state.
   *
   * @param time the gateway's time
   * @param random the source of jitter and ids
   * @param spend what is spent
   */
  public GatewayState(TimeSource time, RandomGenerator random, SpendBook spend) {
    this.spend = spend;
    this.time = time;
    this.random = random;
    this.breakers = new Breakers(time);
    this.admission = new Admission(random);
  }

  /**
   * Returns the gateway's time.
   *
   * @return the time source
   */
  public TimeSource time() {
    return time;
  }

  /**
   * Returns what was spent.
   *
   * @return the sums
   */
  public SpendBook spend() {
    return spend;
  }

  RandomGenerator random() {
    return random;
  }

  Ledger ledger() {
    return ledger;
  }

  Breakers breakers() {
    return breakers;
  }

  Admission admission() {
    return admission;
  }

  UnsupportedWarnings warnings() {
    return warnings;
  }

  /** Refuses new calls and stops those that run, whatever configuration they run in. */
  public void close() {
    admission.close();
  }
}
