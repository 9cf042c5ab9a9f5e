package io.llmgw.error;

import io.llmgw.outcome.ErrorKind;

/**
 * A limit of this gateway is reached: requests or tokens in a window, or calls at once. Nothing was
 * sent and nothing was counted. Try again after {@link #retryAfter()}.
 */
public final class LimitExceededException extends RefusedException {
  private static final long serialVersionUID = 1L;

  /** The limit's name. */
  private final String limit;

  /**
   * Creates an exception.
   *
   * @param message what happened and what to do
   * @param limit the limit's name
   * @param details when to retry
   */
  public LimitExceededException(String message, String limit, Details details) {
    super(message, ErrorKind.LIMIT_EXCEEDED, details);
    this.limit = limit;
  }

  /**
   * Returns which limit is reached.
   *
   * @return its name
   */
  public String limit() {
    return limit;
  }
}
