package io.llmgw.provider.internal.client;

import com.fasterxml.jackson.core.JsonGenerator;
import io.llmgw.provider.internal.http.EventReader;
import io.llmgw.provider.internal.http.HttpExchange;
import io.llmgw.provider.internal.http.JsonHttp;
import io.llmgw.provider.internal.http.NetworkFailures;
import io.llmgw.provider.internal.http.ResponseHead;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.TargetRequest;
import java.io.IOException;
import java.util.Optional;

/** Carries a {@link ChatFormat} over HTTP. Safe for use by many threads. */
final class JsonChat {
  private final JsonHttp http;
  private final ChatFormat format;

  JsonChat(JsonHttp http, ChatFormat format) {
    this.http = http;
    this.format = format;
  }

  ProviderAnswer answer(TargetRequest request, CallContext context) {
    Adjustments adjustments = new Adjustments();
    return http.ask(
        format.path(request, false),
        request.model(),
        context,
        out -> write(request, false, out, adjustments, context),
        (json, head) -> complete(format.readAnswer(json, request, head), http, head, adjustments),
        format::classify);
  }

  ProviderStream stream(TargetRequest request, CallContext context) {
    Adjustments adjustments = new Adjustments();
    JsonHttp.Reply reply =
        http.post(
            format.path(request, true),
            format.framing().accept(),
            true,
            request.model(),
            context,
            out -> write(request, true, out, adjustments, context),
            format::classify);
    HttpExchange exchange = reply.exchange();
    boolean handedOn = false;
    try {
      Optional<EventReader> events =
          format.framing().open(exchange, http.settings().maxSseLineBytes());
      if (events.isPresent()) {
        StreamDecoder decoder = format.decoder(request, exchange.head());
        ProviderStream stream =
            new EventChatStream(
                reply,
                events.get(),
                decoder,
                answer -> complete(answer, http, exchange.head(), adjustments),
                http.settings().maxAnswerBytes(),
                format::classify);
        handedOn = true;
        return stream;
      }
      return ProviderStream.of(
          reply.read(
              http.settings().maxAnswerBytes(),
              (json, head) ->
                  complete(format.readAnswer(json, request, head), http, head, adjustments)));
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

  private void write(
      TargetRequest request,
      boolean stream,
      JsonGenerator out,
      Adjustments adjustments,
      CallContext context)
      throws IOException {
    format.writeRequest(request, stream, out, adjustments);
    context.adjusted(adjustments.all());
  }

  /** Adds what a format does not see. */
  private static ProviderAnswer complete(
      ProviderAnswer answer, JsonHttp http, ResponseHead head, Adjustments adjustments) {
    ProviderAnswer.Builder all =
        answer.toBuilder().rateLimits(http.rateLimits(head)).adjustments(adjustments.all());
    return (head.requestId().isEmpty() ? all : all.requestId(head.requestId())).build();
  }
}
