package io.llmgw.internal.async;

import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.error.LlmException;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a stream's events. Cold: every subscription opens a stream of its own. No thread is
 * held while nothing is requested.
 */
public final class EventPublisher implements Flow.Publisher<StreamEvent> {
  private final Supplier<Opening<ChatStream>> openings;
  private final Executor executor;

  /**
   * Creates a publisher.
   *
   * @param openings prepares a call for each subscription, on the subscribing thread
   * @param executor where streams are read
   */
  public EventPublisher(Supplier<Opening<ChatStream>> openings, Executor executor) {
    this.openings = openings;
    this.executor = executor;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super StreamEvent> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    subscriber.onSubscribe(new Subscription(subscriber, openings.get()));
  }

  private final class Subscription implements Flow.Subscription {
    private final Flow.Subscriber<? super StreamEvent> subscriber;
    private final Opening<ChatStream> opening;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile boolean done;
    private volatile @Nullable ChatStream stream; // written and read while draining

    Subscription(Flow.Subscriber<? super StreamEvent> subscriber, Opening<ChatStream> opening) {
      this.subscriber = subscriber;
      this.opening = opening;
    }

    @Override
    public void request(long n) {
      if (n <= 0) {
        fail(
            new IllegalArgumentException(
                "a subscriber must request more than 0 items, but requested " + n));
        return;
      }
      demand.accumulateAndGet(n, (have, more) -> have + more < 0 ? Long.MAX_VALUE : have + more);
      schedule();
    }

    private void schedule() {
      if (done || !draining.compareAndSet(false, true)) {
        return;
      }
      try {
        executor.execute(this::drain);
      } catch (RejectedExecutionException e) {
        draining.set(false);
        fail(CallExecutor.busy());
      }
    }

    private void drain() {
      try {
        deliver();
      } catch (RuntimeException e) {
        fail(e);
      } finally {
        draining.set(false);
        release(); // looked at after setting: cancel() may have found no stream yet
      }
      if (demand.get() > 0) { // requested after the last look
        schedule();
      }
    }

    private void deliver() {
      ChatStream open = stream;
      if (open == null && !done) {
        open = opening.open();
        stream = open;
      }
      if (open == null) {
        return;
      }
      Iterator<StreamEvent> events = open.iterator();
      while (!done && demand.get() > 0) {
        if (!events.hasNext()) {
          done = true;
          subscriber.onComplete();
          return;
        }
        StreamEvent event = events.next();
        demand.decrementAndGet();
        subscriber.onNext(event);
      }
    }

    /**
     * A call that is stopped still owes its charges to its own callbacks, but nobody is left to get
     * what they throw.
     */
    private void release() {
      ChatStream open = stream;
      if (done && open != null) {
        try {
          open.close();
        } catch (RuntimeException | Error e) {
          opening.unheard(e);
        }
      }
    }

    private void fail(Throwable error) {
      if (!done) {
        cancel();
        subscriber.onError(error);
      } else if (!(error instanceof LlmException)) {
        opening.unheard(error);
      }
    }

    @Override
    public void cancel() {
      done = true;
      opening.cancel();
      release();
    }
  }
}
