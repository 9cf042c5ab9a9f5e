package io.llmgw.error;

import io.llmgw.outcome.ErrorKind;
import org.jspecify.annotations.Nullable;

/**
 * The gateway itself refused the call; nothing was sent and nothing is billed.
 *
 * <p>Reasons: a budget or limit has no room, the caller may not use what it named or lacks a tenant
 * that is needed, no target can take the call now, the deadline had already passed, the gateway's
 * queue is full, the gateway is closed, the call was cancelled before it began, or the name is
 * unknown. Those that callers act on differently have subclasses.
 */
public class RefusedException extends LlmException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what happened and what to do
   * @param kind the reason
   * @param details when to retry, and the targets that were left out
   */
  public RefusedException(String message, ErrorKind kind, Details details) {
    this(message, kind, details, null);
  }

  /**
   * Creates an exception that something else caused.
   *
   * @param message what happened and what to do
   * @param kind the reason
   * @param details when to retry, and the targets that were left out
   * @param cause what caused it, if anything did
   */
  public RefusedException(
      String message, ErrorKind kind, Details details, @Nullable Throwable cause) {
    super(message, kind, details, cause);
  }
}
