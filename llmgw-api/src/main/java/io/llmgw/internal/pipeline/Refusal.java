package io.llmgw.internal.pipeline;

import io.llmgw.outcome.ErrorKind;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The books have no room for an attempt, or cannot tell. Never leaves the engine. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorKind kind;
  private final String rule;
  private final transient Optional<Duration> retryAfter;
  private boolean everywhere;

  /**
   * Creates a refusal.
   *
   * @param kind the reason
   * @param rule the budget's or limit's name, empty if it is about none
   * @param message what is wrong, and what to do
   * @param retryAfter when there may be room
   */
  Refusal(ErrorKind kind, String rule, String message, Optional<Duration> retryAfter) {
    this(kind, rule, message, retryAfter, null);
  }

  /** Creates a refusal that something else has caused. */
  Refusal(
      ErrorKind kind,
      String rule,
      String message,
      Optional<Duration> retryAfter,
      @Nullable Throwable cause) {
    super(message, cause, false, false);
    this.kind = kind;
    this.rule = rule;
    this.retryAfter = retryAfter;
  }

  /** Notes that no other target would be treated otherwise. */
  Refusal everywhere() {
    everywhere = true;
    return this;
  }

  boolean isEverywhere() {
    return everywhere;
  }

  ErrorKind kind() {
    return kind;
  }

  String rule() {
    return rule;
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
