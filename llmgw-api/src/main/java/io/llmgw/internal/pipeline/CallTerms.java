package io.llmgw.internal.pipeline;

import io.llmgw.outcome.Charge;
import io.llmgw.outcome.Purpose;
import io.llmgw.spi.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How one call is run, as far as the pipeline needs to know.
 *
 * @param origin where it comes from
 * @param timeout the call's own timeout
 * @param maxAttempts the call's own limit of attempts
 * @param batch whether interactive calls go first where calls wait for room
 * @param cache what it does with the prompt cache
 * @param tags reported with events and charges
 * @param onCost the call's own cost callbacks
 * @param delivery what the provider is told beside what the model sees
 */
public record CallTerms(
    Origin origin,
    Optional<Duration> timeout,
    OptionalInt maxAttempts,
    boolean batch,
    CacheTerms cache,
    Map<String, String> tags,
    List<Consumer<Charge>> onCost,
    Delivery delivery) {

  /** A copy for a shadow: within its route's timeout, and nothing to do with the prompt cache. */
  static CallTerms shadow(Call of) {
    return new CallTerms(
        new Origin(Purpose.SHADOW, of.id()),
        Optional.empty(),
        OptionalInt.of(1),
        true,
        CacheTerms.NONE,
        of.tags(),
        List.of(),
        of.terms().delivery());
  }

  /**
   * An embedding for the semantic cache: on behalf of the same caller, whose vectors it may get. It
   * leaves none behind if that one wants its answer not to be stored.
   */
  static CallTerms embedding(Call of, Duration atMost) {
    return new CallTerms(
        new Origin(Purpose.SEMANTIC_CACHE, of.id()),
        Optional.of(atMost),
        OptionalInt.empty(),
        of.terms().batch(),
        new CacheTerms(true, of.terms().cache().stores(), Optional.empty(), Optional.empty(), ""),
        of.tags(),
        List.of(),
        Delivery.PLAIN);
  }
}
