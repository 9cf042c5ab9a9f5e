package io.llmgw.internal.pipeline;

import io.llmgw.caching.CachePolicy;
import io.llmgw.chat.ChatRequest;
import io.llmgw.chat.ChatResponse;
import io.llmgw.chat.ChatStream;
import io.llmgw.error.LlmException;
import io.llmgw.error.RefusedException;
import io.llmgw.error.StreamInterruptedException;
import io.llmgw.internal.flight.Flight;
import io.llmgw.internal.flight.Flights;
import io.llmgw.internal.flight.Landing;
import io.llmgw.internal.flight.Landing.Arrived;
import io.llmgw.internal.flight.Landing.Failed;
import io.llmgw.internal.flight.Landing.Refused;
import io.llmgw.internal.flight.Seat;
import io.llmgw.internal.pipeline.SharedStream.Node;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets identical calls in flight share one upstream call. It is made for the first of them, on a
 * thread of its own, so that each can leave at its own deadline; what it costs is that one's. Only
 * what a provider says is shared: whoever is refused leaves it to the next.
 */
final class SharedCalls {
  /** How long a call that has left waits to know what it cost: 2 seconds. */
  static final Duration LONGEST_SETTLING = Duration.ofSeconds(2);

  private final Pipeline pipeline;
  private final CachePolicy policy;
  private final TimeSource time;
  private final Flights<Rider, Shared> flights;

  SharedCalls(Pipeline pipeline, CachePolicy policy, TimeSource time) {
    this.pipeline = pipeline;
    this.policy = policy;
    this.time = time;
    this.flights = new Flights<>(flight -> time.fork(() -> flight.fly(this::fly)));
  }

  /** How many upstream calls have ended. */
  long ended() {
    return flights.ended();
  }

  /** Answers a call that the cache had no answer for. Blocks. */
  ChatResponse chat(Call call, ChatRequest request) {
    Seat<Rider, Shared> seat = board(call, request, false);
    try {
      Shared shared = await(call, seat);
      if (shared instanceof Shared.Answer answer) {
        return arrive(seat, answer);
      }
      SharedReader reader = reader(seat, (Shared.Flowing) shared);
      while (reader.hasNext()) {
        reader.next();
      }
      return reader.response();
    } finally {
      seat.leave();
    }
  }

  /** Begins the stream of a call that the cache had no answer for. Blocks until it has begun. */
  ChatStream stream(Call call, ChatRequest request) {
    Seat<Rider, Shared> seat = board(call, request, true);
    boolean begun = false;
    try {
      Shared shared = await(call, seat);
      if (shared instanceof Shared.Answer answer) { // somebody has asked for it as a whole
        return new Replay(arrive(seat, answer), answer.content().replay());
      }
      SharedReader reader = reader(seat, (Shared.Flowing) shared);
      begun = true;
      return call.terms().onCost().isEmpty() ? reader : new ToldStream(reader, call);
    } finally {
      if (!begun) {
        seat.leave();
      }
    }
  }

  private Seat<Rider, Shared> board(Call call, ChatRequest request, boolean streams) {
    call.startTimer();
    return flights.board(call.place().key().orElseThrow(), new Rider(call, request, streams));
  }

  private SharedReader reader(Seat<Rider, Shared> seat, Shared.Flowing flowing) {
    seat.passenger().call().first();
    SharedReader reader = new SharedReader(this, seat, flowing.stream(), time);
    reader.watch();
    return reader;
  }

