package io.llmgw.error;

import io.llmgw.outcome.ErrorKind;

/**
 * The caller may not use the route or model it named. Nothing was sent, and no cached answer was
 * looked at. The same is thrown for a name that does not exist, so that nobody learns what others
 * may use. Also thrown if the allow policy fails; then the cause says how.
 */
public final class NotAllowedException extends RefusedException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what was asked for
   */
  public NotAllowedException(String message) {
    super(message, ErrorKind.NOT_ALLOWED, Details.NONE);
  }

  /**
   * Creates an exception for a call that is refused because the policy failed.
   *
   * @param message what failed
   * @param cause how
   */
  public NotAllowedException(String message, Throwable cause) {
    super(message, ErrorKind.NOT_ALLOWED, Details.NONE, cause);
  }
}
