package io.llmgw.outcome;

/**
 * What a call is for. The gateway makes some calls on its own; each has an id, a reservation and
 * charges of its own, and names the call that it was made for as its parent.
 */
public enum Purpose {
  /** The application made it. */
  CALL,
  /** A copy of an answered call, for another target whose answer is only reported. */
  SHADOW,
  /** Embeds a question, so that the semantic cache can look for another that means the same. */
  SEMANTIC_CACHE
}
