package io.llmgw.internal.pipeline;

import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.chat.ProviderState;
import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.tokens.EstimatedUsage;
import io.llmgw.internal.tokens.RequestProfile;
import io.llmgw.internal.tokens.TokenEstimates;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.EmbeddingClient.BatchLimits;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TokenCounter.TokenCount;
import io.llmgw.usage.Usage;
import io.llmgw.value.RawJson;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Asks for embeddings, in as many requests as the provider's limits ask for. Vectors that are there
 * stay there: the next attempt asks only for those that are missing, which is right because all
 * targets of an embedding route share one embedding space.
 */
final class EmbedExchange implements Exchange<EmbeddingAnswer> {
  private final EmbeddingRequest request;
  private final TokenEstimates estimates;
  private final List<float[]> vectors = new ArrayList<>();
  private Usage sinceFailure = Usage.unknown();
  private Optional<BigDecimal> reportedUsd = Optional.empty();
  private List<String> underWay = List.of();

  EmbedExchange(EmbeddingRequest request, TokenEstimates estimates) {
    this.request = request;
    this.estimates = estimates;
  }

  @Override
  public Class<? extends ProviderClient> kind() {
    return EmbeddingClient.class;
  }

  @Override
  public long inputTokens(Target target) {
    return tokens(request.inputs().subList(vectors.size(), request.inputs().size()), target);
  }

  @Override
  public TokenCount countInput(Leaf leaf, CallContext context) {
    List<String> missing = request.inputs().subList(vectors.size(), request.inputs().size());
    return estimates.count(RequestProfile.of(missing), leaf.target());
  }

  @Override
  public Demand demand() {
    return Demand.NO_OUTPUT;
  }

  /** What the last attempt had been given when it failed. */
  @Override
  public Optional<ProviderAnswer> partial() {
    return sinceFailure.isKnown()
        ? Optional.of(
            ProviderAnswer.of(new AssistantMessage(List.of(), ProviderState.NONE))
                .usage(sinceFailure, RawJson.NONE)
                .reportedUsd(reportedUsd)
                .build())
        : Optional.empty();
  }

  /** Of the last attempt's requests only one was under way when it failed. */
  @Override
  public long unansweredTokens(Target target) {
    return underWay.isEmpty() ? 0 : tokens(underWay, target);
  }

  private long tokens(List<String> texts, Target target) {
    return estimates.tokens(RequestProfile.of(texts), target);
  }

  @Override
  public boolean canBeHedged() {
    return false; // what one target has made is kept for the next
  }

  @Override
  public EmbedExchange twin() {
    throw new UnsupportedOperationException("embeddings are not hedged");
  }

  @Override
  public Receipt discard(EmbeddingAnswer answer) {
    return Receipt.of(answer);
  }

  @Override
  public EmbeddingAnswer ask(Leaf leaf, OptionalInt outputCap, CallContext context) {
    Target target = leaf.target();
    EmbeddingClient embeddings = (EmbeddingClient) leaf.client();
    BatchLimits limits = embeddings.batchLimits(target.model());
    Set<Adjustment> adjustments = new LinkedHashSet<>(0);
    sinceFailure = Usage.unknown();
    reportedUsd = Optional.empty();
    EmbeddingAnswer answer;
    do {
      underWay = List.of();
      if (context.isCancelled()) {
        throw ProviderFailure.of(ErrorKind.CANCELLED, "stopped between two requests")
            .withNothingSent();
      }
      int from = vectors.size();
      EmbeddingRequest batch = request.slice(from, end(from, limits, target));
      underWay = batch.inputs();
      EmbeddingAnswer answered = complete(batch, embeddings.embed(target.model(), batch, context));
      answer = answered;
      vectors.addAll(answer.vectors());
      learn(batch, answer, target);
      Usage used = used(batch, answer, target);
      // The sum is reported only if every request's part of it is.
      reportedUsd =
          sinceFailure.isKnown()
              ? reportedUsd.flatMap(sum -> answered.reportedUsd().map(sum::add))
              : answered.reportedUsd();
      sinceFailure = sinceFailure.isKnown() ? sinceFailure.plus(used) : used;
      adjustments.addAll(answer.adjustments());
    } while (vectors.size() < request.inputs().size());
    return new EmbeddingAnswer(
        vectors,
        sinceFailure,
        answer.rawUsage(),
        reportedUsd,
        answer.model(),
        answer.requestId(),
        answer.rateLimits(),
        List.copyOf(adjustments));
  }

  private void learn(EmbeddingRequest batch, EmbeddingAnswer answer, Target target) {
    long reported = answer.usage().inputTokens();
    if (reported > 0 && estimates.wantsToLearn(target)) {
      estimates.learn(RequestProfile.of(batch.inputs()), target, reported);
    }
  }

  /**
   * Refuses an answer whose vectors would spoil the others: with one too few or too many every
   * later text would have another's, and vectors of different lengths cannot be compared.
   */
  private EmbeddingAnswer complete(EmbeddingRequest batch, EmbeddingAnswer answer) {
    int expected = batch.inputs().size();
    if (answer.vectors().size() != expected) {
      throw ProviderFailure.of(
          ErrorKind.MALFORMED_ANSWER,
          "the answer has " + answer.vectors().size() + " vectors for " + expected + " texts");
    }
    int length = (vectors.isEmpty() ? answer.vectors() : vectors).get(0).length;
    for (float[] vector : answer.vectors()) {
      if (vector.length == 0 || vector.length != length) {
        throw ProviderFailure.of(
            ErrorKind.MALFORMED_ANSWER,
            "the answer has a vector of "
                + vector.length
                + " numbers, but the first one has "
                + length);
      }
    }
    return answer;
  }

  /** Returns where a batch ends that begins at a text; it has at least that one. */
  private int end(int from, BatchLimits limits, Target target) {
    int most = (int) Math.min(request.inputs().size(), (long) from + limits.texts());
    if (limits.tokens() == Long.MAX_VALUE) {
      return most;
    }
    long tokens = estimates.safeTokens(request.inputs().get(from), target);
    int end = from + 1;
    while (end < most) {
      tokens += estimates.safeTokens(request.inputs().get(end), target);
      if (tokens > limits.tokens()) {
        break;
      }
      end++;
    }
    return end;
  }

  /** An unreported batch is estimated: a sum cannot be half unknown. */
  private Usage used(EmbeddingRequest batch, EmbeddingAnswer answer, Target target) {
    return answer.usage().isKnown()
        ? answer.usage()
        : EstimatedUsage.ofInput(tokens(batch.inputs(), target));
  }
}
