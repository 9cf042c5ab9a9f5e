package io.llmgw.spi;

import io.llmgw.rerank.RerankRequest;

/** Ranks documents by their relevance to a query. */
public interface RerankClient extends ProviderClient {
  /**
   * Asks for the order. Blocks until it is there.
   *
   * @param model the provider's id of the model (the request's own name may be a route)
   * @param request query and documents
   * @param context deadline and cancellation
   * @return the documents in any order
   * @throws ProviderFailure if the provider refuses or fails
   */
  RerankAnswer rerank(String model, RerankRequest request, CallContext context);
}
