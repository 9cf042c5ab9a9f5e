package io.llmgw.provider.internal.openai;

import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.client.ChatEmbeddingClient;
import io.llmgw.provider.internal.client.ChatEmbeddingRerankClient;
import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.client.CountFormat;
import io.llmgw.provider.internal.client.CountingChatEmbeddingClient;
import io.llmgw.provider.internal.client.JsonChatClient;
import io.llmgw.provider.internal.http.JsonHttp;
import io.llmgw.spi.ProviderClient;
import java.util.Optional;

/** Connects servers of OpenAI's format: a client can do what its server can. */
public final class OpenAiClients {
  private OpenAiClients() {}

  /**
   * Connects a server.
   *
   * @param http carries requests
   * @param models what is known of models
   * @param dialect how the server speaks
   * @param chat the format of its chat
   * @param count how the server counts tokens, if it does
   * @return a client of chat, and of embeddings and rerank if the server has them
   */
  public static ProviderClient connect(
      JsonHttp http,
      ModelData models,
      OpenAiDialect dialect,
      ChatFormat chat,
      Optional<CountFormat> count) {
    Optional<OpenAiEmbeddingDialect> vectors = dialect.embeddings();
    if (vectors.isEmpty()) {
      return new JsonChatClient(http, models, chat);
    }
    OpenAiEmbeddingFormat embeddings = new OpenAiEmbeddingFormat(dialect.origin(), vectors.get());
    if (count.isPresent()) {
      return new CountingChatEmbeddingClient(http, models, chat, embeddings, count.get());
    }
    Optional<String> top = dialect.rerankTop();
    return top.isEmpty()
        ? new ChatEmbeddingClient(http, models, chat, embeddings)
        : new ChatEmbeddingRerankClient(
            http, models, chat, embeddings, new OpenAiRerankFormat(dialect.origin(), top.get()));
  }
}
