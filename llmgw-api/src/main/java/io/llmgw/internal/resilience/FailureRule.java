package io.llmgw.internal.resilience;

import io.llmgw.outcome.ErrorKind;
import java.util.EnumMap;
import java.util.Map;

/**
 * How the engine acts on each kind of failure. This table is the only place that decides it; {@code
 * docs/failure-semantics.md} is generated from it.
 *
 * @param kind the kind
 * @param retryHere whether the same target may be asked again
 * @param moveOn whether the next target may be asked
 * @param ill whether it counts against the target's health
 * @param billing whether the provider may bill the attempt when nothing of an answer had come
 * @param actionability when several attempts failed, the one with the highest number decides the
 *     exception's type
 * @param exception the simple name of the exception that callers get
 */
public record FailureRule(
    ErrorKind kind,
    boolean retryHere,
    boolean moveOn,
    boolean ill,
    Billing billing,
    int actionability,
    String exception) {

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

  static {
    Billing no = Billing.NO;
    Billing possible = Billing.POSSIBLE;
    //                            kind            here   on     ill    billed    actionability,
    // exception
    rule(
        ErrorKind.CONTEXT_WINDOW_EXCEEDED,
        false,
        true,
        false,
        no,
        100,
        "ContextWindowExceededException");
    rule(ErrorKind.CONTENT_FILTERED, false, false, false, no, 95, "ContentFilteredException");
    rule(ErrorKind.INVALID_REQUEST, false, false, false, no, 90, "InvalidRequestException");
    rule(ErrorKind.UNSUPPORTED_SETTING, false, true, false, no, 85, "InvalidRequestException");
    rule(ErrorKind.RATE_LIMITED, true, true, false, no, 80, "RateLimitedException");
    rule(ErrorKind.QUOTA_EXHAUSTED, false, true, false, no, 75, "ProviderException");
    rule(ErrorKind.AUTHENTICATION, false, true, false, no, 70, "AuthenticationException");
    rule(ErrorKind.PERMISSION_DENIED, false, true, false, no, 65, "AuthenticationException");
    rule(ErrorKind.MODEL_NOT_FOUND, false, true, false, no, 60, "InvalidRequestException");
    rule(ErrorKind.OVERLOADED, true, true, true, no, 50, "UnavailableException");
    rule(ErrorKind.TIMEOUT, true, true, true, possible, 45, "CallTimeoutException");
    rule(ErrorKind.SERVER_ERROR, true, true, true, no, 40, "UnavailableException");
    rule(ErrorKind.NETWORK, true, true, true, possible, 35, "UnavailableException");
    rule(
        ErrorKind.STREAM_INTERRUPTED, true, true, true, possible, 30, "StreamInterruptedException");
    rule(ErrorKind.MALFORMED_ANSWER, true, true, true, possible, 25, "MalformedAnswerException");
    rule(ErrorKind.CANCELLED, false, false, false, possible, 110, "ProviderException");
    rule(ErrorKind.GATEWAY_CLOSED, false, false, false, possible, 110, "ProviderException");
    rule(ErrorKind.DEADLINE_EXCEEDED, false, false, false, no, 0, "RefusedException");
    rule(ErrorKind.UNKNOWN_MODEL, false, false, false, no, 0, "UnknownModelException");
    rule(ErrorKind.NOT_ALLOWED, false, false, false, no, 0, "NotAllowedException");
    rule(ErrorKind.CALLER_INCOMPLETE, false, false, false, no, 0, "RefusedException");
    rule(ErrorKind.BUDGET_EXCEEDED, false, true, false, no, 4, "BudgetExceededException");
    rule(ErrorKind.LIMIT_EXCEEDED, false, true, false, no, 5, "LimitExceededException");
    rule(ErrorKind.TOO_EXPENSIVE, false, true, false, no, 3, "TooExpensiveException");
    rule(ErrorKind.PRICE_UNKNOWN, false, true, false, no, 2, "RefusedException");
    rule(ErrorKind.BOOKS_UNAVAILABLE, false, true, false, no, 1, "RefusedException");
    rule(ErrorKind.NO_TARGET, false, false, false, no, 0, "RefusedException");
    rule(ErrorKind.GATEWAY_BUSY, false, false, false, no, 0, "RefusedException");
  }

  private static void rule(
      ErrorKind kind,
      boolean here,
      boolean on,
      boolean ill,
      Billing billing,
      int actionability,
      String exception) {
    RULES.put(kind, new FailureRule(kind, here, on, ill, billing, actionability, exception));
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
