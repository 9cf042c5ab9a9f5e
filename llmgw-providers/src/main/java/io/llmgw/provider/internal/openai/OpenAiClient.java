package io.llmgw.provider.internal.openai;

import io.llmgw.embedding.EmbeddingRequest;
import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.chat.JsonChatClient;
import io.llmgw.provider.internal.http.Endpoint;
import io.llmgw.provider.internal.http.HttpTransport;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.EmbeddingAnswer;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.TimeSource;

/** Chat and embeddings over OpenAI's format. */
public final class OpenAiClient extends JsonChatClient implements EmbeddingClient {
  private final OpenAiEmbeddings embeddings;

  /**
   * Connects to an endpoint.
   *
   * @param endpoint where requests go
   * @param transport carries them; closed by the gateway
   * @param time tells the time
   * @param dialect what is particular about the server
   * @param models what is known of models
   */
  public OpenAiClient(
      Endpoint endpoint,
      HttpTransport transport,
      TimeSource time,
      OpenAiDialect dialect,
      ModelData models) {
    super(endpoint, transport, time, new OpenAiChatFormat(dialect), models);
    this.embeddings = new OpenAiEmbeddings(http(), maxAnswerBytes());
  }

  @Override
  public EmbeddingAnswer embed(String model, EmbeddingRequest request, CallContext context) {
    return embeddings.embed(model, request, context);
  }
}
