package io.llmgw.spi;

import io.llmgw.outcome.Adjustment;
import java.time.Duration;
import java.util.List;

/**
 * What a provider client knows of the call it works for: how much time is left, and when to stop.
 *
 * <p>One context belongs to one attempt. Safe for use by several threads.
 */
public interface CallContext {
  /**
   * Returns the gateway's id of the call.
   *
   * @return the id
   */
  String callId();

  /**
   * Returns how much time is left until the call's deadline.
   *
   * @return zero if it has passed
   */
  Duration remaining();

  /**
   * Tells whether the attempt is to stop.
   *
   * @return true once it was cancelled or its deadline has passed
   */
  boolean isCancelled();

  /**
   * Registers what stops the attempt, for instance closing its socket. It runs at most once, on the
   * cancelling thread; at once if the attempt is already cancelled. A later registration replaces
   * an earlier one.
   *
   * @param stop must not block and must not throw
   */
  void onCancel(Runnable stop);

  /**
   * Returns which of the client's keys this attempt is to use. A client with one key ignores it.
   *
   * @return 0, the default, for the first; always below the client's {@link ProviderClient#keys()}
   */
  default int key() {
    return 0;
  }

  /**
   * Tells what is about to be sent differently from how the request has it. A client calls this
   * before it sends anything.
   *
   * @param adjustments what was changed, maybe nothing
   * @throws ProviderFailure if the call's route says that this is an error
   */
  default void adjusted(List<Adjustment> adjustments) {}
}
