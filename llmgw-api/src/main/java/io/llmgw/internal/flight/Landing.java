package io.llmgw.internal.flight;

/**
 * How a flight ends.
 *
 * @param <R> what was waited for
 */
public sealed interface Landing<R> {
  /**
   * It brought what everybody waits for.
   *
   * @param result the result
   * @param goesOn whether passengers can still board: the result is one that grows
   */
  record Arrived<R>(R result, boolean goesOn) implements Landing<R> {}

  /**
   * It failed for everybody.
   *
   * @param failure what to tell them
   */
  record Failed<R>(RuntimeException failure) implements Landing<R> {}

  /**
   * It was refused for a reason that is only its payer's: another one may pay.
   *
   * @param refusal what to tell the payer
   */
  record Refused<R>(RuntimeException refusal) implements Landing<R> {}
}
