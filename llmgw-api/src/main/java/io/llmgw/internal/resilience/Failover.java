package io.llmgw.internal.resilience;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.Fallback;
import dev.failsafe.RetryPolicy;
import dev.failsafe.event.ExecutionAttemptedEvent;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Retries and failover with Failsafe, which decides when to go on; the waits are ours. A hop tries
 * one target, with its retries, and falls back to the next hop, which is made only then.
 */
public final class Failover {
  /** Bounded by the call's own count of attempts, which marks a failure as not to be retried. */
  private static final RetryPolicy<Object> RETRY =
      RetryPolicy.builder().withMaxRetries(-1).handleIf(Failover::retriesHere).build();

  /** The failure itself knows the next hop, so one policy serves all hops of all calls. */
  private static final Fallback<Object> NEXT_HOP =
      Fallback.builder(Failover::nextHop).handleIf(Failover::movesOn).build();

  private static final FailsafeExecutor<Object> EXECUTOR = Failsafe.with(List.of(NEXT_HOP, RETRY));

  private Failover() {}

  /**
   * Runs a hop.
   *
   * @param attempt tries the target once; throws {@link AttemptFailed}, which says how to run the
   *     next hop if it moves on
   * @param <T> what an attempt brings
   * @return what an attempt brought, at this target or a later one
   * @throws AttemptFailed the failure of the last attempt
   * @throws CancellationException if the thread was interrupted between attempts; its flag is set
   *     again
   */
  @SuppressWarnings(
      "unchecked") // attempts of a hop, and the hops they lead to, bring the same type
  public static <T> T hop(Supplier<T> attempt) {
    try {
      return EXECUTOR.get(attempt::get);
    } catch (FailsafeException e) {
      // Failsafe sleeps for zero milliseconds before a retry, and a sleep notices interrupts.
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      }
      throw e;
    }
  }

  private static Object nextHop(ExecutionAttemptedEvent<?> event) {
    return ((AttemptFailed) event.getLastException()).runNextHop();
  }

  private static boolean retriesHere(Throwable failure) {
    return failure instanceof AttemptFailed failed && failed.next().retryHere();
  }

  private static boolean movesOn(Throwable failure) {
    return failure instanceof AttemptFailed failed && failed.next().moveOn();
  }
}
