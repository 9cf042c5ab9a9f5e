package io.llmgw.internal.pipeline;

import io.llmgw.outcome.ErrorKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one carrier of cancellation: whatever ends a call early fires it, and it stops whatever the
 * call is doing now, exchanges with providers or a wait. Fires once. Safe for use by many threads.
 */
final class Cancellation {
  private volatile @Nullable ErrorKind reason;
  private List<Runnable> stops = List.of(); // most calls end before there is anything to stop

  /** Fires; only the first call does anything. */
  void fire(ErrorKind why) {
    List<Runnable> toStop;
    synchronized (this) {
      if (reason != null) {
        return;
      }
      reason = why;
      toStop = List.copyOf(stops);
      stops = List.of();
    }
    toStop.forEach(Runnable::run);
  }

  /** Adds what to stop from now on, and stops it at once if this has fired already. */
  void onFire(Runnable stop) {
    synchronized (this) {
      if (reason == null) {
        if (stops.isEmpty()) {
          stops = new ArrayList<>(1);
        }
        stops.add(stop);
        return;
      }
    }
    stop.run();
  }

  /** Forgets what to stop: the same object that was added. */
  synchronized void forget(Runnable stop) {
    for (int i = 0; i < stops.size(); i++) {
      if (stops.get(i).equals(stop)) {
        stops.remove(i);
        return;
      }
    }
  }

  boolean isFired() {
    return reason != null;
  }

  /** Why it fired; null if it has not. */
  @Nullable ErrorKind reason() {
    return reason;
  }
}
