package io.llmgw.limit;

import io.llmgw.value.Caller;
import java.time.Duration;
import java.util.function.Function;

/**
 * How many calls (or, for a target, attempts) may be under way at once. A stream is under way until
 * it has ended or was closed; an answer from the prompt cache never is.
 */
public final class ConcurrencyLimit extends Limit<ConcurrencyLimit> {
  private ConcurrencyLimit(Terms terms) {
    super(terms);
  }

  /**
   * Returns a limit.
   *
   * @param name unique among budgets and limits
   * @param calls more than 0
   * @return the limit
   */
  public static ConcurrencyLimit of(String name, long calls) {
    return new ConcurrencyLimit(Terms.fixed(name, calls, Duration.ofMinutes(1)));
  }

  /**
   * Returns a limit that depends on the caller.
   *
   * @param name unique among budgets and limits
   * @param calls asked for every call on its thread, so it must be quick; 0 or less allows nothing.
   *     If it throws or returns null, the call is refused
   * @return the limit
   */
  public static ConcurrencyLimit of(String name, Function<Caller, Long> calls) {
    return new ConcurrencyLimit(Terms.byCaller(name, calls, Duration.ofMinutes(1)));
  }

  @Override
  ConcurrencyLimit copy(Terms newTerms) {
    return new ConcurrencyLimit(newTerms);
  }
}
