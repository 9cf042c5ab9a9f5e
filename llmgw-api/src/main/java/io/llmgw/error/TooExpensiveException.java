package io.llmgw.error;

import io.llmgw.outcome.ErrorKind;

/**
 * The call alone is larger than a whole budget or limit, so waiting does not help: make the request
 * smaller, cap its output, or raise the limit. Nothing was sent and nothing was counted.
 */
public final class TooExpensiveException extends RefusedException {
  private static final long serialVersionUID = 1L;

  /** The budget's or limit's name. */
  private final String rule;

  /**
   * Creates an exception.
   *
   * @param message what happened and what to do
   * @param rule the budget's or limit's name
   * @param details the targets that were left out
   */
  public TooExpensiveException(String message, String rule, Details details) {
    super(message, ErrorKind.TOO_EXPENSIVE, details);
    this.rule = rule;
  }

  /**
   * Returns which budget or limit the call is larger than.
   *
   * @return its name
   */
  public String rule() {
    return rule;
  }
}
