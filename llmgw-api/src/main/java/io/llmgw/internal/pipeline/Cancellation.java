package io.llmgw.internal.pipeline;

import io.llmgw.outcome.ErrorKind;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The one carrier of cancellation: whatever ends a call early fires it, and it stops whatever the
 * call is doing now, an exchange with a provider or a wait. Fires once. Safe for use by many
 * threads.
 */
final class Cancellation {
  private final AtomicReference<@Nullable ErrorKind> reason = new AtomicReference<>();
  private Runnable stop = Cancellation::nothing;

  /** Fires; only the first call does anything. */
  void fire(ErrorKind why) {
    if (!reason.compareAndSet(null, why)) {
      return;
    }
    Runnable toStop;
    synchronized (this) {
      toStop = stop;
      stop = Cancellation::nothing;
    }
    toStop.run();
  }

  /** Sets what to stop from now on, and stops it at once if this has fired already. */
  void onFire(Runnable newStop) {
    synchronized (this) {
      if (reason.get() == null) {
        stop = newStop;
        return;
      }
    }
    newStop.run();
  }

  /** Adds something to do after what is set to be stopped. */
  void alsoOnFire(Runnable after) {
    Runnable before;
    synchronized (this) {
      before = stop;
    }
    onFire(
        () -> {
          before.run();
          after.run();
        });
  }

  /** Forgets what to stop. */
  void clear() {
    synchronized (this) {
      stop = Cancellation::nothing;
    }
  }

  private static void nothing() {}

  boolean isFired() {
    return reason.get() != null;
  }

  /** Why it fired; null if it has not. */
  @Nullable ErrorKind reason() {
    return reason.get();
  }
}
