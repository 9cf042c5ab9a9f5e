package io.llmgw.error;

import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * The provider cannot serve now: it is overloaded, it failed, or it cannot be reached. Trying later
 * helps.
 */
public final class UnavailableException extends ProviderException {
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
  public UnavailableException(
      String message, Attempt attempt, ErrorKind kind, Details details, @Nullable Throwable cause) {
    super(message, attempt, kind, details, cause);
  }
}
