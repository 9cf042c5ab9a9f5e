package io.llmgw.internal.ledger;

import io.llmgw.internal.tokens.EstimatedUsage;
import io.llmgw.model.ModelInfo;
import io.llmgw.model.Prices;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Keeps the books in nano-dollars: what is reserved for attempts that run, and what attempts that
 * ended have cost.
 *
 * <p>Every attempt is settled exactly once and every reservation released, whatever happens, so
 * that at any time {@code reserved + overrun = settled + released + outstanding}. Safe for use by
 * many threads.
 */
public final class Ledger {
  private static final Cost NO_PRICE = Cost.unknown("the catalogue has no price for this model");

  private long reserved;
  private long overrun;
  private long settled;
  private long released;
  private long outstanding;

  /** Creates empty books. */
  public Ledger() {}

  /**
   * The state of the books, in nano-dollars.
   *
   * @param reserved all that was ever reserved
   * @param overrun what settlements exceeded their reservations by
   * @param settled what attempts have cost, each rounded up once
   * @param released what was reserved and not needed
   * @param outstanding what is reserved now
   */
  public record Balance(
      long reserved, long overrun, long settled, long released, long outstanding) {}

  /**
   * Returns the state of the books.
   *
   * @return one consistent state
   */
  public synchronized Balance balance() {
    return new Balance(reserved, overrun, settled, released, outstanding);
  }

  /**
   * Reserves what an attempt will cost as far as it can be told before.
   *
   * @param model what is known of the target's model
   * @param inputTokens the estimated input
   * @param outputTokens the output to reserve for
   * @return the reservation, which must be released at the end of the call
   */
  public Reservation reserve(Optional<ModelInfo> model, long inputTokens, long outputTokens) {
    Optional<Prices> prices = model.flatMap(ModelInfo::prices);
    long amount = amount(prices, inputTokens, outputTokens);
    synchronized (this) {
      reserved += amount;
      outstanding += amount;
    }
    return new Reservation(prices, amount);
  }

  private static long amount(Optional<Prices> prices, long inputTokens, long outputTokens) {
    if (prices.isEmpty()) {
      return 0;
    }
    Usage usage =
        Usage.of(inputTokens, prices.get().price(Meter.OUTPUT).isPresent() ? outputTokens : 0);
    return nanos(prices.get().cost(usage));
  }

  private static long nanos(Cost cost) {
    return cost.usd()
        .map(usd -> usd.movePointRight(9).setScale(0, RoundingMode.CEILING))
        .map(BigDecimal::longValue)
        .orElse(0L);
  }

  private synchronized void book(long held, long cost) {
    outstanding -= Math.min(held, cost);
    settled += cost;
    overrun += Math.max(0, cost - held);
  }

  private synchronized void resize(long from, long to) {
    outstanding += to - from;
    reserved += Math.max(0, to - from);
    released += Math.max(0, from - to);
  }

  /**
   * What one call holds of the books. On failover it is moved to the next target's price, never
   * given back and taken again; at the end of the call what is left of it is released.
   */
  public final class Reservation {
    private Optional<Prices> prices;
    private long held;

    private Reservation(Optional<Prices> prices, long held) {
      this.prices = prices;
      this.held = held;
    }

    /**
     * What a settlement came to.
     *
     * @param usage what was used
     * @param cost what it costs
     */
    public record Settled(Usage usage, Cost cost) {}

    /**
     * Changes this in one step to what the next attempt will cost.
     *
     * @param model what is known of the next target's model
     * @param inputTokens the estimated input
     * @param outputTokens the output to reserve for
     */
    public synchronized void moveTo(
        Optional<ModelInfo> model, long inputTokens, long outputTokens) {
      Optional<Prices> next = model.flatMap(ModelInfo::prices);
      long amount = amount(next, inputTokens, outputTokens);
      resize(held, amount);
      prices = next;
      held = amount;
    }

    /**
     * Books what an attempt came to, out of what is held.
     *
     * @param settlement how the attempt ended
     * @return usage and cost; empty if nothing is billed
     */
    public synchronized Optional<Settled> settle(Settlement settlement) {
      if (settlement instanceof Settlement.Nothing) {
        return Optional.empty();
      }
      Usage usage = usage(settlement);
      Cost cost = prices.map(list -> list.cost(usage)).orElse(NO_PRICE);
      long nanos = nanos(cost);
      book(held, nanos);
      held -= Math.min(held, nanos);
      return Optional.of(new Settled(usage, cost));
    }

    /** Gives back what is left. Harmless when nothing is. */
    public synchronized void release() {
      resize(held, 0);
      held = 0;
    }

    private static Usage usage(Settlement settlement) {
      if (settlement instanceof Settlement.Reported reported) {
        return reported.usage();
      }
      if (settlement instanceof Settlement.Estimated estimated) {
        return estimated.usage();
      }
      long input = settlement instanceof Settlement.Unknown unknown ? unknown.inputTokens() : 0;
      return EstimatedUsage.ofInput(input);
    }
  }
}
