package io.llmgw.route;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * Sends a second attempt to another target when the first one takes unusually long. What answers
 * first is used (for a stream: with its first visible piece); the other one is cancelled, and what
 * it cost is settled and shown: in the response's charges, and among its attempts as {@code
 * CANCELLED}. The second attempt runs on the gateway's executor, while the first one's thread
 * waits. It goes to the target that would be next if the first one failed, unless that is ill, over
 * its limit or known to have no room.
 *
 * <p>A hedge is one of the call's attempts, counts against the {@linkplain
 * io.llmgw.LlmGatewayBuilder#retryBudget retry budget} of the provider that is slow, and needs a
 * reservation of its own in all budgets and limits; where one of these has no room, or the executor
 * has no thread, there is none. Embeddings are not hedged. Immutable.
 */
public final class Hedging {
  private final Optional<Duration> delay;
  private final Optional<BigDecimal> maxCost;

  private Hedging(Optional<Duration> delay, Optional<BigDecimal> maxCost) {
    this.delay = delay;
    this.maxCost = maxCost;
  }

  /**
   * Hedges an attempt that takes longer than 95 % of those before it at its target; once 20 have
   * been answered there.
   *
   * @return the policy
   */
  public static Hedging afterP95() {
    return new Hedging(Optional.empty(), Optional.empty());
  }

  /**
   * Hedges an attempt that takes longer than this.
   *
   * @param delay more than 0
   * @return the policy
   */
  public static Hedging after(Duration delay) {
    if (delay.isNegative() || delay.isZero()) {
      throw new IllegalArgumentException("hedging: the delay must be more than 0: " + delay);
    }
    return new Hedging(Optional.of(delay), Optional.empty());
  }

  /**
   * Hedges only calls whose second attempt is estimated to cost at most this; none where there is
   * no price.
   *
   * @param usd for example {@code "0.01"}, more than 0; default no cap
   * @return a copy
   */
  public Hedging maxCost(String usd) {
    BigDecimal cap;
    try {
      cap = new BigDecimal(usd);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "hedging: maxCost \"" + usd + "\" is not a decimal number", e);
    }
    if (cap.signum() <= 0) {
      throw new IllegalArgumentException("hedging: maxCost must be more than 0: " + usd);
    }
    return new Hedging(delay, Optional.of(cap));
  }

  /**
   * Returns the delay.
   *
   * @return empty for the target's own 95th percentile
   */
  public Optional<Duration> delay() {
    return delay;
  }

  /**
   * Returns the highest estimated cost of a second attempt.
   *
   * @return USD; empty for no cap
   */
  public Optional<BigDecimal> maxCost() {
    return maxCost;
  }

  /** Returns delay and cap. */
  @Override
  public String toString() {
    return "Hedging[after "
        + delay.map(Duration::toString).orElse("p95")
        + maxCost.map(usd -> ", at most " + usd.toPlainString() + " USD").orElse("")
        + "]";
  }
}
