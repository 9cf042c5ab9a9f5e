package io.llmgw.internal.pipeline;

import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.StreamEvent;
import io.llmgw.error.LlmException;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.internal.pipeline.CacheSteps.Answered;
import io.llmgw.internal.pipeline.StreamExchange.Opened;
import io.llmgw.internal.resilience.AttemptFailed;
import io.llmgw.internal.resilience.AttemptFailed.Next;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.Outcome;
import io.llmgw.route.BrokenStreams;
import io.llmgw.spi.ProviderAnswer;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.ProviderStream;
import io.llmgw.spi.Recording;
import io.llmgw.spi.Recording.Recorder;
import io.llmgw.value.Target;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A stream in the user's hands. One thread reads; any thread may stop it, and the deadline's timer
 * does. Whoever finds nobody reading settles it, else the reader does on its way out.
 */
@SuppressWarnings("IterableAndIterator") // it can be iterated once, and says so
final class GatewayStream implements UserStream, Iterator<StreamEvent> {
  private final Pipeline pipeline;
  private final Call call;
  private final ChatRequest request;
  private Served<Opened> served;
  private final AtomicBoolean busy = new AtomicBoolean();

  // Written by whoever holds busy.
  private volatile boolean over;
  private final Recorder recorder = new Recorder();
  private final boolean records;
  private volatile Shared.@Nullable Answer answer;
  private volatile @Nullable StreamInterruptedException interruption;

  GatewayStream(Pipeline pipeline, Call call, ChatRequest request, Served<Opened> served) {
    this.pipeline = pipeline;
    this.call = call;
    this.request = request;
    this.served = served;
    this.records = call.place().stores();
  }

  /** The call that is settled at its end. */
  Call call() {
    return call;
  }

  private ProviderStream upstream() {
    return served.answer().stream();
  }

  private ArrayDeque<StreamEvent> held() {
    return served.answer().held();
  }

  /** From now on, whatever stops the call also ends this stream, even if nobody reads it. */
  void watch() {
    call.cancellation().onFire(this::stopped);
  }

  /** Settles the stream if it is to be stopped and nobody is at it. */
  @Override
  public void stopped() {
    if (busy.compareAndSet(false, true)) {
      try {
        interruptIfStopped();
      } finally {
        busy.set(false);
      }
    }
  }

  @Override
  public Iterator<StreamEvent> iterator() {
    return this;
  }

  @Override
  public boolean hasNext() {
    if (!held().isEmpty() && !call.cancellation().isFired()) {
      return true;
    }
    if (over) {
      return ended();
    }
    if (!busy.compareAndSet(false, true)) {
      return beaten();
    }
    try {
      return advance();
    } finally {
      busy.set(false);
      sweep();
    }
  }

  /**
   * Somebody else holds the stream: another reader, which is a mistake, or whoever stopped it,
   * which is done in a moment.
   */
  private boolean beaten() {
    if (!call.cancellation().isFired()) {
      throw new IllegalStateException("a stream is read by one thread at a time");
    }
    while (!over) {
      Thread.onSpinWait();
    }
    return ended();
  }

  private boolean ended() {
    StreamInterruptedException failure = interruption;
    if (failure != null) {
      throw failure;
    }
    return false;
  }

  private boolean advance() {
    interruptIfStopped();
    if (over) {
      return ended();
    }
    AttemptContext context = served.attempt().context();
    try {
      context.awaitPiece();
      if (upstream().hasNext()) {
        return true;
      }
    } catch (RuntimeException e) {
      broken(e);
      return !over || ended();
    } finally {
      context.pieceCame();
    }
    complete();
    return !over || ended();
  }

  /**
   * A stop that came while this thread was reading found the stream busy and left the settling to
   * it.
   */
  private void sweep() {
    if (!over && call.cancellation().isFired() && busy.compareAndSet(false, true)) {
      try {
        interruptIfStopped();
      } finally {
        busy.set(false);
      }
    }
  }

  @Override
  public StreamEvent next() {
    StreamEvent event = piece();
    if (records) {
      recorder.add(event);
    }
    return event;
  }

  private StreamEvent piece() {
    StreamEvent first = held().poll();
    if (first != null) {
      return first;
    }
    if (!hasNext()) {
      throw new NoSuchElementException("the stream has ended");
    }
    StreamEvent restarted = held().poll();
    return restarted != null ? restarted : upstream().next();
  }

  private void complete() {
    ProviderAnswer whole;
    try {
      upstream().close();
      whole = upstream().answer();
    } catch (RuntimeException e) {
      broken(e);
      return;
    }
    Answered answered = new Answered(whole, records ? recorder.recording() : Recording.NONE);
    end(() -> answer = pipeline.completed(call, request, served.attempt(), answered));
  }

  /** What was shown is void if the route wants such streams to start anew. */
  private void broken(RuntimeException cause) {
    if (call.route().terms().brokenStreams() != BrokenStreams.RESTART
        || call.cancellation().isFired()) {
      interrupt(cause);
      return;
    }
    Optional<ProviderAnswer> partial = partial(cause);
    AttemptFailed failed = served.attempt().failed(cause, partial, served.turn()::after);
    if (failed.next().isNone()) {
      end(() -> finish(failed));
      return;
    }
    Target from = served.attempt().leaf().target();
    try {
      served = served.turn().again(failed);
    } catch (LlmException nobodyElse) {
      end(() -> finish(failed));
      return;
    }
    Target to = served.attempt().leaf().target();
    held().addFirst(new StreamEvent.Restarted(from, to, failed.kind()));
  }

  /** The call ends with what broke the stream that the application has shown. */
  private void finish(AttemptFailed failed) {
    StreamInterruptedException failure = Exceptions.interrupted(call, failed);
    interruption = failure;
    pipeline.ended(call, Optional.of(failure.reason()));
  }

  /** Whatever the end of a call throws, it is one: nothing may stay reserved. */
  private void end(Runnable settling) {
    boolean ended = false;
    try {
      settling.run();
      ended = true;
    } finally {
      try {
        if (!ended) {
          pipeline.ended(call, Optional.of(ErrorKind.SERVER_ERROR));
        }
      } finally {
        over = true;
      }
    }
  }

  private void interruptIfStopped() {
    if (!over && call.cancellation().isFired()) {
      interrupt(ProviderFailure.of(ErrorKind.CANCELLED, "the stream was closed"));
    }
  }

  private void interrupt(RuntimeException cause) {
    Next nothing =
        Next.none(
            call.cancellation().isFired()
                ? "the call was stopped"
                : "nothing is tried again after a stream's first visible piece");
    end(() -> finish(served.attempt().failed(cause, partial(cause), (a, k, r) -> nothing)));
  }

  /** A provider client that fails even at this is not spared what it has cost. */
  private Optional<ProviderAnswer> partial(RuntimeException cause) {
    try {
      upstream().close();
      return Optional.of(upstream().answer());
    } catch (RuntimeException e) {
      if (!e.equals(cause)) {
        cause.addSuppressed(e);
      }
      return Optional.empty();
    }
  }

  @Override
  public boolean isOver() {
    return over;
  }

  @Override
  public @Nullable StreamInterruptedException interruption() {
    return interruption;
  }

  @Override
  public ChatResponse response() {
    return shared().response();
  }

  /** The whole answer, for everybody who waits for it. */
  Shared.Answer shared() {
    Shared.Answer whole = answer;
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
    if (!over) {
      call.cancel(ErrorKind.CANCELLED);
    }
  }
}
