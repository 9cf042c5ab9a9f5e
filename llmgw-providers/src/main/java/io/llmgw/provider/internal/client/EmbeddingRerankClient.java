package io.llmgw.provider.internal.client;

import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.http.JsonHttp;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.RerankAnswer;
import io.llmgw.spi.RerankClient;

/** A provider of embeddings and rerank. Safe for use by many threads. */
public final class EmbeddingRerankClient extends WireClient
    implements EmbeddingClient, RerankClient {
  private final JsonEmbeddings embeddings;
  private final JsonRerank rerank;

  /**
   * Connects formats.
   *
   * @param http carries requests; its transport is closed by the gateway
   * @param models what is known of models
   * @param embeddings writes and reads embeddings
   * @param rerank writes and reads rerank
   */
  public EmbeddingRerankClient(
      JsonHttp http, ModelData models, EmbeddingFormat embeddings, RerankFormat rerank) {
    super(http, models);
    this.embeddings = new JsonEmbeddings(http, embeddings);
    this.rerank = new JsonRerank(http, rerank);
  }

  @Override
  public EmbeddingAnswer embed(String model, EmbeddingRequest request, CallContext context) {
    return embeddings.embed(model, request, context);
  }

  @Override
  public BatchLimits batchLimits(String model) {
    return embeddings.batchLimits(model);
  }

  @Override
  public RerankAnswer rerank(String model, RerankRequest request, CallContext context) {
    return rerank.rerank(model, request, context);
  }
}
