package io.llmgw.spi;

import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.rerank.RankedDocument;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A provider's answer to a rerank request.
 *
 * @param results documents with their scores, as the provider ordered them
 * @param usage what was used, over disjoint meters
 * @param rawUsage the provider's own usage object, {@link RawJson#NONE} if it sent none
 * @param reportedUsd what the provider says the request cost, exact USD; empty if it does not say
 * @param model the model as the provider named it, empty if it named none
 * @param requestId the provider's id of the request, empty if it sent none
 * @param rateLimits what the response's headers say of the provider's rate limits
 */
public record RerankAnswer(
    List<RankedDocument> results,
    Usage usage,
    RawJson rawUsage,
    Optional<BigDecimal> reportedUsd,
    String model,
    String requestId,
    RateLimitStatus rateLimits) {

  /** Refuses null and copies the list. */
  public RerankAnswer {
    Objects.requireNonNull(usage, "usage");
    Objects.requireNonNull(rawUsage, "rawUsage");
    Objects.requireNonNull(reportedUsd, "reportedUsd");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(rateLimits, "rateLimits");
    results = List.copyOf(results);
  }

  /**
   * An answer as its body has it, without what its headers say.
   *
   * @param results documents with their scores
   * @param usage what was used
   * @param rawUsage the provider's own usage object
   * @param model the model as the provider named it, empty if it named none
   */
  public RerankAnswer(List<RankedDocument> results, Usage usage, RawJson rawUsage, String model) {
    this(results, usage, rawUsage, Optional.empty(), model, "", RateLimitStatus.UNKNOWN);
  }

  /**
   * Adds what the response's headers say.
   *
   * @param id the provider's id of the request
   * @param limits what is left of the provider's rate limits
   * @return a copy
   */
  public RerankAnswer with(String id, RateLimitStatus limits) {
    return new RerankAnswer(results, usage, rawUsage, reportedUsd, model, id, limits);
  }

  /**
   * Adds what the provider reported as the request's cost.
   *
   * @param usd exact USD, at least 0; empty if it reported none
   * @return a copy
   */
  public RerankAnswer withReportedUsd(Optional<BigDecimal> usd) {
    return new RerankAnswer(results, usage, rawUsage, usd, model, requestId, rateLimits);
  }
}
