package io.llmgw.error;

import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Root of everything the gateway throws for a call.
 *
 * <p>There are two families: {@link RefusedException}, when nothing was sent, and {@link
 * ProviderException}, when a provider was asked. Subclasses exist where callers act differently;
 * the full set of reasons is {@link #kind()}. When several targets were tried, the exception is of
 * the type of the most actionable failure, and all of them are in {@link #attempts()}: adding a
 * fallback to a route changes no catch block.
 */
public abstract class LlmException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The reason. */
  private final ErrorKind kind;

  private final transient Details details;

  /**
   * What an exception knows beside its message.
   *
   * @param retryAfter when it makes sense to try again; empty if that is not known
   * @param attempts all attempts of the call
   * @param charges one charge for every attempt that is or may be billed
   */
  public record Details(
      Optional<Duration> retryAfter, List<Attempt> attempts, List<Charge> charges) {
    /** Nothing was tried and nothing is billed. */
    public static final Details NONE = new Details(Optional.empty(), List.of(), List.of());

    /** Copies the lists. */
    public Details {
      attempts = List.copyOf(attempts);
      charges = List.copyOf(charges);
    }
  }

  /**
   * Creates an exception.
   *
   * @param message what happened, to what, and what to do
   * @param kind the reason
   * @param details attempts, charges, when to retry
   * @param cause what caused it, if anything did
   */
  protected LlmException(
      String message, ErrorKind kind, Details details, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.details = details;
  }

  private Details details() {
    return details == null ? Details.NONE : details; // null only after deserialization
  }

  /**
   * Returns the reason, in a closed set that means the same at every provider.
   *
   * @return the kind
   */
  public ErrorKind kind() {
    return kind;
  }

  /**
   * Returns when it makes sense to try again, as the provider or a limit said.
   *
   * @return empty if that is not known
   */
  public Optional<Duration> retryAfter() {
    return details().retryAfter();
  }

  /**
   * Returns what was tried.
   *
   * @return all attempts in order; empty if nothing was
   */
  public List<Attempt> attempts() {
    return details().attempts();
  }

  /**
   * Returns what the failed call costs nevertheless.
   *
   * @return one charge for every attempt that is or may be billed
   */
  public List<Charge> charges() {
    return details().charges();
  }
}
