package io.llmgw.chat;

import io.llmgw.outcome.Outcome;
import java.util.Iterator;

/**
 * A streamed answer, pulled piece by piece.
 *
 * <p>Read it from one thread at a time; {@link #close()} may be called from any thread, at any time
 * and repeatedly. Always close it: an open stream holds a connection. Closing early stops the
 * upstream call, and what was used until then is settled.
 *
 * <pre>{@code
 * try (ChatStream stream = gateway.stream(request)) {
 *   for (StreamEvent event : stream) {
 *     if (event instanceof TextDelta delta) System.out.print(delta.text());
 *   }
 *   System.out.println(stream.response().cost());
 * }
 * }</pre>
 */
public interface ChatStream extends Iterable<StreamEvent>, AutoCloseable {
  /**
   * Returns the pieces. Reading blocks until the next piece, the end, or an error.
   *
   * @return the one iterator of this stream; repeated calls return the same
   */
  @Override
  Iterator<StreamEvent> iterator();

  /**
   * Returns the whole answer.
   *
   * @return the answer, as an unstreamed call would have returned it
   * @throws IllegalStateException if the stream has not been read to its end
   */
  ChatResponse response();

  /**
   * Returns how the call went so far: attempts, usage and cost. At any time, also after an error or
   * an early close.
   *
   * @return the outcome
   */
  Outcome outcome();

  /** Ends the stream and the upstream call. Never throws, does not block. */
  @Override
  void close();
}
