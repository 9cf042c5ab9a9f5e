package io.llmgw.error;

import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.value.Target;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A provider was asked and the call failed. Subclasses exist where callers act differently; kinds
 * without a class of their own (quota exhausted, cancelled while running) are thrown as this.
 */
public class ProviderException extends LlmException {
  private static final long serialVersionUID = 1L;

  private final transient Attempt attempt;

  /**
   * Creates an exception.
   *
   * @param message what happened, to what, and what to do
   * @param attempt the failed attempt that decided the type
   * @param kind the reason
   * @param details attempts, charges, when to retry
   * @param cause what caused it, if anything did
   */
  public ProviderException(
      String message, Attempt attempt, ErrorKind kind, Details details, @Nullable Throwable cause) {
    super(message, kind, details, cause);
    this.attempt = Objects.requireNonNull(attempt, "attempt");
  }

  /**
   * Returns the attempt that decided the exception's type.
   *
   * @return the attempt
   */
  public Attempt attempt() {
    return attempt;
  }

  /**
   * Returns the provider and model that failed.
   *
   * @return the target of the attempt that decided the exception's type
   */
  public Target target() {
    return attempt.target();
  }

  /**
   * Returns the HTTP status.
   *
   * @return 0 if no response came
   */
  public int status() {
    return attempt.status();
  }

  /**
   * Returns the provider's id of the request, which its support asks for.
   *
   * @return empty if the provider sent none
   */
  public String requestId() {
    return attempt.requestId();
  }
}
