package io.llmgw.event;

import io.llmgw.budget.BudgetEvent;

/**
 * Is told what happens: once for every attempt and once for every call, calls that the gateway
 * makes on its own included.
 *
 * <p>Methods run on the thread that ends the attempt or call, so they should be quick. What they
 * throw is logged and changes nothing for the call. Events hold no prompts, answers or keys.
 */
public interface GatewayListener {
  /**
   * An attempt has ended.
   *
   * @param event the attempt
   */
  default void onAttempt(AttemptEvent event) {}

  /**
   * A call has ended. Calls that never began are not told: those of a name that is unknown or not
   * allowed, and those after the gateway was closed.
   *
   * @param event the call
   */
  default void onCall(CallEvent event) {}

  /**
   * A budget has reached one of its marks. Each mark is told once in each window of an account.
   *
   * @param event which budget, and where it stands
   */
  default void onBudget(BudgetEvent event) {}

  /**
   * Something beside the call failed: a listener, a cost callback, the prompt cache, whoever is
   * told of a shadow, or the allow policy. The call went on without it, except that what a failed
   * policy would have had to allow is refused.
   *
   * @param component what failed, for example {@code prompt cache}
   * @param error how
   */
  default void onInternalError(String component, Throwable error) {}
}
