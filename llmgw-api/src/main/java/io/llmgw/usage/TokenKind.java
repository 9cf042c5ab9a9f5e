package io.llmgw.usage;

/** Which tokens a budget or limit counts. */
public enum TokenKind {
  /** Input and output together (the default). */
  TOTAL,
  /** Input tokens, cached ones included. */
  INPUT,
  /** Output tokens, reasoning included. */
  OUTPUT
}