  /**
   * Waits for the answer or the beginning of the stream.
   *
   * @throws LlmException what a provider said, or why this call has left
   */
  private Shared await(Call call, Seat<Rider, Shared> seat) {
    Runnable wake = seat::wake;
    call.cancellation().onFire(wake);
    try {
      if (!time.await(seat.woken(), call.remaining())) {
        call.cancel(ErrorKind.DEADLINE_EXCEEDED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.cancel(ErrorKind.CANCELLED);
    } finally {
      call.cancellation().forget(wake);
    }
    Landing<Shared> landing = seat.landing();
    if (landing == null) {
      boolean pays = seat.flight().isPaidBy(seat);
      if (seat.leave() && pays) { // nobody goes on, so it is soon known what was used
        awaitFirmly(time, seat.landed());
        landing = seat.landing();
      }
    }
    if (landing instanceof Failed<Shared> failed) {
      throw failure(seat, failed.failure());
    }
    if (landing instanceof Refused<Shared> refused) {
      throw refused.refusal();
    }
    ErrorKind stopped = call.cancellation().reason();
    if (landing == null || stopped != null) {
      throw Exceptions.left(
          call, Objects.requireNonNullElse(stopped, ErrorKind.CANCELLED), time.now());
    }
    return ((Arrived<Shared>) landing).result();
  }

  /** Waits although the thread was interrupted, for something that is about to happen. */
  static void awaitFirmly(TimeSource time, CountDownLatch latch) {
    boolean interrupted = Thread.interrupted();
    boolean waiting = true;
    while (waiting) {
      try {
        time.await(latch, LONGEST_SETTLING);
        waiting = false;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes the upstream call. For a thread of its own. */
  private Landing<Shared> fly(Seat<Rider, Shared> seat, Flight<Rider, Shared> flight) {
    Rider payer = seat.passenger();
    Call up;
    try {
      up = pipeline.goUpstream(payer.call(), () -> latest(flight, payer.call()));
    } catch (LlmException closed) {
      return new Refused<>(closed);
    }
    flight.onEmpty(empty -> stop(empty, up, payer));
    try {
      return payer.streams()
          ? opened(up, payer, flight)
          : new Arrived<>(pipeline.answer(up, payer.request()), false);
    } catch (LlmException e) {
      pipeline.ended(up, Optional.of(e.kind()));
      return e instanceof RefusedException ? new Refused<>(e) : new Failed<>(e);
    } catch (RuntimeException e) {
      pipeline.ended(up, Optional.of(ErrorKind.SERVER_ERROR));
      return new Failed<>(e);
    } catch (Error e) {
      pipeline.ended(up, Optional.of(ErrorKind.SERVER_ERROR));
      throw e;
    }
  }

  /** Until when the last of those who wait does. */
  private static long latest(Flight<Rider, Shared> flight, Call payer) {
    long latest = payer.deadline();
    for (Rider rider : flight.all()) {
      latest = Math.max(latest, rider.call().deadline());
    }
    return latest;
  }

  private static void stop(Flight<Rider, Shared> flight, Call up, Rider payer) {
    if (flight.stopIfEmpty()) {
      ErrorKind why = payer.call().cancellation().reason();
      up.cancel(Objects.requireNonNullElse(why, ErrorKind.CANCELLED));
    }
  }

  private Landing<Shared> opened(Call up, Rider payer, Flight<Rider, Shared> flight) {
    Optional<Shared.Answer> stored = pipeline.spare(up, payer.request());
    if (stored.isPresent()) {
      return new Arrived<>(stored.get(), false);
    }
    GatewayStream source = pipeline.open(up, payer.request());
    SharedStream stream = new SharedStream(source, time, flight::close);
    flight.onEmpty(empty -> abandoned(empty, stream, payer));
    return new Arrived<>(new Shared.Flowing(stream), true);
  }

  /** Nobody reads any more: what is nearly finished may be worth finishing. */
  private void abandoned(Flight<Rider, Shared> flight, SharedStream stream, Rider payer) {
    Call up = stream.source().call();
    boolean left = payer.call().cancellation().reason() == ErrorKind.CANCELLED;
    if (!left || policy.finishAbandoned().isZero() || stream.end() != null) {
      stop(flight, up, payer);
      return;
    }
    TimeSource.Timer timer = time.schedule(() -> stop(flight, up, payer), policy.finishAbandoned());
    up.whenOver(timer::cancel);
    stream.readOn();
  }

  /** The answer is there for this call. Ends it. */
  ChatResponse arrive(Seat<Rider, Shared> seat, Shared.Answer answer) {
    Call call = seat.passenger().call();
    if (answer.cache().spared()) {
      pipeline.spared(call, answer, answer.cache());
    } else if (!seat.flight().isPaidBy(seat)) {
      pipeline.spared(call, answer, CacheStatus.coalesced(answer.cost(), answer.madeBy()));
    }
    call.first();
    pipeline.ended(call, Optional.empty());
    return answer.response().withOutcome(call.outcome());
  }

  /** A stream has failed. Ends the call and returns what it is told. */
  RuntimeException fail(Seat<Rider, Shared> seat, RuntimeException thrown) {
    RuntimeException own = failure(seat, thrown);
    pipeline.ended(seat.passenger().call(), Optional.of(kind(own)));
    return own;
  }

  private static ErrorKind kind(RuntimeException thrown) {
    if (thrown instanceof StreamInterruptedException interrupted) {
      return interrupted.reason();
    }
    return thrown instanceof LlmException e ? e.kind() : ErrorKind.SERVER_ERROR;
  }

  /** What a provider said is said to everybody; what it cost is the payer's. */
  private static RuntimeException failure(Seat<Rider, Shared> seat, RuntimeException thrown) {
    return seat.flight().isPaidBy(seat) || !(thrown instanceof LlmException failure)
        ? thrown
        : Exceptions.again(failure);
  }

  /**
   * A reader leaves a stream.
   *
   * @param then is told how the upstream call has ended, if it has with this one
   */
  void leave(
      Seat<Rider, Shared> seat,
      SharedStream stream,
      Consumer<@Nullable StreamInterruptedException> then) {
    boolean pays = seat.flight().isPaidBy(seat);
    Call up = stream.source().call();
    seat.leave();
    if (pays && up.cancellation().isFired()) { // it is about to be settled
      up.whenOver(() -> then.accept(stream.source().interruption()));
    } else {
      then.accept(null);
    }
  }

  /** A reader has left a stream. Ends its call and returns what it is told. */
  RuntimeException interrupted(
      Seat<Rider, Shared> seat,
      @Nullable StreamInterruptedException ofUpstream,
      Node first,
      Node until) {
    Call call = seat.passenger().call();
    StreamInterruptedException own =
        ofUpstream != null
            ? ofUpstream
            : Exceptions.leftStream(call, SharedPieces.message(first, until), time.now());
    pipeline.ended(call, Optional.of(own.reason()));
    return own;
  }
}
