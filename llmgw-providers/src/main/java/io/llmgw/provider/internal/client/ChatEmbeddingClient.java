package io.llmgw.provider.internal.client;

import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.http.JsonHttp;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient;

/** A provider of chat and embeddings. Safe for use by many threads. */
public class ChatEmbeddingClient extends JsonChatClient implements EmbeddingClient {
  private final JsonEmbeddings embeddings;

  /**
   * Connects formats.
   *
   * @param http carries requests; its transport is closed by the gateway
   * @param models what is known of models
   * @param chat writes and reads chat
   * @param embeddings writes and reads embeddings
   */
  public ChatEmbeddingClient(
      JsonHttp http, ModelData models, ChatFormat chat, EmbeddingFormat embeddings) {
    super(http, models, chat);
    this.embeddings = new JsonEmbeddings(http, embeddings);
  }

  @Override
  public final EmbeddingAnswer embed(String model, EmbeddingRequest request, CallContext context) {
    return embeddings.embed(model, request, context);
  }

  @Override
  public final BatchLimits batchLimits(String model) {
    return embeddings.batchLimits(model);
  }
}
