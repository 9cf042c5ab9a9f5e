package io.llmgw.spi;

import io.llmgw.embedding.EmbeddingRequest;

/** Turns texts into vectors. */
public interface EmbeddingClient extends ProviderClient {
  /**
   * Asks for the vectors. Blocks until they are there.
   *
   * @param model the provider's id of the model (the request's own name may be a route)
   * @param request the texts
   * @param context deadline and cancellation
   * @return one vector for each text, in order
   * @throws ProviderFailure if the provider refuses or fails
   */
  EmbeddingAnswer embed(String model, EmbeddingRequest request, CallContext context);
}
