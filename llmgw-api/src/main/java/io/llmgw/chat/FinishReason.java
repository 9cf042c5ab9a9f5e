package io.llmgw.chat;

/** Why the model stopped, in a closed set. The provider's own word is kept beside it. */
public enum FinishReason {
  /** It was done. */
  STOP,
  /** It reached the maximum number of output tokens or the end of its context window. */
  LENGTH,
  /** It wants tools called. */
  TOOL_CALLS,
  /**
   * It met one of the request's stop sequences (only where the provider tells it apart from STOP).
   */
  STOP_SEQUENCE,
  /** A content filter cut the answer. */
  CONTENT_FILTER,
  /** The model refused. */
  REFUSAL,
  /** The provider paused a long turn; send the answer back to let it go on. */
  PAUSE,
  /** Another reason, or none was given. */
  OTHER
}
