package io.llmgw.benchmarks;

import java.io.IOException;

/** A way to ask the loopback server. Safe for use by many threads. */
interface Contender extends AutoCloseable {
  /** Returns the name in the table. */
  String name();

  /**
   * Asks and waits for the whole answer.
   *
   * @param number makes the question unique
   */
  Reply unary(long number) throws IOException;

  /**
   * Asks and reads the answer piece by piece, each as a string of its own, and as a whole.
   *
   * @param number makes the question unique
   */
  Reply stream(long number) throws IOException;

  @Override
  void close();
}
