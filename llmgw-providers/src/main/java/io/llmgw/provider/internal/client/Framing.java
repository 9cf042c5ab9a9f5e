package io.llmgw.provider.internal.client;

import io.llmgw.provider.internal.aws.EventStreamReader;
import io.llmgw.provider.internal.http.EventReader;
import io.llmgw.provider.internal.http.HttpExchange;
import io.llmgw.provider.internal.http.JsonArrayReader;
import io.llmgw.provider.internal.http.NdjsonReader;
import io.llmgw.provider.internal.http.SseReader;
import java.io.IOException;
import java.util.Optional;
import okio.BufferedSource;

/** How a format's streams are framed. */
public enum Framing {
  /** Server-sent events. */
  SSE("text/event-stream, application/json"),
  /** Server-sent events, or the elements of one JSON array (Gemini without {@code alt=sse}). */
  SSE_OR_ARRAY("text/event-stream, application/json"),
  /** One JSON value a line. */
  NDJSON("application/x-ndjson, application/json"),
  /** Amazon's binary event stream. */
  EVENT_STREAM("application/vnd.amazon.eventstream, application/json");

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
    String type = exchange.contentType();
    BufferedSource body = exchange.body();
    boolean json = type.equals("application/json") || type.endsWith("+json");
    boolean streamed =
        switch (this) {
          case SSE -> type.equals("text/event-stream") || (!json && looksLikeSse(body));
          case SSE_OR_ARRAY ->
              type.equals("text/event-stream")
                  || firstByte(body) == '['
                  || (!json && looksLikeSse(body));
          case NDJSON -> type.endsWith("ndjson") || (!json && firstByte(body) == '{');
          case EVENT_STREAM -> !json;
        };
    return streamed ? Optional.of(reader(body, maxEvent)) : Optional.empty();
  }

  private EventReader reader(BufferedSource body, int maxEvent) throws IOException {
    return switch (this) {
      case SSE -> new SseReader(body.inputStream(), maxEvent);
      case SSE_OR_ARRAY ->
          firstByte(body) == '['
              ? new JsonArrayReader(body.inputStream(), maxEvent)
              : new SseReader(body.inputStream(), maxEvent);
      case NDJSON -> new NdjsonReader(body.inputStream(), maxEvent);
      case EVENT_STREAM -> new EventStreamReader(body.inputStream(), maxEvent);
    };
  }

  private static boolean looksLikeSse(BufferedSource body) throws IOException {
    int first = firstByte(body);
    return first == ':' || (first >= 'a' && first <= 'z') || first == 0xef;
  }

  /** Returns the first byte that is no white space, -1 if there is none. */
  private static int firstByte(BufferedSource body) throws IOException {
    for (int i = 0; body.request(i + 1); i++) {
      byte b = body.getBuffer().getByte(i);
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b & 0xff;
      }
    }
    return -1;
  }
}
