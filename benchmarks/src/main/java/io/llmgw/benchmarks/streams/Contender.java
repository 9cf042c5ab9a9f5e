package io.llmgw.benchmarks.streams;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** A way to read a stream of one format. Safe for use again and again by one thread. */
interface Contender {
  /**
   * Reads a whole stream.
   *
   * @param body the bytes as they arrive
   * @param deltas gets every piece of text and of a tool call's arguments that is not empty
   */
  Answer read(InputStream body, Consumer<String> deltas) throws IOException;
}
