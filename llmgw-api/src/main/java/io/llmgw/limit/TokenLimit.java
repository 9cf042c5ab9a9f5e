package io.llmgw.limit;

import io.llmgw.usage.TokenKind;
import io.llmgw.value.Caller;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

/**
 * How many tokens may be used in a window: a token bucket that is full at first and fills evenly.
 * Each attempt takes its estimate (estimated input and the 95th percentile of the route's outputs)
 * and is corrected when it ends; what it used beyond its estimate is debt that has to flow in
 * before the next call.
 */
public final class TokenLimit extends Limit<TokenLimit> {
  private final TokenKind counts;

  private TokenLimit(Terms terms, TokenKind counts) {
    super(terms);
    this.counts = counts;
  }

  /**
   * Returns a limit of tokens per minute.
   *
   * @param name unique among budgets and limits
   * @param tokens more than 0
   * @return the limit, which counts input and output together
   */
  public static TokenLimit perMinute(String name, long tokens) {
    return per(name, tokens, Duration.ofMinutes(1));
  }

  /**
   * Returns a limit of tokens per minute that depends on the caller.
   *
   * @param name unique among budgets and limits
   * @param tokens asked for every call on its thread, so it must be quick; 0 or less allows
   *     nothing. If it throws or returns null, the call is refused
   * @return the limit, which counts input and output together
   */
  public static TokenLimit perMinute(String name, Function<Caller, Long> tokens) {
    return new TokenLimit(Terms.byCaller(name, tokens, Duration.ofMinutes(1)), TokenKind.TOTAL);
  }

  /**
   * Returns a limit of tokens in a window of any length.
   *
   * @param name unique among budgets and limits
   * @param tokens more than 0
   * @param window more than 0, at most 366 days
   * @return the limit, which counts input and output together
   */
  public static TokenLimit per(String name, long tokens, Duration window) {
    return new TokenLimit(Terms.fixed(name, tokens, window), TokenKind.TOTAL);
  }

  /**
   * Sets how many tokens can be used at once after a time without any call.
   *
   * @param tokens more than 0; default: those of a window
   * @return a copy
   */
  public TokenLimit burst(long tokens) {
    return copy(terms().withBurst(tokens));
  }

  /**
   * Counts only some of the tokens.
   *
   * @param kind which ones, default {@link TokenKind#TOTAL}
   * @return a copy
   */
  public TokenLimit counting(TokenKind kind) {
    return new TokenLimit(terms(), Objects.requireNonNull(kind, "kind"));
  }

  /**
   * Lets the provider's rate-limit headers correct the count, and lower the limit.
   *
   * @return a copy
   * @throws IllegalArgumentException if it does not describe a target
   */
  public TokenLimit asProviderSays() {
    if (!isOfTarget()) {
      throw wrong(name(), "headers speak of a target; say each(Scope.TARGET) first");
    }
    return correctedByHeaders();
  }

  /**
   * Returns which tokens count.
   *
   * @return the kind
   */
  public TokenKind counts() {
    return counts;
  }

  @Override
  TokenLimit copy(Terms newTerms) {
    return new TokenLimit(newTerms, counts);
  }
}
