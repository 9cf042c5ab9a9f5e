package io.llmgw.error;

import io.llmgw.outcome.ErrorKind;

/**
 * A budget has no room for the call: it is used up, or what is left is reserved for calls in
 * flight. Nothing was sent and nothing was counted. {@link #retryAfter()} is when the budget's next
 * window begins, or a moment if calls in flight may leave enough; it is empty for a budget without
 * windows that is used up.
 */
public final class BudgetExceededException extends RefusedException {
  private static final long serialVersionUID = 1L;

  /** The budget's name. */
  private final String budget;

  /**
   * Creates an exception.
   *
   * @param message what happened and what to do
   * @param budget the budget's name
   * @param details when to retry
   */
  public BudgetExceededException(String message, String budget, Details details) {
    super(message, ErrorKind.BUDGET_EXCEEDED, details);
    this.budget = budget;
  }

  /**
   * Returns which budget has no room.
   *
   * @return its name
   */
  public String budget() {
    return budget;
  }
}
