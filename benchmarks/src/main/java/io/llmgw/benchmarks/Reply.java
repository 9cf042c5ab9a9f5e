package io.llmgw.benchmarks;

/**
 * What every contender must have got out of an answer.
 *
 * @param text the whole text
 * @param pieces how many pieces of text came; 1 for an unstreamed answer
 * @param inputTokens as reported
 * @param outputTokens as reported
 * @param finishReason as reported, in lower case
 */
record Reply(String text, int pieces, long inputTokens, long outputTokens, String finishReason) {

  /** Refuses an answer to another question, or one that is not complete. */
  void check(boolean streamed, long number) {
    String rest = streamed ? Texts.STREAMED : Texts.WHOLE;
    if (!text.startsWith(Texts.number(number))
        || !text.endsWith(rest)
        || text.length() != Texts.DIGITS + rest.length()
        || pieces != (streamed ? Texts.PIECES : 1)
        || inputTokens != Texts.INPUT_TOKENS
        || outputTokens != (streamed ? Texts.STREAMED_TOKENS : Texts.WHOLE_TOKENS)
        || !finishReason.equals("stop")) {
      throw new IllegalStateException("a wrong answer to question " + number + ": " + this);
    }
  }
}
