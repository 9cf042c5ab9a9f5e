package io.llmgw.provider.internal.client;

import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.http.JsonHttp;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.TargetRequest;
import io.llmgw.spi.TokenCountingClient;

/** A provider of chat that counts tokens. Safe for use by many threads. */
public final class CountingChatClient extends JsonChatClient implements TokenCountingClient {
  private final JsonTokenCount count;

  /**
   * Connects formats.
   *
   * @param http carries requests; its transport is closed by the gateway
   * @param models what is known of models
   * @param chat writes and reads chat
   * @param count writes and reads counts
   */
  public CountingChatClient(JsonHttp http, ModelData models, ChatFormat chat, CountFormat count) {
    super(http, models, chat);
    this.count = new JsonTokenCount(http, chat, count);
  }

  @Override
  public long countTokens(TargetRequest request, CallContext context) {
    return count.count(request, context);
  }
}
