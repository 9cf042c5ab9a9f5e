package io.llmgw.spi;

import io.llmgw.embedding.EmbeddingRequest;

/** Turns texts into vectors. */
public interface EmbeddingClient extends ProviderClient {
  /**
   * Asks for the vectors. Blocks until they are there. The engine has split the texts so that
   * {@link #batchLimits} hold.
   *
   * @param model the provider's id of the model (the request's own name may be a route)
   * @param request the texts
   * @param context deadline and cancellation
   * @return one vector for each text, in order
   * @throws ProviderFailure if the provider refuses or fails
   */
  EmbeddingAnswer embed(String model, EmbeddingRequest request, CallContext context);

  /**
   * Returns how much one request may hold.
   *
   * @param model the provider's id of the model
   * @return by default {@link BatchLimits#NONE}
   */
  default BatchLimits batchLimits(String model) {
    return BatchLimits.NONE;
  }

  /**
   * How much one request for embeddings may hold.
   *
   * @param texts how many texts
   * @param tokens how many tokens they may have together
   */
  record BatchLimits(int texts, long tokens) {
    /** No limit is known. */
    public static final BatchLimits NONE = new BatchLimits(Integer.MAX_VALUE, Long.MAX_VALUE);

    /** Checks that both are more than 0. */
    public BatchLimits {
      if (texts <= 0 || tokens <= 0) {
        throw new IllegalArgumentException(
            "batch limits must be more than 0: " + texts + " texts, " + tokens + " tokens");
      }
    }

    /**
     * A limit of texts only.
     *
     * @param texts how many
     * @return the limits
     */
    public static BatchLimits ofTexts(int texts) {
      return new BatchLimits(texts, Long.MAX_VALUE);
    }
  }
}
