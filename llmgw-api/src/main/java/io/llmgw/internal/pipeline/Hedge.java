package io.llmgw.internal.pipeline;

import io.llmgw.internal.route.Choice;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.route.Walk;
import io.llmgw.route.Hedging;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A second attempt that is made if the first one takes long. Planned by the call's thread before
 * the first one begins, because what it is planned from is that thread's.
 *
 * @param choice where it goes
 * @param exchange what is asked, for another thread
 * @param delay when it begins, after the first one has
 * @param reason says why to people
 */
record Hedge<A>(Choice choice, Exchange<A> exchange, Duration delay, String reason) {
  /** Plans one beside an attempt that is about to be made; null if there is none. */
  static <A> @Nullable Hedge<A> plan(Call call, Exchange<A> exchange, Walk walk, Leaf first) {
    Optional<Hedging> hedging = call.route().terms().hedging();
    if (hedging.isEmpty()
        || !exchange.canBeHedged()
        || call.maxAttempts() - call.attemptsMade() < 2) {
      return null;
    }
    Hedging policy = hedging.get();
    Optional<Duration> delay = policy.delay().or(() -> percentile95(exchange, first));
    if (delay.isEmpty() || delay.get().compareTo(call.remaining()) >= 0) {
      return null;
    }
    Choice other = walk.beside(first);
    if (other == null || !isCheapEnough(policy, walk, other.leaf())) {
      return null;
    }
    String reason = "hedge: no answer after " + delay.get().toMillis() + " ms";
    return new Hedge<>(
        other,
        exchange.twin(),
        delay.get(),
        policy.delay().isPresent() ? reason : reason + " (p95)");
  }

  /** What a target's answers usually stay below; one that takes no time needs no hedge. */
  private static Optional<Duration> percentile95(Exchange<?> exchange, Leaf leaf) {
    long nanos = leaf.state().latency(exchange.streams()).percentile95();
    return nanos > 0 ? Optional.of(Duration.ofNanos(nanos)) : Optional.empty();
  }

  private static boolean isCheapEnough(Hedging policy, Walk walk, Leaf leaf) {
    Optional<BigDecimal> cap = policy.maxCost();
    if (cap.isEmpty()) {
      return true;
    }
    OptionalDouble usd = walk.ask().estimatedUsd(leaf);
    return usd.isPresent() && usd.getAsDouble() <= cap.get().doubleValue();
  }
}
