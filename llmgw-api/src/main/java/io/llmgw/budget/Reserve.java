package io.llmgw.budget;

/** What a budget or limit sets aside for an attempt before it is sent. */
public enum Reserve {
  /**
   * The most the attempt can come to: an upper bound of its input (an exact count, else its bytes
   * in UTF-8 and 16 tokens a message, tools and images by the provider's rule) and the output up to
   * its cap, each at the highest price that can apply. Calls in flight together cannot overshoot.
   * What a provider bills beyond a request's own bounds (web searches, an output longer than the
   * cap that was sent) is booked as debt.
   */
  AT_MOST,
  /**
   * What the attempt will probably come to: the estimated input and the 95th percentile of the
   * route's outputs (the output cap, until 20 answers were seen). More calls fit at a time; they
   * can overshoot together by at most the sum over the attempts in flight of what each comes to
   * beyond its estimate, which is never more than their number times the most one attempt can come
   * to. What was overshot is debt, which the next window begins with.
   */
  EXPECTED
}
