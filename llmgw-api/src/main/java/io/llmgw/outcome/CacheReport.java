package io.llmgw.outcome;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What the prompt cache has done since the gateway was built. Counts are of the application's calls
 * unless said otherwise, each counted once, when it ends; the gateway's own, such as embeddings for
 * the semantic cache, are not among them. Immutable.
 *
 * @param hits answered with what was stored for the same request
 * @param semanticHits answered with what was stored for another question that means the same
 * @param coalesced answered with the answer of an identical call in flight
 * @param misses for which nothing was found
 * @param refreshed that wanted a new answer
 * @param bypassed that passed the cache by although there is one
 * @param refusedByGuard similar questions whose answers were not given because they differ in a
 *     number, name, negation or the like; in shadow mode too
 * @param shadowHits questions that the semantic cache would have answered, in shadow mode
 * @param vectorHits texts whose vectors were there
 * @param vectorMisses texts whose vectors were not
 * @param stored answers and vectors handed to the cache to be stored
 * @param failures what the cache, its shared store or its embedder failed at; each was a miss, or
 *     was not stored
 * @param tokensSaved tokens of the answers that were not asked for again, as far as they are known
 * @param usdSaved what these answers and vectors had cost in USD, as far as it is known, rounded
 *     down to a billionth each
 * @param entries how many answers and vectors are stored; empty if the cache does not tell
 * @param bytes how much heap they hold on to; empty if the cache does not tell
 */
public record CacheReport(
    long hits,
    long semanticHits,
    long coalesced,
    long misses,
    long refreshed,
    long bypassed,
    long refusedByGuard,
    long shadowHits,
    long vectorHits,
    long vectorMisses,
    long stored,
    long failures,
    long tokensSaved,
    BigDecimal usdSaved,
    OptionalLong entries,
    OptionalLong bytes) {

  /** Refuses null. */
  public CacheReport {
    Objects.requireNonNull(usdSaved, "usdSaved");
    Objects.requireNonNull(entries, "entries");
    Objects.requireNonNull(bytes, "bytes");
  }

  /**
   * Returns which share of the calls that looked for an answer got one without a provider's.
   *
   * @return 0 to 1; 0 if there were none
   */
  public double hitRatio() {
    long found = hits + semanticHits + coalesced;
    return found + misses == 0 ? 0 : (double) found / (found + misses);
  }
}
