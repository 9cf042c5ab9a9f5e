package io.llmgw.chat;

import java.util.List;

/**
 * How probable a token of the answer was.
 *
 * @param token the token's text
 * @param logprob the natural logarithm of its probability, at most 0
 * @param top the most probable tokens at this place, the most probable first; empty unless asked
 *     for
 */
public record TokenLogprob(String token, double logprob, List<TokenLogprob> top) {
  /** Copies the list. */
  public TokenLogprob {
    top = List.copyOf(top);
  }
}
