package io.llmgw.route;

/** What happens when a stream breaks after its first visible piece. */
public enum BrokenStreams {
  /**
   * The stream ends with a {@link io.llmgw.error.StreamInterruptedException}, which has the partial
   * answer (the default).
   */
  FAIL,
  /**
   * The answer begins anew at the next target, or the same one if it may be asked again: a {@link
   * io.llmgw.chat.StreamEvent.Restarted} tells the application to clear what it has shown. All
   * attempts are billed and shown. Two models are never spliced.
   */
  RESTART
}
