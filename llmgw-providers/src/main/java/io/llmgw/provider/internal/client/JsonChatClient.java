package io.llmgw.provider.internal.client;

import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.http.JsonHttp;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;

/** A provider of chat. Safe for use by many threads. */
public class JsonChatClient extends WireClient implements ChatClient {
  private final JsonChat chat;

  /**
   * Connects a format.
   *
   * @param http carries requests; its transport is closed by the gateway
   * @param models what is known of models
   * @param chat writes and reads chat
   */
  public JsonChatClient(JsonHttp http, ModelData models, ChatFormat chat) {
    super(http, models);
    this.chat = new JsonChat(http, chat);
  }

  @Override
  public final ProviderAnswer answer(TargetRequest request, CallContext context) {
    return chat.answer(request, context);
  }

  @Override
  public final ProviderStream stream(TargetRequest request, CallContext context) {
    return chat.stream(request, context);
  }
}
