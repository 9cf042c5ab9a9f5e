package io.llmgw.provider.internal.client;

import io.llmgw.provider.internal.http.EventReader;
import io.llmgw.provider.internal.http.HttpExchange;
import io.llmgw.provider.internal.http.JsonArrayReader;
import io.llmgw.provider.internal.http.SseReader;
import java.io.IOException;
import java.util.Optional;
import okio.BufferedSource;

/** How a format's streams are framed. */
public enum Framing {
  /** Server-sent events. */
  SSE("text/event-stream, application/json"),

  /**
   * Server-sent events, or one JSON array whose elements are the events: Gemini's streams, which
   * are the latter where something on the way drops {@code alt=sse}.
   */
  SSE_OR_JSON_ARRAY("text/event-stream, application/json");

  private final String accept;

  Framing(String accept) {
    this.accept = accept;
  }

  /** Returns the media types to ask for. */
  String accept() {
    return accept;
  }

  /**
   * Opens a body as a stream. Servers answer a request for a stream with plain JSON for errors, and
   * some for everything: the media type decides, and if it says nothing of use, the body.
   *
   * @param maxEvent the longest line or event to accept, in bytes
   * @return empty if the body is one JSON object
   */
  Optional<EventReader> open(HttpExchange exchange, int maxEvent) throws IOException {
    if (this == SSE_OR_JSON_ARRAY && firstByte(exchange.body()) == '[') {
      return Optional.of(new JsonArrayReader(exchange.body().inputStream(), maxEvent));
    }
    String type = exchange.contentType();
    boolean events =
        type.equals("text/event-stream") || (!type.endsWith("json") && looksLikeSse(exchange));
    return events
        ? Optional.of(new SseReader(exchange.body().inputStream(), maxEvent))
        : Optional.empty();
  }

  private static boolean looksLikeSse(HttpExchange exchange) throws IOException {
    byte first = firstByte(exchange.body());
    return first == ':' || (first >= 'a' && first <= 'z') || (first & 0xff) == 0xef;
  }

  private static byte firstByte(BufferedSource body) throws IOException {
    for (int i = 0; body.request(i + 1); i++) {
      byte b = body.getBuffer().getByte(i);
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b;
      }
    }
    return 0;
  }
}
