package io.llmgw.error;

import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * The request is longer than the model's context window. Shorten it or use a model with a larger
 * one.
 */
public final class ContextWindowExceededException extends ProviderException {
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
  public ContextWindowExceededException(
      String message, Attempt attempt, ErrorKind kind, Details details, @Nullable Throwable cause) {
    super(message, attempt, kind, details, cause);
  }
}
