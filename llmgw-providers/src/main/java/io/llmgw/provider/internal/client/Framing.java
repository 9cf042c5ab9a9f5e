package io.llmgw.provider.internal.client;

import io.llmgw.provider.internal.aws.EventStreamReader;
import io.llmgw.provider.internal.http.EventReader;
import io.llmgw.provider.internal.http.HttpExchange;
import io.llmgw.provider.internal.http.SseReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import okio.BufferedSource;

/** How a format's streams are framed. */
public enum Framing {
  /** Server-sent events. */
  SSE("text/event-stream, application/json") {
    @Override
    boolean isStream(String type, HttpExchange exchange) throws IOException {
      return type.equals("text/event-stream") || (!type.endsWith("json") && looksLikeSse(exchange));
    }

    @Override
    EventReader reader(InputStream body, int maxEvent) {
      return new SseReader(body, maxEvent);
    }
  },

  /** Amazon's event stream. */
  EVENT_STREAM("application/vnd.amazon.eventstream, application/json") {
    @Override
    boolean isStream(String type, HttpExchange exchange) {
      return !type.endsWith("json");
    }

    @Override
    EventReader reader(InputStream body, int maxEvent) {
      return new EventStreamReader(body, maxEvent);
    }
  };

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
    return isStream(exchange.contentType(), exchange)
        ? Optional.of(reader(exchange.body().inputStream(), maxEvent))
        : Optional.empty();
  }

  abstract boolean isStream(String type, HttpExchange exchange) throws IOException;

  abstract EventReader reader(InputStream body, int maxEvent);

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
