package io.llmgw.provider.internal.client;

import io.llmgw.chat.StreamEvent;
import io.llmgw.provider.internal.json.JsonSlice;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Turns the events of one stream into stream events and, on the way, into the whole answer. Used by
 * one thread.
 */
public interface StreamDecoder {
  /**
   * Reads one event.
   *
   * @param name the SSE event's name, empty if it has none
   * @param data the event's data, one JSON value; never {@code [DONE]}
   * @param out gets the stream events in order
   * @throws ProviderFailure if the event is an error
   */
  void event(String name, JsonSlice data, Consumer<StreamEvent> out) throws IOException;

  /**
   * Tells that the body has ended: by {@code [DONE]}, or by its own framing.
   *
   * @param doneMarker whether {@code [DONE]} was seen
   * @param out gets what can only be told at the end (for example completed tool calls)
   * @return whether the protocol's end was reached; false means the stream was interrupted
   */
  boolean end(boolean doneMarker, Consumer<StreamEvent> out);

  /**
   * Tells whether the protocol's own last event has been read, after which nothing more needs to be
   * read.
   *
   * @return true for example after {@code message_stop}
   */
  boolean finished();

  /**
   * Returns the answer as far as it has come.
   *
   * @return message, finish reason and usage so far
   */
  ProviderAnswer answer();
}
