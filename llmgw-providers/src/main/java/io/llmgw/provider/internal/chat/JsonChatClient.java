package io.llmgw.provider.internal.chat;

import io.llmgw.model.ModelInfo;
import io.llmgw.outcome.Adjustment;
import io.llmgw.provider.internal.catalog.ModelData;
import io.llmgw.provider.internal.http.Endpoint;
import io.llmgw.provider.internal.http.HttpExchange;
import io.llmgw.provider.internal.http.HttpTransport;
import io.llmgw.provider.internal.http.JsonHttp;
import io.llmgw.provider.internal.http.NetworkFailures;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ChatClient;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import io.llmgw.spi.TimeSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okio.BufferedSource;

/** Carries any {@link ChatFormat} over HTTP. Safe for use by many threads. */
public class JsonChatClient implements ChatClient {
  private final Endpoint endpoint;
  private final HttpTransport transport;
  private final ChatFormat format;
  private final ModelData models;
  private final JsonHttp http;

  /**
   * Connects a format to an endpoint.
   *
   * @param endpoint where requests go
   * @param transport carries them; closed by the gateway
   * @param time tells the time, for retry delays given as dates
   * @param format writes and reads them
   * @param models what is known of models
   */
  public JsonChatClient(
      Endpoint endpoint,
      HttpTransport transport,
      TimeSource time,
      ChatFormat format,
      ModelData models) {
    this.endpoint = endpoint;
    this.transport = transport;
    this.format = format;
    this.models = models;
    this.http = new JsonHttp(endpoint, transport, time);
  }

  @Override
  public final String name() {
    return endpoint.name();
  }

  @Override
  public final Optional<ModelInfo> describe(String model) {
    return models.find(model);
  }

  /** Sends requests that are not chat over the same connections. */
  protected final JsonHttp http() {
    return http;
  }

  /** Returns the largest answer accepted, in bytes. */
  protected final long maxAnswerBytes() {
    return transport.settings().maxAnswerBytes();
  }

  @Override
  public final ProviderAnswer answer(TargetRequest request, CallContext context) {
    List<Adjustment> adjustments = new ArrayList<>(0);
    JsonHttp.Reply reply = post(request, context, false, adjustments);
    try (reply) {
      return whole(reply, adjustments);
    }
  }

  @Override
  public final ProviderStream stream(TargetRequest request, CallContext context) {
    List<Adjustment> adjustments = new ArrayList<>(0);
    JsonHttp.Reply reply = post(request, context, true, adjustments);
    HttpExchange exchange = reply.exchange();
    boolean handedOn = false;
    try {
      if (isEventStream(exchange)) {
        StreamDecoder decoder = format.decoder(exchange.head(), adjustments);
        ProviderStream stream =
            new SseChatStream(reply, decoder, transport.settings().maxSseLineBytes());
        handedOn = true;
        return stream;
      }
      return ProviderStream.of(whole(reply, adjustments));
    } catch (IOException e) {
      throw reply
          .failures()
          .completed(NetworkFailures.midStream(e, exchange.host(), context), exchange.head());
    } finally {
      if (!handedOn) {
        exchange.close();
      }
    }
  }

  private JsonHttp.Reply post(
      TargetRequest request, CallContext context, boolean stream, List<Adjustment> adjustments) {
    return http.post(
        format.path(request.model(), stream),
        stream,
        request.model(),
        context,
        out -> format.writeRequest(request, stream, out, adjustments),
        format::classify);
  }

  private ProviderAnswer whole(JsonHttp.Reply reply, List<Adjustment> adjustments) {
    return reply.read(maxAnswerBytes(), (json, head) -> format.readAnswer(json, head, adjustments));
  }

  /**
   * Servers answer a request for a stream with plain JSON for errors, and some for everything: the
   * body decides.
   */
  private static boolean isEventStream(HttpExchange exchange) throws IOException {
    String type = exchange.contentType();
    if (type.equals("text/event-stream")) {
      return true;
    }
    if (type.endsWith("json")) {
      return false;
    }
    BufferedSource body = exchange.body();
    for (int i = 0; body.request(i + 1); i++) {
      byte b = body.getBuffer().getByte(i);
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b == ':' || (b >= 'a' && b <= 'z') || (b & 0xff) == 0xef;
      }
    }
    return false;
  }

  /** Nothing to release: the connections belong to the transport, which the gateway closes. */
  @Override
  public final void close() {}
}
