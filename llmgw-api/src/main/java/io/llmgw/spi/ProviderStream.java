package io.llmgw.spi;

import io.llmgw.chat.StreamEvent;
import java.util.Iterator;

/**
 * A provider's streamed answer, read by one thread.
 *
 * <p>{@link #hasNext()} blocks until the next event or the end, and returns false only at the
 * protocol's own end. Whatever else ends the stream is thrown as a {@link ProviderFailure}. {@link
 * #close()} may be called from any thread.
 */
public interface ProviderStream extends Iterator<StreamEvent>, AutoCloseable {
  /**
   * Tells a whole answer as a stream, each part as one piece: for servers that do not stream
   * although they were asked to, and for answers that were stored.
   *
   * @param answer the answer
   * @return a stream that is complete
   */
  static ProviderStream of(ProviderAnswer answer) {
    return new WholeAnswerStream(answer);
  }

  /**
   * Returns the answer as far as it has come; after the end the whole answer. Also after a failure.
   * Asked by whichever thread ends the stream, while no other reads it.
   *
   * @return message, finish reason and usage so far
   */
  ProviderAnswer answer();

  /** Ends the exchange and releases its connection. Never throws, does not block. */
  @Override
  void close();
}
