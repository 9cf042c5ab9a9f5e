package io.llmgw.internal.pipeline;

import io.llmgw.chat.Alternative;
import io.llmgw.chat.Part;
import io.llmgw.internal.tokens.EstimatedUsage;
import io.llmgw.internal.tokens.RequestProfile;
import io.llmgw.internal.tokens.TokenEstimates;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.RerankAnswer;
import io.llmgw.usage.Usage;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What settling an attempt needs of an answer, whatever was asked for.
 *
 * @param reported usage as the provider reported it, perhaps unknown
 * @param parts what the answer is made of, to estimate from where nothing is reported
 * @param usd what the provider says it cost
 */
record Receipt(
    Usage reported,
    List<Part> parts,
    Optional<BigDecimal> usd,
    String model,
    String serviceTier,
    String requestId,
    RateLimitStatus rateLimits,
    List<Adjustment> adjustments) {

  static Receipt of(ProviderAnswer answer) {
    List<Part> parts = answer.message().parts();
    if (!answer.alternatives().isEmpty()) {
      parts = new ArrayList<>(parts);
      for (Alternative further : answer.alternatives()) {
        parts.addAll(further.message().parts());
      }
    }
    return new Receipt(
        answer.usage(),
        parts,
        answer.reportedUsd(),
        answer.model(),
        answer.serviceTier(),
        answer.requestId(),
        answer.rateLimits(),
        answer.adjustments());
  }

  /** Of a stream that was not read to its end: what it says of its usage is not all. */
  static Receipt cut(ProviderAnswer answer) {
    return of(answer.toBuilder().usage(Usage.unknown(), answer.rawUsage()).build());
  }

  static Receipt of(EmbeddingAnswer answer) {
    return new Receipt(
        answer.usage(),
        List.of(),
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
        List.of(),
        answer.reportedUsd(),
        answer.model(),
        "",
        answer.requestId(),
        answer.rateLimits(),
        List.of());
  }

  /** What the answer is settled by: an answer without numbers is not free. */
  Settlement settlement(Exchange<?> exchange, Target target, TokenEstimates estimates) {
    if (!reported.isKnown()) {
      long received = estimates.tokens(RequestProfile.ofAnswer(parts), target);
      Usage usage = EstimatedUsage.interrupted(reported, exchange.inputTokens(target), received);
      return new Settlement.Estimated(usage, model, serviceTier, usd);
    }
    return reported.source() == Usage.Source.REPORTED
        ? new Settlement.Reported(reported, model, serviceTier, usd)
        : new Settlement.Estimated(reported, model, serviceTier, usd);
  }
}
