package io.llmgw.spi;

import java.util.Optional;

/**
 * Counts the input tokens of a request before it is sent.
 *
 * <p>Asked before an attempt where a budget or limit applies, on the calling thread. An
 * implementation that asks the provider may block, and must then keep within the context's time.
 * Safe for use by many threads.
 */
@FunctionalInterface
public interface TokenCounter {
  /**
   * Counts a request as one target would.
   *
   * @param request the request and the model it goes to
   * @param provider the provider's name
   * @param context the call's time and cancellation
   * @return the count; empty if this counter does not know the model, so that the next one is asked
   */
  Optional<TokenCount> count(TargetRequest request, String provider, CallContext context);

  /**
   * How many input tokens a request has.
   *
   * @param tokens the best guess, at least 0
   * @param atMost an upper bound, which the provider's count does not exceed; at least {@code
   *     tokens}
   * @param exact whether the provider is known to count the same
   * @param error the mean relative error of such guesses as far as it was observed, 0 if exact; for
   *     example 0.08 for 8 %
   */
  record TokenCount(long tokens, long atMost, boolean exact, double error) {
    /** Refuses numbers that contradict each other. */
    public TokenCount {
      if (tokens < 0 || atMost < tokens || !(error >= 0)) {
        throw new IllegalArgumentException(
            "a token count of " + tokens + ", at most " + atMost + ", error " + error);
      }
    }

    /**
     * Returns a count that the provider is known to share.
     *
     * @param tokens the count
     * @return tokens without error
     */
    public static TokenCount exactly(long tokens) {
      return new TokenCount(tokens, tokens, true, 0);
    }
  }
}
