package io.llmgw.tests.conformance;

import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.RerankAnswer;
import java.util.Optional;

/**
 * What a client made of a recording.
 *
 * @param answer the answer; after a failure as far as it had come, if a stream had been opened
 * @param vectors the answer to an embedding request
 * @param ranking the answer to a rerank request
 * @param deltas what came piece by piece; empty if nothing was streamed
 * @param failure how it failed, if it did
 * @param crash anything else that was thrown, which nothing should be
 * @param requests how many HTTP requests were made
 */
record Observed(
    Optional<ProviderAnswer> answer,
    Optional<EmbeddingAnswer> vectors,
    Optional<RerankAnswer> ranking,
    Optional<Deltas> deltas,
    Optional<ProviderFailure> failure,
    Optional<Throwable> crash,
    int requests) {

  private static final Observed NOTHING =
      new Observed(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0);

  static Observed answered(ProviderAnswer answer) {
    return NOTHING.with(Optional.of(answer), Optional.empty());
  }

  static Observed answered(EmbeddingAnswer vectors) {
    return new Observed(
        NOTHING.answer,
        Optional.of(vectors),
        NOTHING.ranking,
        NOTHING.deltas,
        NOTHING.failure,
        NOTHING.crash,
        0);
  }

  static Observed answered(RerankAnswer ranking) {
    return new Observed(
        NOTHING.answer,
        NOTHING.vectors,
        Optional.of(ranking),
        NOTHING.deltas,
        NOTHING.failure,
        NOTHING.crash,
        0);
  }

  static Observed streamed(ProviderAnswer answer, Deltas deltas) {
    return NOTHING.with(Optional.of(answer), Optional.of(deltas));
  }

  static Observed failed(RuntimeException thrown) {
    return NOTHING.with(thrown);
  }

  private Observed with(Optional<ProviderAnswer> answer, Optional<Deltas> deltas) {
    return new Observed(answer, vectors, ranking, deltas, failure, crash, requests);
  }

  /** Adds what was thrown in the end. */
  Observed with(RuntimeException thrown) {
    return thrown instanceof ProviderFailure expected
        ? new Observed(answer, vectors, ranking, deltas, Optional.of(expected), crash, requests)
        : new Observed(answer, vectors, ranking, deltas, failure, Optional.of(thrown), requests);
  }

  Observed withRequests(int requests) {
    return new Observed(answer, vectors, ranking, deltas, failure, crash, requests);
  }
}
