package io.llmgw.caching;

import io.llmgw.chat.CacheMark;
import java.time.Duration;

/**
 * Lets providers read the beginnings of prompts from their own prompt caches: tools, instructions
 * and the conversation so far, which requests have in common. What is sent and what is answered
 * stays as it is; it costs less and begins sooner. Not the gateway's prompt cache, which asks no
 * provider at all; the two work together.
 *
 * <pre>{@code
 * LlmGateway.builder().prefixCaching(PrefixCaching.automatic())
 *     .route("agent", r -> r.to("anthropic/claude-sonnet-4-5")
 *         .prefixCaching(PrefixCaching.automatic().timeToLive(Duration.ofHours(1))))
 * }</pre>
 *
 * <p><b>Anthropic, Bedrock.</b> These cache what is marked, at most four places: here the end of
 * the tools, the end of the instructions before the conversation, where the request before this one
 * ended, and the end of the conversation, where the next one finds it. The end is marked when there
 * is an answer of the model in the conversation, or tools that the model is free to call: nothing
 * says of a first question alone that another follows, and writing costs more than reading it
 * plainly. A request with {@link io.llmgw.chat.ChatRequest#cacheMarks marks of its own} is left
 * alone, and so is one whose extras take the place of what would be marked. On Bedrock only models
 * are marked whose caching its user guide describes.
 *
 * <p><b>OpenAI and its like.</b> These cache on their own, from 1,024 tokens on. Calls without a
 * {@code promptCacheKey} get one, wherever there is such a field: a SHA-256 over the route's name,
 * the caller's tenant, tools and instructions, so that nothing readable leaves the process, the
 * same in every process. OpenAI combines it with its own hash of the prompt's beginning; where more
 * than about 15 requests a minute have both in common, some go to other machines, whose caches do
 * not have it (OpenAI, "Prompt caching").
 *
 * <p><b>Price.</b> Anthropic bills reading from its cache at a tenth of the price of input, writing
 * to it at 1.25 times that price for five minutes and at twice the price for an hour, and every use
 * begins the time anew (Anthropic, "Prompt caching"). Costs are counted at these prices, hard
 * budgets reserve the highest of them, and {@link io.llmgw.usage.Cost#prefixSavedUsd()} and {@link
 * io.llmgw.budget.SpendTotal#prefixSavedUsd()} say what it came to.
 *
 * <p><b>What helps.</b> Only equal beginnings are found: keep tools in one order, instructions free
 * of times and names, and put what changes at the end. Requests are written byte for byte alike. A
 * cache belongs to an account at a provider: where a route has several targets that serve the same,
 * {@link io.llmgw.route.RoutingStrategy#stickyByPrompt()} keeps each conversation with one of them.
 *
 * <p>Immutable; every method that says something returns a changed copy.
 */
public final class PrefixCaching {
  /** How long a beginning is kept unless something else is set: 5 minutes. */
  public static final Duration DEFAULT_TIME_TO_LIVE = CacheMark.DEFAULT_TIME_TO_LIVE;

  /** The shortest beginning that is marked unless something else is set: 1,024 tokens. */
  public static final int DEFAULT_MIN_TOKENS = 1_024;

  private static final PrefixCaching OFF =
      new PrefixCaching(false, DEFAULT_TIME_TO_LIVE, DEFAULT_MIN_TOKENS);
  private static final PrefixCaching AUTOMATIC =
      new PrefixCaching(true, DEFAULT_TIME_TO_LIVE, DEFAULT_MIN_TOKENS);

  private final boolean automatic;
  private final Duration timeToLive;
  private final int minTokens;

  private PrefixCaching(boolean automatic, Duration timeToLive, int minTokens) {
    this.automatic = automatic;
    this.timeToLive = timeToLive;
    this.minTokens = minTokens;
  }

  /**
   * Returns the policy that says nothing to providers but what requests and call options say.
   *
   * @return off, the default of gateways
   */
  public static PrefixCaching off() {
    return OFF;
  }

  /**
   * Returns the policy that marks what can be read again, and gives calls a key.
   *
   * @return for {@link #DEFAULT_TIME_TO_LIVE}, from {@link #DEFAULT_MIN_TOKENS} on
   */
  public static PrefixCaching automatic() {
    return AUTOMATIC;
  }

  /**
   * Sets how long a provider is asked to keep what is marked. An hour pays where more than five
   * minutes pass between requests; Bedrock is asked for it only for models whose caching for an
   * hour its user guide describes.
   *
   * @param timeToLive 5 minutes or 1 hour, which are what providers know; default {@link
   *     #DEFAULT_TIME_TO_LIVE}
   * @return a changed copy
   * @throws IllegalArgumentException if it is neither
   * @throws IllegalStateException if this is {@link #off()}
   */
  public PrefixCaching timeToLive(Duration timeToLive) {
    requireAutomatic("timeToLive");
    if (!timeToLive.equals(DEFAULT_TIME_TO_LIVE) && !timeToLive.equals(Duration.ofHours(1))) {
      throw new IllegalArgumentException(
          "timeToLive must be 5 minutes or 1 hour, which are what providers know: " + timeToLive);
    }
    return new PrefixCaching(true, timeToLive, minTokens);
  }

  /**
   * Sets how long a beginning must be to be marked, by a quick estimate that is rather too long.
   * Providers cache nothing below a minimum of theirs and bill a mark on less like no mark: 1,024
   * tokens for most models, 4,096 for Claude Opus 4.5 and Haiku 4.5, 2,048 for some, 512 for the
   * newest (Anthropic, "Prompt caching").
   *
   * @param tokens at least 0; default {@link #DEFAULT_MIN_TOKENS}
   * @return a changed copy
   * @throws IllegalArgumentException if it is negative
   * @throws IllegalStateException if this is {@link #off()}
   */
  public PrefixCaching minTokens(int tokens) {
    requireAutomatic("minTokens");
    if (tokens < 0) {
      throw new IllegalArgumentException("minTokens must not be negative: " + tokens);
    }
    return new PrefixCaching(true, timeToLive, tokens);
  }

  private void requireAutomatic(String what) {
    if (!automatic) {
      throw new IllegalStateException(
          what + " says nothing where prefix caching is off; begin with automatic()");
    }
  }

  /**
   * Tells whether anything is marked.
   *
   * @return false if it is off
   */
  public boolean isAutomatic() {
    return automatic;
  }

  /**
   * Returns how long a provider is asked to keep what is marked.
   *
   * @return 5 minutes or 1 hour
   */
  public Duration timeToLive() {
    return timeToLive;
  }

  /**
   * Returns how long a beginning must be to be marked.
   *
   * @return tokens
   */
  public int minTokens() {
    return minTokens;
  }

  /** Compares what was set. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PrefixCaching that
        && automatic == that.automatic
        && timeToLive.equals(that.timeToLive)
        && minTokens == that.minTokens;
  }

  @Override
  public int hashCode() {
    return 31 * timeToLive.hashCode() + 2 * minTokens + (automatic ? 1 : 0);
  }

  /** Returns what was set. */
  @Override
  public String toString() {
    return automatic
        ? "PrefixCaching[automatic, " + timeToLive + ", from " + minTokens + " tokens]"
        : "PrefixCaching[off]";
  }
}
