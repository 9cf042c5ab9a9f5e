package io.llmgw.chat;

import java.time.Duration;

/**
 * Asks the provider to keep the beginning of the prompt in its prompt cache: the tools and the
 * first messages. For providers that cache what is marked (Anthropic, Bedrock); the others cache on
 * their own and are not told.
 *
 * @param messages how many messages are kept beside the tools; 0 for the tools alone
 * @param timeToLive how long; Anthropic and Bedrock know 5 minutes and 1 hour, and get the nearest
 */
public record CacheMark(int messages, Duration timeToLive) {
  /** How long a prompt is kept unless something else is said: 5 minutes. */
  public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofMinutes(5);

  /** Checks the range. */
  public CacheMark {
    if (messages < 0) {
      throw new IllegalArgumentException("messages must not be negative: " + messages);
    }
    if (timeToLive.isNegative() || timeToLive.isZero()) {
      throw new IllegalArgumentException("timeToLive must be more than 0: " + timeToLive);
    }
  }
}
