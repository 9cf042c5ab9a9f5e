package io.llmgw.outcome;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a provider said about its rate limits in the headers of a response, whatever it calls them.
 *
 * @param requests requests in the current window
 * @param tokens tokens in the current window, input and output together
 * @param inputTokens input tokens, where the provider limits them apart
 * @param outputTokens output tokens, where the provider limits them apart
 */
public record RateLimitStatus(
    Optional<Window> requests,
    Optional<Window> tokens,
    Optional<Window> inputTokens,
    Optional<Window> outputTokens) {

  /** The provider said nothing. */
  public static final RateLimitStatus UNKNOWN =
      new RateLimitStatus(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * One limit.
   *
   * @param limit how much the window allows, empty if it was not said
   * @param remaining how much of it is left, empty if it was not said
   * @param resetsIn when it is full again, counted from the response; empty if it was not said
   */
  public record Window(OptionalLong limit, OptionalLong remaining, Optional<Duration> resetsIn) {}

  /**
   * Tells whether the provider said anything.
   *
   * @return false for {@link #UNKNOWN}
   */
  public boolean isKnown() {
    return !equals(UNKNOWN);
  }
}
