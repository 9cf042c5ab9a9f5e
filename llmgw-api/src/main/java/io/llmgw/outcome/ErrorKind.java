package io.llmgw.outcome;

/**
 * What went wrong, in a closed set that means the same at every provider.
 *
 * <p>How the gateway acts on each kind is in {@code docs/failure-semantics.md}, which is generated
 * from the code that decides.
 */
public enum ErrorKind {
  /** The provider's rate limit was reached; {@code retryAfter()} may say when to come back. */
  RATE_LIMITED,
  /** The account at the provider has no quota or credit left. */
  QUOTA_EXHAUSTED,
  /** The provider is overloaded (503, 529). */
  OVERLOADED,
  /** The request is longer than the model's context window. */
  CONTEXT_WINDOW_EXCEEDED,
  /** The provider refused the request, or cut the answer, for its content. */
  CONTENT_FILTERED,
  /** The provider rejected the request as wrong. */
  INVALID_REQUEST,
  /** The target cannot honour a setting of the request, and its route says that is an error. */
  UNSUPPORTED_SETTING,
  /** The key is missing, wrong or expired. */
  AUTHENTICATION,
  /** The key is valid but may not do this. */
  PERMISSION_DENIED,
  /** The provider does not know the model. */
  MODEL_NOT_FOUND,
  /** The provider failed (5xx other than overload). */
  SERVER_ERROR,
  /** The provider did not answer in time, or the call's deadline passed while it was answering. */
  TIMEOUT,
  /** No connection, or the connection broke before an answer began. */
  NETWORK,
  /** A stream ended without its protocol's end. */
  STREAM_INTERRUPTED,
  /**
   * The answer is not what was asked for: another content type, HTML, empty, truncated or broken
   * JSON, too large.
   */
  MALFORMED_ANSWER,
  /** The call was cancelled. */
  CANCELLED,
  /** No route and no registered provider has the name. */
  UNKNOWN_MODEL,
  /** The caller may not use this route or model. */
  NOT_ALLOWED,
  /** The call has no tenant, user or tag, which a budget, limit or cache needs. */
  CALLER_INCOMPLETE,
  /** A budget is used up, or busy with calls in flight; {@code retryAfter()} says when to try. */
  BUDGET_EXCEEDED,
  /** The gateway's own limit is reached; {@code retryAfter()} says when there is room again. */
  LIMIT_EXCEEDED,
  /** The call is larger than a whole budget or limit, so that waiting does not help. */
  TOO_EXPENSIVE,
  /** The target's model has no price, and a budget in USD applies. */
  PRICE_UNKNOWN,
  /** The books cannot tell: too many accounts, or a store or function of the application failed. */
  BOOKS_UNAVAILABLE,
  /** No target can take the call now. */
  NO_TARGET,
  /** The call's deadline passed before anything was sent. */
  DEADLINE_EXCEEDED,
  /** The gateway's own queue is full. */
  GATEWAY_BUSY,
  /** The gateway has been closed. */
  GATEWAY_CLOSED
}
