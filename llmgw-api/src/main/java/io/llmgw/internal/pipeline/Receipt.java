package io.llmgw.internal.pipeline;

import io.llmgw.internal.ledger.Estimate;
import io.llmgw.internal.ledger.Settlement;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.RerankAnswer;
import io.llmgw.usage.Usage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What settling an attempt needs of an answer, whatever was asked for.
 *
 * @param reported usage as the provider reported it, perhaps unknown
 * @param estimate makes up for that, given the estimated input
 */
record Receipt(
    Usage reported,
    LongFunction<Usage> estimate,
    Optional<BigDecimal> usd,
    String model,
    String serviceTier,
    String requestId,
    RateLimitStatus rateLimits,
    List<Adjustment> adjustments) {

  static Receipt of(ProviderAnswer answer) {
    return new Receipt(
        answer.usage(),
        input -> Estimate.unreported(input, answer),
        answer.reportedUsd(),
        answer.model(),
        answer.serviceTier(),
        answer.requestId(),
        answer.rateLimits(),
        answer.adjustments());
  }

  static Receipt of(EmbeddingAnswer answer) {
    return new Receipt(
        answer.usage(),
        Estimate::input,
        answer.reportedUsd(),
        answer.model(),
        "",
        answer.requestId(),
        answer.rateLimits(),
        answer.adjustments());
  }

  static Receipt of(RerankAnswer answer) {
    return new Receipt(
        answer.usage(),
        Estimate::input,
        answer.reportedUsd(),
        answer.model(),
        "",
        answer.requestId(),
        answer.rateLimits(),
        List.of());
  }

  /** What the answer is settled by: an answer without numbers is not free. */
  Settlement settlement(long inputTokens) {
    if (!reported.isKnown()) {
      return new Settlement.Estimated(estimate.apply(inputTokens), model, serviceTier, usd);
    }
    return reported.source() == Usage.Source.REPORTED
        ? new Settlement.Reported(reported, model, serviceTier, usd)
        : new Settlement.Estimated(reported, model, serviceTier, usd);
  }
}
