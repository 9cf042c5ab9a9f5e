package io.llmgw.provider.internal.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The events of a streamed body, whatever frames them: server-sent events, one JSON value a line, a
 * JSON array, Amazon's event stream. Used by one thread.
 */
public interface EventReader {
  /**
   * Reads the next event. Blocks until it is there or the body ends.
   *
   * @return false at the end of the body
   */
  boolean next() throws IOException;

  /**
   * Returns the event's name.
   *
   * @return empty if it has none
   */
  String name();

  /**
   * Returns the bytes among which the event's data are; valid until the next event is read.
   *
   * @return the bytes from {@link #offset()}, {@link #length()} of them
   */
  byte[] data();

  /**
   * Returns where the data begin.
   *
   * @return an index into {@link #data()}
   */
  int offset();

  /**
   * Returns how long the data are.
   *
   * @return bytes
   */
  int length();

  /**
   * Tells whether the event is the framing's own end marker, such as {@code [DONE]}.
   *
   * @return true if it carries no data
   */
  boolean isDone();

  /**
   * Tells whether the last event was ended by its framing; after {@link #next()} has returned
   * false, whether the body ended where its framing allows.
   *
   * @return false if the body ended in the middle; always false after server-sent events, which
   *     have no end of their own
   */
  boolean terminated();

  /**
   * Tells whether the framing itself says where a body ends, so that a cut one is noticed.
   *
   * @return false for server-sent events
   */
  default boolean isDelimited() {
    return true;
  }

  /**
   * Returns what the framing itself says went wrong.
   *
   * @return null if the message is an event; framings without errors of their own never say so
   */
  default @Nullable ErrorBody error() {
    return null;
  }
}
