package io.llmgw.error;

import io.llmgw.chat.Message.AssistantMessage;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.usage.Usage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream ended without its protocol's end: it was cut, it stalled, or the provider sent an error
 * in the middle.
 *
 * <p>What had arrived is in {@link #partial()}; what it used, reported or estimated, in {@link
 * #usage()} and {@link #charges()}. The cause, where there is one, tells what happened underneath.
 */
public final class StreamInterruptedException extends ProviderException {
  private static final long serialVersionUID = 1L;

  private final transient AssistantMessage partial;
  private final transient Usage usage;

  /** What interrupted the stream. */
  private final ErrorKind reason;

  /**
   * Creates an exception.
   *
   * @param message what happened, to what, and what to do
   * @param attempt the attempt whose stream was interrupted
   * @param reason what interrupted it
   * @param partial the answer so far
   * @param usage what it used, as far as known
   * @param details attempts, charges, when to retry
   * @param cause what caused it, if anything did
   */
  public StreamInterruptedException(
      String message,
      Attempt attempt,
      ErrorKind reason,
      AssistantMessage partial,
      Usage usage,
      Details details,
      @Nullable Throwable cause) {
    super(message, attempt, ErrorKind.STREAM_INTERRUPTED, details, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.partial = Objects.requireNonNull(partial, "partial");
    this.usage = Objects.requireNonNull(usage, "usage");
  }

  /**
   * Returns what interrupted the stream.
   *
   * @return for example {@link ErrorKind#OVERLOADED}, {@link ErrorKind#TIMEOUT} or {@link
   *     ErrorKind#NETWORK}; {@link ErrorKind#STREAM_INTERRUPTED} if it simply ended
   */
  public ErrorKind reason() {
    return reason;
  }

  /**
   * Returns the answer so far.
   *
   * @return the parts that had arrived; tool calls may have incomplete arguments
   */
  public AssistantMessage partial() {
    return partial;
  }

  /**
   * Returns what the interrupted attempt used.
   *
   * @return reported or estimated numbers
   */
  public Usage usage() {
    return usage;
  }
}
