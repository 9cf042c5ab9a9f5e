package io.llmgw.benchmarks.streams;

import io.llmgw.provider.internal.client.ChatFormat;

/**
 * One format: a stream as its provider sends it, with all fields, and who can read it.
 *
 * <p>Every sample has the same answer: a text in pieces, then one tool call, in pieces too where
 * the format allows it, then what was used.
 */
interface Sample {
  /** Returns the format's name in the table. */
  String name();

  /** Returns the body of the response. */
  byte[] body();

  /** Returns a parser written by hand. */
  Contender handWritten();

  /** Returns the library's format. */
  ChatFormat format();
}
