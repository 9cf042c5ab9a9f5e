package io.llmgw.internal.resilience;

import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ProviderAnswer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An attempt has failed and been settled; says what may follow. Never leaves the engine. */
public final class AttemptFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Attempt attempt;

  /** What went wrong. */
  private final ErrorKind kind;

  /** The budget or limit that refused it, empty if none did. */
  private final String rule;

  private final transient Optional<Duration> retryAfter;
  private final transient Optional<ProviderAnswer> partial;
  private final transient Next next;
  private transient @Nullable Supplier<?> nextHop;

  /**
   * What may follow a failed attempt.
   *
   * @param retryHere whether the same target is asked again
   * @param moveOn whether the next target is asked
   * @param pause how long to wait before the same target is asked again
   * @param why says what follows and why, to people
   */
  public record Next(boolean retryHere, boolean moveOn, Duration pause, String why) {
    /** Nothing may follow. */
    public static final Next NONE = none("");

    /**
     * Nothing may follow.
     *
     * @param why why not
     * @return the end
     */
    public static Next none(String why) {
      return new Next(false, false, Duration.ZERO, why);
    }

    /**
     * Tells whether the call is over.
     *
     * @return true if nothing follows
     */
    public boolean isNone() {
      return !retryHere && !moveOn;
    }

    /**
     * The next target is asked.
     *
     * @param why says so to people
     * @return the next step
     */
    public static Next moveOn(String why) {
      return new Next(false, true, Duration.ZERO, why);
    }
  }

  /**
   * Creates the failure.
   *
   * @param attempt the attempt
   * @param kind what went wrong
   * @param retryAfter when the provider wants to be asked again
   * @param partial what had arrived of a stream
   * @param next what may follow
   * @param cause what the provider client threw
   */
  public AttemptFailed(
      Attempt attempt,
      ErrorKind kind,
      Optional<Duration> retryAfter,
      Optional<ProviderAnswer> partial,
      Next next,
      @Nullable Throwable cause) {
    this(attempt, kind, "", retryAfter, partial, next, cause);
  }

  private AttemptFailed(
      Attempt attempt,
      ErrorKind kind,
      String rule,
      Optional<Duration> retryAfter,
      Optional<ProviderAnswer> partial,
      Next next,
      @Nullable Throwable cause) {
    super(attempt.message(), cause, false, false);
    this.attempt = attempt;
    this.kind = kind;
    this.rule = rule;
    this.retryAfter = retryAfter;
    this.partial = partial;
    this.next = next;
  }

  /**
   * Creates the failure of a target that was left out, because the books have no room for it.
   *
   * @param skipped the attempt as it is reported
   * @param kind why
   * @param rule the budget's or limit's name, empty if it is about none
   * @param retryAfter when there may be room
   * @param next what may follow
   * @param cause what caused it, if anything did
   * @return the failure
   */
  public static AttemptFailed refused(
      Attempt skipped,
      ErrorKind kind,
      String rule,
      Optional<Duration> retryAfter,
      Next next,
      @Nullable Throwable cause) {
    return new AttemptFailed(skipped, kind, rule, retryAfter, Optional.empty(), next, cause);
  }

  /**
   * Returns which budget or limit has no room.
   *
   * @return its name; empty if the failure is not about one
   */
  public String rule() {
    return rule;
  }

  /**
   * Says how to run the next hop.
   *
   * @param hop runs it, if this failure moves on
   * @return this
   */
  public AttemptFailed then(Supplier<?> hop) {
    nextHop = hop;
    return this;
  }

  Object runNextHop() {
    Supplier<?> hop = nextHop;
    if (hop == null) {
      throw new IllegalStateException("a failure moves on but does not say where to", this);
    }
    return hop.get();
  }

  /**
   * Returns this failure as the last one, because the call was stopped before anything could
   * follow.
   *
   * @param why what stopped the call
   * @return the failure that ends the call
   */
  public AttemptFailed stopped(ErrorKind why) {
    return new AttemptFailed(attempt, why, Optional.empty(), partial, Next.NONE, getCause());
  }

  /**
   * Returns the attempt as it is reported.
   *
   * @return the attempt
   */
  public Attempt attempt() {
    return attempt;
  }

  /**
   * Returns what went wrong.
   *
   * @return the kind
   */
  public ErrorKind kind() {
    return kind;
  }

  /**
   * Returns when the provider wants to be asked again.
   *
   * @return empty if it did not say
   */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /**
   * Returns what had arrived of a stream.
   *
   * @return empty unless something had
   */
  public Optional<ProviderAnswer> partial() {
    return partial;
  }

  /**
   * Returns what may follow.
   *
   * @return the next step
   */
  public Next next() {
    return next;
  }
}
