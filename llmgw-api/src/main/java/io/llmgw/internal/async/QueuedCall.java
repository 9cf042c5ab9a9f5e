package io.llmgw.internal.async;

import io.llmgw.error.LlmException;
import io.llmgw.error.RefusedException;
import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call of a bulk: it waits for a thread, and either gets one or is refused. Ends once. Safe for
 * use by many threads.
 */
final class QueuedCall<Q, A, R> implements Runnable {
  private final Bulk<Q, A, R> bulk;
  private final long index;
  private final Q request;
  private final Opening<A> opening;
  private final AtomicBoolean left = new AtomicBoolean();
  private volatile TimeSource.@Nullable Timer timer;

  QueuedCall(Bulk<Q, A, R> bulk, long index, Q request, Opening<A> opening) {
    this.bulk = bulk;
    this.index = index;
    this.request = request;
    this.opening = opening;
  }

  /** Whether it still waits for a thread. */
  boolean isQueued() {
    return !left.get();
  }

  /** Refuses it if it has no thread by then. */
  void refuseAfter(Duration longest, TimeSource time) {
    timer =
        time.schedule(
            () -> refuse(CallExecutor.busy("no thread was free for the call within " + longest)),
            longest);
    if (!isQueued()) { // looked at after setting
      stopTimer();
    }
  }

  private boolean leave() {
    boolean first = left.compareAndSet(false, true);
    if (first) {
      stopTimer();
    }
    return first;
  }

  private void stopTimer() {
    TimeSource.Timer set = timer;
    if (set != null) {
      set.cancel();
    }
  }

  @Override
  public void run() {
    if (leave()) {
      bulk.ended(this, result());
    }
  }

  private Supplier<R> result() {
    try {
      R answered = bulk.result(index, request, Optional.of(opening.open()), Optional.empty());
      return () -> answered;
    } catch (LlmException e) {
      return failed(e);
    } catch (RuntimeException | Error e) { // whatever it is belongs to whoever reads
      if (bulk.isClosed()) {
        opening.unheard(e);
      }
      return () -> {
        throw e;
      };
    }
  }

  private Supplier<R> failed(LlmException e) {
    R failed = bulk.result(index, request, Optional.empty(), Optional.of(e));
    return () -> failed;
  }

  /** Ends it if it still waits for a thread. */
  void refuse(RefusedException why) {
    if (leave()) {
      bulk.ended(this, failed(why));
    }
  }

  /** Stops it, wherever it is; nobody reads its result. */
  void cancel() {
    boolean unused = leave();
    opening.cancel();
  }
}
