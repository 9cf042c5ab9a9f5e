package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.chat.StreamEvent;
import io.llmgw.outcome.Outcome;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A stream of a call with cost callbacks of its own: whoever touches the stream first after it was
 * settled runs them, once. The deadline's timer, which may have settled it, is not theirs.
 */
@SuppressWarnings("IterableAndIterator") // it can be iterated once, and says so
final class ToldStream implements ChatStream, Iterator<StreamEvent> {
  private final UserStream stream;
  private final Iterator<StreamEvent> events;
  private final Call call;
  private final AtomicInteger reading = new AtomicInteger();
  private final AtomicBoolean told = new AtomicBoolean();

  ToldStream(UserStream stream, Call call) {
    this.stream = stream;
    this.events = stream.iterator();
    this.call = call;
  }

  @Override
  public Iterator<StreamEvent> iterator() {
    return this;
  }

  @Override
  public boolean hasNext() {
    return touched(events::hasNext);
  }

  @Override
  public StreamEvent next() {
    return touched(events::next);
  }

  @Override
  public ChatResponse response() {
    return touched(stream::response);
  }

  /** Leaves the telling to a thread that reads now, if there is one: it is about to notice. */
  @Override
  public void close() {
    stream.close();
    while (!stream.isOver() && reading.get() == 0) {
      stream.stopped();
      Thread.onSpinWait();
    }
    tellIfOver();
  }

  private <T> T touched(Supplier<T> touch) {
    reading.incrementAndGet();
    try {
      return touch.get();
    } finally {
      awaitSettlement();
      reading.decrementAndGet();
      tellIfOver();
    }
  }

  /** The timer may be settling at this moment, and this touch may have been the user's last. */
  private void awaitSettlement() {
    while (call.cancellation().isFired() && !stream.isOver()) {
      stream.stopped();
      Thread.onSpinWait();
    }
  }

  private void tellIfOver() {
    if (stream.isOver() && told.compareAndSet(false, true)) {
      OwnCallbacks.tell(call, stream.interruption());
    }
  }

  @Override
  public Outcome outcome() {
    return stream.outcome();
  }
}
