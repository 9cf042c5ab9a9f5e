package io.llmgw.internal.pipeline;

import io.llmgw.internal.Settings;
import io.llmgw.internal.ledger.Ledger;
import io.llmgw.internal.ledger.Reservation;
import io.llmgw.internal.pricing.Pricer;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.tokens.EstimatedUsage;
import io.llmgw.model.ModelInfo;
import io.llmgw.usage.Cost;
import io.llmgw.usage.Usage;
import io.llmgw.value.Target;
import java.util.Optional;

/**
 * Step 7 of a call: consumes the settlement of an attempt, which is made once for each, and books
 * what it came to.
 */
final class Settling {
  private final Ledger ledger;
  private final Pricer pricer;
  private final Tell tell;
  private final long unpricedNanos;

  Settling(Settings settings, Ledger ledger, Pricer pricer, Tell tell) {
    this.ledger = ledger;
    this.pricer = pricer;
    this.tell = tell;
    this.unpricedNanos = settings.unpricedCalls().fixedAmount().map(Nanos::of).orElse(0L);
  }

  /**
   * What a settlement came to.
   *
   * @param usage what was used
   * @param cost what it costs
   */
  record Settled(Usage usage, Cost cost) {}

  /**
   * Books what an attempt came to, out of what is held for it.
   *
   * @param last whether the call is over with it
   * @return usage and cost; empty if nothing is billed
   */
  Optional<Settled> settle(
      Call call, Leaf leaf, Reservation held, Settlement settlement, boolean last) {
    if (!(settlement instanceof Settlement.Nothing unsent) || unsent.sent()) {
      call.sent();
    }
    if (settlement instanceof Settlement.Nothing nothing) {
      ledger.settleUnbilled(held, nothing.sent());
      return Optional.empty();
    }
    Usage usage = usage(settlement);
    Cost cost = cost(leaf, settlement, usage);
    long nanos = cost.usd().map(Nanos::of).orElseGet(() -> unknown(held));
    tell.reached(ledger.settle(held, nanos, usage.inputTokens(), usage.outputTokens(), last));
    return Optional.of(new Settled(usage, cost));
  }

  /** Unknown is not zero: what was set aside is booked, or what the application says. */
  private long unknown(Reservation held) {
    return Math.max(unpricedNanos, held.usdHeld());
  }

  private Cost cost(Leaf leaf, Settlement settlement, Usage usage) {
    Target target = leaf.target();
    Optional<ModelInfo> model = leaf.model();
    if (settlement instanceof Settlement.Reported reported) {
      return pricer.cost(target, model, usage, reported.serviceTier(), reported.usd());
    }
    if (settlement instanceof Settlement.Estimated estimated) {
      return pricer.cost(target, model, usage, estimated.serviceTier(), estimated.usd());
    }
    return pricer.cost(target, model, usage, "", Optional.empty());
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
