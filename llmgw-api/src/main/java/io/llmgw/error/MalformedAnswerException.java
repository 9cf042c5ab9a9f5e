package io.llmgw.error;

import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * The answer is not what was asked for: another content type, HTML, empty, truncated or broken
 * JSON, or too large.
 */
public final class MalformedAnswerException extends ProviderException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what happened, to what, and what to do
   * @param attempt the failed attempt that decided the type
   * @param kind the reason
   * @param details attempts, charges, when to retry
   * @param cause what caused it, if anything did
   */
  public MalformedAnswerException(
      String message, Attempt attempt, ErrorKind kind, Details details, @Nullable Throwable cause) {
    super(message, attempt, kind, details, cause);
  }
}
