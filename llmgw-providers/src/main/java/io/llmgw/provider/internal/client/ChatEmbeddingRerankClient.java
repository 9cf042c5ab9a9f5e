package io.llmgw.provider.internal.client;

import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.http.JsonHttp;
import io.llmgw.rerank.RerankRequest;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.RerankAnswer;
import io.llmgw.spi.RerankClient;

/** A provider of chat, embeddings and rerank. Safe for use by many threads. */
public final class ChatEmbeddingRerankClient extends ChatEmbeddingClient implements RerankClient {
  private final JsonRerank rerank;

  /**
   * Connects formats.
   *
   * @param http carries requests; its transport is closed by the gateway
   * @param models what is known of models
   * @param chat writes and reads chat
   * @param embeddings writes and reads embeddings
   * @param rerank writes and reads rerank
   */
  public ChatEmbeddingRerankClient(
      JsonHttp http,
      ModelData models,
      ChatFormat chat,
      EmbeddingFormat embeddings,
      RerankFormat rerank) {
    super(http, models, chat, embeddings);
    this.rerank = new JsonRerank(http, rerank);
  }

  @Override
  public RerankAnswer rerank(String model, RerankRequest request, CallContext context) {
    return rerank.rerank(model, request, context);
  }
}
