package io.llmgw.internal.pipeline;

import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.RerankAnswer;
import io.llmgw.usage.Usage;
import java.util.List;

/** What settling an attempt needs of an answer, whatever was asked for. */
record Receipt(
    Usage usage,
    String model,
    String requestId,
    RateLimitStatus rateLimits,
    List<Adjustment> adjustments) {

  static Receipt of(ProviderAnswer answer) {
    return new Receipt(
        answer.usage(),
        answer.model(),
        answer.requestId(),
        answer.rateLimits(),
        answer.adjustments());
  }

  static Receipt of(EmbeddingAnswer answer) {
    return new Receipt(
        answer.usage(),
        answer.model(),
        answer.requestId(),
        answer.rateLimits(),
        answer.adjustments());
  }

  static Receipt of(RerankAnswer answer) {
    return new Receipt(
        answer.usage(), answer.model(), answer.requestId(), answer.rateLimits(), List.of());
  }
}
