package io.llmgw.outcome;

import io.llmgw.usage.Cost;
import io.llmgw.usage.Usage;
import io.llmgw.value.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a call went: who served it, what was tried, what it used and cost. It exists for every call,
 * successful or not. Immutable.
 *
 * @param callId the gateway's id of the call
 * @param attempts all attempts in order
 * @param charges one charge for every attempt that is or may be billed
 * @param adjustments what was sent differently from how it was written
 * @param usage what the serving attempt used, for a cached answer when it was made; unknown if none
 *     served; for embeddings what all attempts used, because what one has made is kept
 * @param cache what the prompt cache had to do with it
 * @param elapsed from the start of the call to its end (or to now, for a running stream)
 * @param timeToFirst from the start of the call to the first visible piece of the answer; for an
 *     unstreamed answer the same as elapsed
 */
public record Outcome(
    String callId,
    List<Attempt> attempts,
    List<Charge> charges,
    List<Adjustment> adjustments,
    Usage usage,
    CacheStatus cache,
    Duration elapsed,
    Duration timeToFirst) {

  /** Copies the lists. */
  public Outcome {
    attempts = List.copyOf(attempts);
    charges = List.copyOf(charges);
    adjustments = List.copyOf(adjustments);
  }

  /**
   * Returns what the call cost over all its attempts.
   *
   * @return the sum of the charges; {@link Cost#free()} if there are none
   */
  public Cost cost() {
    Cost sum = Cost.free();
    for (Charge charge : charges) {
      sum = sum.plus(charge.cost());
    }
    return sum;
  }

  /**
   * Returns the target that served the call; for a cached answer the one that had made it.
   *
   * @return empty if none did
   */
  public Optional<Target> servedBy() {
    for (int i = attempts.size() - 1; i >= 0; i--) {
      if (attempts.get(i).result() == Attempt.Result.SERVED) {
        return Optional.of(attempts.get(i).target());
      }
    }
    return cache.madeBy();
  }
}
