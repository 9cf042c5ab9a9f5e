package io.llmgw.internal.pipeline;

import io.llmgw.internal.Settings;
import io.llmgw.internal.ledger.Ledger;
import io.llmgw.internal.ledger.RuleSet;
import io.llmgw.internal.pricing.Pricer;
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
  private final Settings settings;
  private final Ledger ledger;
  private final RuleSet rules;
  private final Pricer pricer;
  private final Tell tell;
  private final long unpricedNanos;

  Settling(Settings settings, Ledger ledger, RuleSet rules, Pricer pricer, Tell tell) {
    this.settings = settings;
    this.ledger = ledger;
    this.rules = rules;
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
   * Books what an attempt came to, out of what the call holds.
   *
   * @param last whether the call is over with it
   * @return usage and cost; empty if nothing is billed
   */
  Optional<Settled> settle(Call call, Target target, Settlement settlement, boolean last) {
    if (!(settlement instanceof Settlement.Nothing unsent) || unsent.sent()) {
      call.sent();
    }
    if (settlement instanceof Settlement.Nothing nothing) {
      ledger.settleUnbilled(call.reservation(rules), nothing.sent());
      return Optional.empty();
    }
    Usage usage = usage(settlement);
    Cost cost = cost(target, settlement, usage);
    long nanos = cost.usd().map(Nanos::of).orElseGet(() -> unknown(call));
    tell.reached(
        ledger.settle(
            call.reservation(rules), nanos, usage.inputTokens(), usage.outputTokens(), last));
    return Optional.of(new Settled(usage, cost));
  }

  /** Unknown is not zero: what was set aside is booked, or what the application says. */
  private long unknown(Call call) {
    return Math.max(unpricedNanos, call.reservation(rules).usdHeld());
  }

  private Cost cost(Target target, Settlement settlement, Usage usage) {
    Optional<ModelInfo> model = settings.describe(target);
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
