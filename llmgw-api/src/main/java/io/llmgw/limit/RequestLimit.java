package io.llmgw.limit;

import io.llmgw.value.Caller;
import java.time.Duration;
import java.util.function.Function;

/**
 * How many requests may be made in a window: a token bucket that is full at first and fills evenly.
 * A caller's limit is taken once per call, however many attempts it makes; a target's once per
 * attempt. Calls that are refused, and attempts that were certainly not sent, are not counted.
 */
public final class RequestLimit extends Limit<RequestLimit> {
  private final boolean countsCacheHits;

  private RequestLimit(Terms terms, boolean countsCacheHits) {
    super(terms);
    this.countsCacheHits = countsCacheHits;
  }

  /**
   * Returns a limit of requests per minute.
   *
   * @param name unique among budgets and limits
   * @param requests more than 0
   * @return the limit
   */
  public static RequestLimit perMinute(String name, long requests) {
    return per(name, requests, Duration.ofMinutes(1));
  }

  /**
   * Returns a limit of requests per minute that depends on the caller.
   *
   * @param name unique among budgets and limits
   * @param requests asked for every call on its thread, so it must be quick; 0 or less allows
   *     nothing. If it throws or returns null, the call is refused
   * @return the limit
   */
  public static RequestLimit perMinute(String name, Function<Caller, Long> requests) {
    return new RequestLimit(Terms.byCaller(name, requests, Duration.ofMinutes(1)), false);
  }

  /**
   * Returns a limit of requests in a window of any length.
   *
   * @param name unique among budgets and limits
   * @param requests more than 0
   * @param window more than 0, at most 366 days
   * @return the limit
   */
  public static RequestLimit per(String name, long requests, Duration window) {
    return new RequestLimit(Terms.fixed(name, requests, window), false);
  }

  /**
   * Sets how many requests can be made at once after a time without any.
   *
   * @param requests more than 0; default: those of a window
   * @return a copy
   */
  public RequestLimit burst(long requests) {
    return copy(terms().withBurst(requests));
  }

  /**
   * Counts calls that the prompt cache answers, too.
   *
   * @return a copy
   * @throws IllegalArgumentException if it counts attempts at a target
   */
  public RequestLimit countCacheHits() {
    if (isOfTarget()) {
      throw wrong(name(), "a cached answer goes to no target, so it cannot be counted for one");
    }
    return new RequestLimit(terms(), true);
  }

  /**
   * Lets the provider's rate-limit headers correct the count, and lower the limit.
   *
   * @return a copy
   * @throws IllegalArgumentException if it does not describe a target
   */
  public RequestLimit asProviderSays() {
    if (!isOfTarget()) {
      throw wrong(name(), "headers speak of a target; say each(Scope.TARGET) first");
    }
    return correctedByHeaders();
  }

  /**
   * Tells whether cached answers are counted.
   *
   * @return false unless it was said
   */
  public boolean countsCacheHits() {
    return countsCacheHits;
  }

  @Override
  RequestLimit copy(Terms newTerms) {
    return new RequestLimit(newTerms, countsCacheHits);
  }
}
