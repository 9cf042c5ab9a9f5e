package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.StreamEvent;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.internal.flight.Seat;
import io.llmgw.internal.pipeline.SharedStream.End;
import io.llmgw.internal.pipeline.SharedStream.Node;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.Outcome;
import io.llmgw.spi.TimeSource;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One call's reading of a stream that others may read too. One thread reads; any thread may stop
 * it, and the deadline's timer does. That ends this call; the stream goes on for the others.
 */
@SuppressWarnings("IterableAndIterator") // it can be iterated once, and says so
final class SharedReader implements UserStream, Iterator<StreamEvent> {
  private final SharedCalls calls;
  private final Seat<Rider, Shared> seat;
  private final Call call;
  private final SharedStream stream;
  private final TimeSource time;
  private volatile Node at; // moved by the reader, read by whoever stops it
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicReference<@Nullable CountDownLatch> resting = new AtomicReference<>();

  // Written by whoever ends it.
  private volatile @Nullable ChatResponse response;
  private volatile @Nullable RuntimeException failure;

  SharedReader(SharedCalls calls, Seat<Rider, Shared> seat, SharedStream stream, TimeSource time) {
    this.calls = calls;
    this.seat = seat;
    this.call = seat.passenger().call();
    this.stream = stream;
    this.time = time;
    this.at = stream.first();
  }

  /** From now on, whatever stops the call also ends this reading. */
  void watch() {
    call.startTimer();
    call.cancellation().onFire(this::stopped);
  }

  @Override
  public void stopped() {
    if (call.cancellation().isFired()) {
      if (ending.compareAndSet(false, true)) {
        calls.leave(seat, stream, this::finish);
      }
      CountDownLatch rest = resting.get();
      if (rest != null) {
        rest.countDown();
      }
    }
  }

  @Override
  public Iterator<StreamEvent> iterator() {
    return this;
  }

  @Override
  public boolean hasNext() {
    while (true) {
      if (ending.get()) {
        return ended();
      }
      if (at.next != null) {
        return true;
      }
      End end = stream.end();
      if (end == null) {
        advance();
      } else if (at.next == null) { // looked at again: the last piece came before the end
        end(end);
      }
    }
  }

  private void advance() {
    boolean alone = seat.flight().passengers() <= 1;
    if (!(alone && stream.pullHere())) {
      await(stream.more(at));
    }
  }

  private void await(CountDownLatch more) {
    resting.set(more);
    try {
      if (!call.cancellation().isFired()) {
        time.await(more, call.remaining());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.cancel(ErrorKind.CANCELLED);
    } finally {
      resting.set(null);
    }
    if (call.remaining().isZero()) {
      call.cancel(ErrorKind.DEADLINE_EXCEEDED);
    }
  }

  private void end(End how) {
    if (ending.compareAndSet(false, true)) {
      seat.leave();
      Shared.Answer whole = how.answer();
      if (whole != null) {
        finish(() -> response = calls.arrive(seat, whole));
      } else {
        RuntimeException thrown = Objects.requireNonNull(how.failure());
        finish(() -> failure = calls.fail(seat, thrown));
      }
    }
  }

  private void finish(Runnable settling) {
    try {
      settling.run();
    } finally {
      over.countDown();
    }
  }

  /** Ends the reading early, once what was used is settled as far as it is this call's. */
  private void finish(@Nullable StreamInterruptedException ofUpstream) {
    finish(() -> failure = calls.interrupted(seat, ofUpstream, stream.first(), at));
  }

  private boolean ended() {
    SharedCalls.awaitFirmly(time, over);
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
    if (response == null) { // a provider client that does not stop is not waited for
      throw Exceptions.leftStream(call, SharedPieces.message(stream.first(), at), time.now());
    }
    return false;
  }

  @Override
  public StreamEvent next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the stream has ended");
    }
    Node next = Objects.requireNonNull(at.next);
    at = next;
    return Objects.requireNonNull(next.event);
  }

  @Override
  public boolean isOver() {
    return over.getCount() == 0;
  }

  @Override
  public @Nullable Throwable interruption() {
    return failure;
  }

  @Override
  public ChatResponse response() {
    ChatResponse whole = response;
    if (whole == null) {
      throw new IllegalStateException(
          "the stream has not been read to its end; outcome() is there at any time");
    }
    return whole;
  }

  @Override
  public Outcome outcome() {
    return call.outcome();
  }

  @Override
  public void close() {
    if (!isOver()) {
      call.cancel(ErrorKind.CANCELLED);
    }
  }
}
