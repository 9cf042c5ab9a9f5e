package io.llmgw.tests.conformance.requests;

import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.TargetRequest;
import io.llmgw.value.Extras;

/** A recorded request in the words of our API. */
sealed interface Asked {
  /** Returns what had to be said as extras, because the API has no word for it. */
  Extras extras();

  /**
   * A chat.
   *
   * @param target the request
   * @param stream whether the answer was streamed
   */
  record Chat(TargetRequest target, boolean stream) implements Asked {
    @Override
    public Extras extras() {
      return target.chat().extras();
    }
  }

  /**
   * Texts to turn into vectors.
   *
   * @param request the request
   */
  record Embeddings(EmbeddingRequest request) implements Asked {
    @Override
    public Extras extras() {
      return request.extras();
    }
  }

  /**
   * Documents to rank.
   *
   * @param request the request
   */
  record Ranking(RerankRequest request) implements Asked {
    @Override
    public Extras extras() {
      return Extras.NONE;
    }
  }
}
