package io.llmgw.internal.resilience;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.Fallback;
import dev.failsafe.RetryPolicy;
import dev.failsafe.event.ExecutionAttemptedEvent;
import dev.failsafe.function.CheckedFunction;
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

  private Failover() {}

  /**
   * Runs a hop.
   *
   * @param attempt tries the target once; throws {@link AttemptFailed}
   * @param next runs the next hop, if the failure moves on
   * @param <T> what an attempt brings
   * @return what an attempt brought
   * @throws AttemptFailed the failure of the last attempt
   * @throws CancellationException if the thread was interrupted between attempts; its flag is set
   *     again
   */
  public static <T> T hop(Supplier<T> attempt, Supplier<T> next) {
    CheckedFunction<ExecutionAttemptedEvent<? extends T>, T> nextHop = event -> next.get();
    Fallback<T> fallback = Fallback.builder(nextHop).handleIf(Failover::movesOn).build();
    try {
      return Failsafe.with(List.of(fallback, Failover.<T>retry())).get(attempt::get);
    } catch (FailsafeException e) {
      // Failsafe sleeps for zero milliseconds before a retry, and a sleep notices interrupts.
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      }
      throw e;
    }
  }

  @SuppressWarnings(
      "unchecked") // the policy only looks at exceptions, so it serves every result type
  private static <T> RetryPolicy<T> retry() {
    return (RetryPolicy<T>) RETRY;
  }

  private static boolean retriesHere(Throwable failure) {
    return failure instanceof AttemptFailed failed && failed.next().retryHere();
  }

  private static boolean movesOn(Throwable failure) {
    return failure instanceof AttemptFailed failed && failed.next().moveOn();
  }
}
