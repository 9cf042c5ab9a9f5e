package io.llmgw.budget;

import io.llmgw.value.Scope;
import java.time.Instant;

/**
 * What a gateway has spent since it was built, by whom and on what.
 *
 * <pre>{@code
 * gateway.spend().by(Scope.TARGET);
 * gateway.spend().only(Scope.TENANT, "acme").perDay().by(Scope.MODEL);
 * gateway.spend().since(startOfMonth).total().usd();
 * }</pre>
 *
 * <p>It is a question, not an answer: each {@link #total} and {@link #by} looks anew and sees one
 * consistent state, to which every charge belongs whole or not at all. Questions are immutable and
 * safe for use by many threads.
 *
 * <p>Spend is kept in memory, for this process, by hour; hours become days after two days and days
 * become months after three months, on the calendar of the gateway's spend zone. How many different
 * combinations of caller, tags, route, target and window are kept is limited. Beyond the limit old
 * windows are joined first, then user and tags are given up, then everything but the amounts; what
 * a report can no longer tell is in {@link SpendReport#other}. Totals are exact in any case.
 */
public interface Spend {
  /**
   * Narrows down to one value. What was spent by combinations beyond the limit, whose value is no
   * longer kept, does not match.
   *
   * @param scope what to look at
   * @param value its value; empty for calls that had none
   * @return the narrower question
   */
  Spend only(Scope scope, String value);

  /**
   * Narrows down to a span of time. A window belongs to the span in which it begins.
   *
   * @param from the first moment
   * @return the narrower question
   */
  Spend since(Instant from);

  /**
   * Narrows down to a span of time. A window belongs to the span in which it begins.
   *
   * @param to the first moment after it
   * @return the narrower question
   */
  Spend until(Instant to);

  /**
   * Splits by hour, as far as hours are kept; what was joined to days or months stays so.
   *
   * @return the question by hour
   */
  Spend perHour();

  /**
   * Splits by day, as far as days are kept; what was joined to months stays so.
   *
   * @return the question by day
   */
  Spend perDay();

  /**
   * Splits by month.
   *
   * @return the question by month
   */
  Spend perMonth();

  /**
   * Adds up.
   *
   * @return the sum of everything that matches
   */
  SpendTotal total();

  /**
   * Adds up by scope. Users are told apart within their tenant, so a report by user is by tenant
   * too. For a tag the caller's counts, and where it has none, the call's.
   *
   * @param scopes in any combination; none for the windows alone
   * @return a row for each combination of values that occurred
   */
  SpendReport by(Scope... scopes);
}
