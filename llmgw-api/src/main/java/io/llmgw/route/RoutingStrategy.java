package io.llmgw.route;

import io.llmgw.value.Scope;
import java.util.List;

/**
 * Says which of several targets a call should go to. Asked again when the first one has failed,
 * with those that are left. Which targets can take the call at all is decided before.
 *
 * <pre>{@code
 * RoutingStrategy leastBusy = (call, candidates) ->
 *     Preference.least(candidates.stream().mapToDouble(Candidate::inFlight).toArray(), "in flight");
 * }</pre>
 *
 * <p>Implementations are quick, safe for use by many threads, and deterministic: what is to be left
 * to chance is said with {@link Preference#weights} or {@link Preference#leastOfTwo}, so that a
 * plan can show it. One that throws or returns another number of values than there are candidates
 * is reported to listeners, and the targets are taken in their order.
 */
@FunctionalInterface
public interface RoutingStrategy {
  /**
   * Says what is preferred.
   *
   * @param call the call
   * @param candidates the targets that can take it, at least two, in the route's order
   * @return one value for each of them
   */
  Preference prefer(RoutingCall call, List<Candidate> candidates);

  /**
   * Returns the strategy that takes targets in their order.
   *
   * @return in order
   */
  static RoutingStrategy inOrder() {
    return InOrder.INSTANCE;
  }

  /**
   * Returns the strategy that takes the target at which this call costs least, as {@link
   * RoutingCall#estimatedUsd} says. Targets without a price come last.
   *
   * @return cheapest
   */
  static RoutingStrategy cheapest() {
    return Cheapest.INSTANCE;
  }

  /**
   * Returns the strategy that takes of two targets at random the faster one: latency times the
   * calls that would then be under way there. A target of which nothing is known is tried by one
   * call at a time.
   *
   * @return fastest
   */
  static RoutingStrategy fastest() {
    return Fastest.INSTANCE;
  }

  /**
   * Returns the strategy that keeps a caller with one target as long as it is healthy, by
   * rendezvous hashing: if a target comes or goes, only its own callers move. Calls without the
   * value go anywhere.
   *
   * @param by tenant, user or a tag
   * @return sticky by caller
   */
  static RoutingStrategy sticky(Scope by) {
    return new Sticky(by);
  }

  /**
   * Returns the strategy that keeps requests with the same beginning with one target, as {@link
   * #sticky} does with callers, so that the provider's prompt cache has it: the first 4,096
   * characters of tools, instructions and the first message after them. (Providers cache from about
   * 1,024 tokens on.) So a conversation stays with its target from turn to turn; conversations with
   * long instructions in common stay together, others spread.
   *
   * <p>It goes with {@link io.llmgw.caching.PrefixCaching}, which makes providers keep and find the
   * beginning, for targets that have caches of their own, such as one model at two providers or in
   * two accounts:
   *
   * <pre>{@code
   * r.to(Branch.by(RoutingStrategy.stickyByPrompt(), "openai-eu/gpt-5", "openai-us/gpt-5"))
   *     .prefixCaching(PrefixCaching.automatic())
   * }</pre>
   *
   * <p>Of several API keys of one provider one is used until it fails, whatever the strategy, so
   * that they do not scatter what belongs together.
   *
   * @return sticky by prompt prefix
   */
  static RoutingStrategy stickyByPrompt() {
    return StickyByPrompt.INSTANCE;
  }
}
