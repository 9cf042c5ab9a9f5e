package io.llmgw.internal.resilience;

import io.llmgw.outcome.ErrorKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How the engine acts on each kind of failure. This table is the only place that decides it; {@code
 * docs/failure-semantics.md} is generated from it.
 *
 * @param kind the kind
 * @param retryHere whether the same target may be asked again
 * @param moveOn whether the next target may be asked
 * @param otherKey whether the same target is asked at once with another key, if its provider has
 *     one
 * @param ill whether it counts against the target's health
 * @param cooling whether the target is left alone for a while
 * @param billing whether the provider may bill the attempt when nothing of an answer had come
 * @param actionability when several attempts failed, the one with the highest number decides the
 *     exception's type
 * @param exception the simple name of the exception that callers get
 */
public record FailureRule(
    ErrorKind kind,
    boolean retryHere,
    boolean moveOn,
    boolean otherKey,
    boolean ill,
    Cooling cooling,
    Billing billing,
    int actionability,
    String exception) {

  /** Whether a target is left alone after a failure. */
  public enum Cooling {
    /** It is not. */
    NO,
    /** As long as the provider says, if it says so. */
    IF_ASKED,
    /** As long as the provider says, else for a time of ours. */
    ALWAYS
  }

  /** Whether an attempt that brought nothing may be billed. */
  public enum Billing {
    /** Providers do not bill it. */
    NO,
    /**
     * It may have been processed: the estimated input is charged and flagged, unless nothing was
     * sent.
     */
    POSSIBLE
  }

  private static final Map<ErrorKind, FailureRule> RULES = new EnumMap<>(ErrorKind.class);

  /** What may follow a failure, and what it says of the target. */
  private enum Does {
    HERE,
    ON,
    KEY,
    ILL,
    COOLS,
    COOLS_IF_ASKED,
    BILLED
  }

  static {
    rule(ErrorKind.CONTEXT_WINDOW_EXCEEDED, 100, "ContextWindowExceededException", Does.ON);
    rule(ErrorKind.CONTENT_FILTERED, 95, "ContentFilteredException");
    rule(ErrorKind.INVALID_REQUEST, 90, "InvalidRequestException");
    rule(ErrorKind.UNSUPPORTED_SETTING, 85, "InvalidRequestException", Does.ON);
    rule(
        ErrorKind.RATE_LIMITED,
        80,
        "RateLimitedException",
        Does.HERE,
        Does.ON,
        Does.KEY,
        Does.COOLS);
    rule(ErrorKind.QUOTA_EXHAUSTED, 75, "ProviderException", Does.ON, Does.KEY, Does.COOLS);
    rule(ErrorKind.AUTHENTICATION, 70, "AuthenticationException", Does.ON, Does.KEY, Does.ILL);
    rule(ErrorKind.PERMISSION_DENIED, 65, "AuthenticationException", Does.ON, Does.KEY);
    rule(ErrorKind.MODEL_NOT_FOUND, 60, "InvalidRequestException", Does.ON, Does.ILL);
    rule(
        ErrorKind.OVERLOADED,
        50,
        "UnavailableException",
        Does.HERE,
        Does.ON,
        Does.ILL,
        Does.COOLS_IF_ASKED);
    rule(ErrorKind.TIMEOUT, 45, "CallTimeoutException", Does.HERE, Does.ON, Does.ILL, Does.BILLED);
    rule(ErrorKind.SERVER_ERROR, 40, "UnavailableException", Does.HERE, Does.ON, Does.ILL);
    rule(ErrorKind.NETWORK, 35, "UnavailableException", Does.HERE, Does.ON, Does.ILL, Does.BILLED);
    rule(
        ErrorKind.STREAM_INTERRUPTED,
        30,
        "StreamInterruptedException",
        Does.HERE,
        Does.ON,
        Does.ILL,
        Does.BILLED);
    rule(
        ErrorKind.MALFORMED_ANSWER,
        25,
        "MalformedAnswerException",
        Does.HERE,
        Does.ON,
        Does.ILL,
        Does.BILLED);
    rule(ErrorKind.CANCELLED, 110, "ProviderException", Does.BILLED);
    rule(ErrorKind.GATEWAY_CLOSED, 110, "ProviderException", Does.BILLED);
    rule(ErrorKind.DEADLINE_EXCEEDED, 0, "RefusedException");
    rule(ErrorKind.UNKNOWN_MODEL, 0, "UnknownModelException");
    rule(ErrorKind.NOT_ALLOWED, 0, "NotAllowedException");
    rule(ErrorKind.CALLER_INCOMPLETE, 0, "RefusedException");
    rule(ErrorKind.BUDGET_EXCEEDED, 4, "BudgetExceededException", Does.ON);
    rule(ErrorKind.LIMIT_EXCEEDED, 5, "LimitExceededException", Does.ON);
    rule(ErrorKind.TOO_EXPENSIVE, 3, "TooExpensiveException", Does.ON);
    rule(ErrorKind.PRICE_UNKNOWN, 2, "RefusedException", Does.ON);
    rule(ErrorKind.BOOKS_UNAVAILABLE, 1, "RefusedException", Does.ON);
    rule(ErrorKind.NO_TARGET, 0, "RefusedException", Does.ON);
    rule(ErrorKind.GATEWAY_BUSY, 0, "RefusedException");
  }

  private static void rule(ErrorKind kind, int actionability, String exception, Does... does) {
    List<Does> all = List.of(does);
    Cooling cooling =
        all.contains(Does.COOLS)
            ? Cooling.ALWAYS
            : all.contains(Does.COOLS_IF_ASKED) ? Cooling.IF_ASKED : Cooling.NO;
    RULES.put(
        kind,
        new FailureRule(
            kind,
            all.contains(Does.HERE),
            all.contains(Does.ON),
            all.contains(Does.KEY),
            all.contains(Does.ILL),
            cooling,
            all.contains(Does.BILLED) ? Billing.POSSIBLE : Billing.NO,
            actionability,
            exception));
  }

  /**
   * Returns the rule for a kind.
   *
   * @param kind the kind
   * @return its rule
   */
  public static FailureRule of(ErrorKind kind) {
    FailureRule rule = RULES.get(kind);
    if (rule == null) {
      throw new AssertionError("there is no rule for " + kind);
    }
    return rule;
  }
}
