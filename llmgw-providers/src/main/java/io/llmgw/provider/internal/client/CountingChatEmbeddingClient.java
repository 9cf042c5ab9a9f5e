package io.llmgw.provider.internal.client;

import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.http.JsonHttp;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.TargetRequest;
import io.llmgw.spi.TokenCountingClient;

/** A provider of chat and embeddings that counts tokens. Safe for use by many threads. */
public final class CountingChatEmbeddingClient extends ChatEmbeddingClient
    implements TokenCountingClient {
  private final JsonTokenCount count;

  /**
   * Connects formats.
   *
   * @param http carries requests; its transport is closed by the gateway
   * @param models what is known of models
   * @param chat writes and reads chat
   * @param embeddings writes and reads embeddings
   * @param count writes and reads counts
   */
  public CountingChatEmbeddingClient(
      JsonHttp http,
      ModelData models,
      ChatFormat chat,
      EmbeddingFormat embeddings,
      CountFormat count) {
    super(http, models, chat, embeddings);
    this.count = new JsonTokenCount(http, chat, count);
  }

  @Override
  public long countTokens(TargetRequest request, CallContext context) {
    return count.count(request, context);
  }
}
