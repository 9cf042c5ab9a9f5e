package io.llmgw.internal.pipeline;

import io.llmgw.budget.UnpricedCalls;
import io.llmgw.internal.Settings;
import io.llmgw.internal.ledger.Amounts;
import io.llmgw.internal.ledger.Reservation;
import io.llmgw.internal.ledger.RuleSet.Needs;
import io.llmgw.internal.ledger.Shortage;
import io.llmgw.internal.pricing.Pricer;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.tokens.OutputSizes;
import io.llmgw.model.Capability;
import io.llmgw.model.ModelInfo;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.value.Target;
import java.util.Optional;
import java.util.OptionalInt;

/** Works out what attempts may come to, in tokens and dollars, before they are made. */
final class Bids {
  /** Sent where a budget or limit needs a bound and neither request nor route has one. */
  static final int OUTPUT_CAP = 4_096;

  /** The same for models that reason first. */
  static final int OUTPUT_CAP_WITH_REASONING = 16_384;

  /** The smallest cap there is: OpenAI's Responses API takes no less than 16. */
  private static final int LEAST_CAP = 16;

  private static final TokenCount NOT_COUNTED = TokenCount.exactly(0);

  private final Pricer pricer;
  private final OutputSizes outputs;
  private final UnpricedCalls unpriced;
  private final long unpricedNanos;

  Bids(Settings settings, Pricer pricer, OutputSizes outputs) {
    this.pricer = pricer;
    this.outputs = outputs;
    this.unpriced = settings.unpricedCalls();
    this.unpricedNanos = unpriced.fixedAmount().map(Nanos::of).orElse(0L);
  }

  /**
   * Counts a request and prices it.
   *
   * @throws Refusal if a budget in dollars applies to a model without a price
   */
  Bid bid(Call call, Exchange<?> exchange, Leaf leaf, Needs needs, CallContext context) {
    // Who only counts calls need not look into the request.
    Demand demand = needs.tokens() ? exchange.demand() : Demand.NO_OUTPUT;
    Bid bid = new Bid(call, leaf, demand, needs);
    if (needs.tokens()) {
      bid.input = exchange.countInput(leaf, context);
    }
    return bid;
  }

  /** What one attempt may come to. */
  final class Bid {
    private final Target target;
    private final Optional<ModelInfo> model;
    private final Demand demand;
    private final Needs needs;
    private final String tier;
    private final long usualOutput;
    private final long longestInput;
    private final int asked;
    private final int leastBound;
    private int cap;
    private String cappedBy = "";
    private TokenCount input = NOT_COUNTED;

    private Bid(Call call, Leaf leaf, Demand demand, Needs needs) {
      this.target = leaf.target();
      this.model = leaf.model();
      this.demand = demand;
      this.needs = needs;
      this.tier =
          demand.extra().serviceTier().isEmpty()
              ? call.terms().delivery().serviceTier()
              : demand.extra().serviceTier();
      this.usualOutput = outputs.percentile95(call.route().name()).orElse(Long.MAX_VALUE);
      this.longestInput = longestInput(demand);
      this.leastBound = leastBound();
      this.asked = demand.outputCap().orElse(Integer.MAX_VALUE);
      this.cap = demand.outputCap().orElseGet(() -> defaultCap(call));
    }

    /**
     * A chat request that is longer than the context window is refused, not billed; extras may have
     * asked for a longer one.
     */
    private long longestInput(Demand wanted) {
      OptionalInt window = model.map(ModelInfo::contextWindow).orElse(OptionalInt.empty());
      boolean holds = wanted.answers() > 0 && !wanted.extras();
      return window.isPresent() && holds ? window.getAsInt() : Long.MAX_VALUE;
    }

    /** What the answer may have whatever cap is sent: extras are sent in its place. */
    private int leastBound() {
      int extra = demand.extra().output();
      OptionalInt most = model.map(ModelInfo::maxOutputTokens).orElse(OptionalInt.empty());
      return Math.max(LEAST_CAP, Math.min(extra, most.orElse(extra)));
    }

    private int defaultCap(Call call) {
      boolean able = model.filter(m -> m.capabilities().contains(Capability.REASONING)).isPresent();
      boolean reasons = demand.reasoning() || (able && !demand.noReasoning());
      int wanted =
          call.route()
              .terms()
              .maxOutputTokens()
              .orElse(reasons ? OUTPUT_CAP_WITH_REASONING : OUTPUT_CAP);
      OptionalInt most = model.map(ModelInfo::maxOutputTokens).orElse(OptionalInt.empty());
      return Math.min(wanted, most.orElse(wanted));
    }

    /** What the attempt may come to; for a call's first attempt in the reservation itself. */
    Amounts amounts(Reservation held) {
      Amounts amounts = held.holdsNothing() ? held : new Amounts();
      fill(amounts, cap);
      return amounts;
    }

    private void fill(Amounts amounts, int outputCap) {
      long mostOutput = (long) demand.answers() * Math.max(leastBound, outputCap);
      long usual = Math.min(mostOutput, saturated(usualOutput, demand.answers()));
      long mostInput = Math.min(input.atMost(), longestInput);
      amounts.tokens(mostInput, mostOutput, Math.min(input.tokens(), mostInput), usual);
      if (!needs.usd()) {
        return;
      }
      long most =
          pricer.atMost(
              target,
              model,
              mostInput,
              mostOutput,
              demand.mostSearchUnits(),
              tier,
              demand.oneHourCache(),
              demand.media());
      if (most != Pricer.NO_PRICE) {
        long expected =
            pricer.estimate(target, model, input.tokens(), 0, usual, demand.searchUnits(), tier);
        amounts.usd(most, expected);
      } else if (unpriced.areAllowed() || !needs.hardUsd()) {
        amounts.usd(unpricedNanos, unpricedNanos);
      } else {
        throw new Refusal(
            ErrorKind.PRICE_UNKNOWN,
            "",
            "nothing is known of the price of "
                + target
                + ", and a budget in USD applies; give it a price with models(…) or choose"
                + " another policy with unpricedCalls(…)",
            Optional.empty());
      }
    }

    private static long saturated(long tokens, int answers) {
      return tokens > Long.MAX_VALUE / Math.max(1, answers) ? Long.MAX_VALUE : tokens * answers;
    }

    /** The same with the highest output cap that fits, where the budget wants that. */
    Optional<Amounts> lowered(Shortage shortage) {
      if (shortage.leastOutput().isEmpty() || demand.answers() == 0) {
        return Optional.empty();
      }
      int fits = shortage.leastOutput().getAsInt() - 1;
      int tooMuch = cap;
      Amounts trial = new Amounts();
      while (fits + 1 < tooMuch) {
        int middle = fits + (tooMuch - fits) / 2;
        fill(trial, middle);
        if (shortage.hasRoomFor(trial)) {
          fits = middle;
        } else {
          tooMuch = middle;
        }
      }
      if (fits < shortage.leastOutput().getAsInt()) {
        return Optional.empty();
      }
      cap = fits;
      cappedBy = "budget \"" + shortage.ruleName() + "\" has no room for more";
      fill(trial, cap);
      return Optional.of(trial);
    }

    Granted granted() {
      if (demand.answers() == 0 || !needs.outputCap() || cap >= asked) {
        return Granted.AS_ASKED;
      }
      return cappedBy.isEmpty()
          ? Granted.capped(cap, "set to ", "a hard budget or token limit applies")
          : Granted.capped(cap, "lowered to ", cappedBy);
    }
  }
}
