package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.outcome.Outcome;
import io.llmgw.spi.ProviderStream;
import java.util.Iterator;

/** A stored answer as a stream. */
final class Replay implements ChatStream {
  private final ChatResponse response;
  private final Iterator<StreamEvent> events;

  Replay(ChatResponse response, ProviderStream events) {
    this.response = response;
    this.events = events;
  }

  @Override
  public Iterator<StreamEvent> iterator() {
    return events;
  }

  @Override
  public ChatResponse response() {
    if (events.hasNext()) {
      throw new IllegalStateException(
          "the stream has not been read to its end; outcome() is there at any time");
    }
    return response;
  }

  @Override
  public Outcome outcome() {
    return response.outcome();
  }

  @Override
  public void close() {
    // Nothing is open: the answer was stored.
  }
}
