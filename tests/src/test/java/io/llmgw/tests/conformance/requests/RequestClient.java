package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.EmbeddingClient;
import io.llmgw.spi.ProviderClient;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.ProviderSpec;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.RerankClient;
import io.llmgw.spi.TargetRequest;
import io.llmgw.tests.conformance.WireContext;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;

/** The real client of a provider, over a real socket: writes requests and reads earlier answers. */
final class RequestClient {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final String REFUSAL = "{\"error\":{\"message\":\"only the request counts\"}}";

  private final RequestServer server;
  private final WireContext context;
  private final Function<URI, ProviderSpec> provider;

  RequestClient(RequestServer server, WireContext context, Function<URI, ProviderSpec> provider) {
    this.server = server;
    this.context = context;
    this.provider = provider;
  }

  /**
   * Returns the body that the client sends.
   *
   * @throws ProviderFailure if it sends none
   */
  ObjectNode write(Asked asked) {
    try (RequestServer.Endpoint endpoint = server.answering(400, REFUSAL);
        ProviderClient client = provider.apply(endpoint.url()).connect(context)) {
      try {
        send(client, asked);
      } catch (ProviderFailure e) {
        if (endpoint.body().isEmpty()) {
          throw e;
        }
      }
      return (ObjectNode) Trees.parse(endpoint.body().orElse("{}"));
    }
  }

  private void send(ProviderClient client, Asked asked) {
    try (WireContext.Call call = context.call(DEADLINE)) {
      if (asked instanceof Asked.Chat chat) {
        send((ChatClient) client, chat, call);
      } else if (asked instanceof Asked.Embeddings embeddings) {
        ((EmbeddingClient) client).embed(embeddings.request().model(), embeddings.request(), call);
      } else if (asked instanceof Asked.Ranking ranking) {
        ((RerankClient) client).rerank(ranking.request().model(), ranking.request(), call);
      }
    }
  }

  private static void send(ChatClient client, Asked.Chat chat, WireContext.Call call) {
    if (!chat.stream()) {
      client.answer(chat.target(), call);
      return;
    }
    try (ProviderStream stream = client.stream(chat.target(), call)) {
      while (stream.hasNext()) {
        stream.next();
      }
    }
  }

  /** Lets the client read an answer. */
  AssistantMessage read(String model, ObjectNode answer) {
    try (RequestServer.Endpoint endpoint = server.answering(200, answer.toString());
        ProviderClient client = provider.apply(endpoint.url()).connect(context);
        WireContext.Call call = context.call(DEADLINE)) {
      TargetRequest request = new TargetRequest(model, ChatRequest.of(model, "an earlier turn"));
      return ((ChatClient) client).answer(request, call).message();
    }
  }
}
