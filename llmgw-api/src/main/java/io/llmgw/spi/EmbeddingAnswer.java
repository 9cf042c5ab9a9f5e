package io.llmgw.spi;

import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A provider's answer to an embedding request.
 *
 * @param vectors one for each input, in order
 * @param usage what was used, over disjoint meters
 * @param rawUsage the provider's own usage object, {@link RawJson#NONE} if it sent none
 * @param reportedUsd what the provider says the request cost, exact USD; empty if it does not say
 * @param model the model as the provider named it, empty if it named none
 * @param requestId the provider's id of the request, empty if it sent none
 * @param rateLimits what the response's headers say of the provider's rate limits
 * @param adjustments what was sent differently from how the request was written
 */
public record EmbeddingAnswer(
    List<float[]> vectors,
    Usage usage,
    RawJson rawUsage,
    Optional<BigDecimal> reportedUsd,
    String model,
    String requestId,
    RateLimitStatus rateLimits,
    List<Adjustment> adjustments) {

  /** Refuses null and copies the lists (not the vectors). */
  public EmbeddingAnswer {
    Objects.requireNonNull(usage, "usage");
    Objects.requireNonNull(rawUsage, "rawUsage");
    Objects.requireNonNull(reportedUsd, "reportedUsd");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(rateLimits, "rateLimits");
    vectors = List.copyOf(vectors);
    adjustments = List.copyOf(adjustments);
  }

  /**
   * An answer as its body has it, without what its headers say.
   *
   * @param vectors one for each input, in order
   * @param usage what was used
   * @param rawUsage the provider's own usage object
   * @param model the model as the provider named it, empty if it named none
   */
  public EmbeddingAnswer(List<float[]> vectors, Usage usage, RawJson rawUsage, String model) {
    this(vectors, usage, rawUsage, Optional.empty(), model, "", RateLimitStatus.UNKNOWN, List.of());
  }

  /**
   * Adds what the response's headers and the request's writing say.
   *
   * @param id the provider's id of the request
   * @param limits what is left of the provider's rate limits
   * @param made what was sent differently
   * @return a copy
   */
  public EmbeddingAnswer with(String id, RateLimitStatus limits, List<Adjustment> made) {
    return new EmbeddingAnswer(vectors, usage, rawUsage, reportedUsd, model, id, limits, made);
  }

  /**
   * Adds what the provider reported as the request's cost.
   *
   * @param usd exact USD, at least 0; empty if it reported none
   * @return a copy
   */
  public EmbeddingAnswer withReportedUsd(Optional<BigDecimal> usd) {
    return new EmbeddingAnswer(
        vectors, usage, rawUsage, usd, model, requestId, rateLimits, adjustments);
  }
}
