package io.llmgw.internal.pipeline;

import io.llmgw.internal.pipeline.AttemptContext.Halt;
import io.llmgw.internal.resilience.AttemptFailed;
import io.llmgw.internal.resilience.AttemptFailed.Next;
import io.llmgw.internal.route.Walk;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * An attempt, and a second one elsewhere that begins if the first takes long: who answers first is
 * used, the other one is stopped and settles itself. The first runs on the call's thread, which
 * goes on when both are over, so that the call's charges are complete.
 */
final class Race<A> {
  /** A provider client that does not heed being stopped is not waited for any longer. */
  private static final Duration LONGEST_END = Duration.ofSeconds(2);

  private static final Halt GIVEN_UP = new Halt(ErrorKind.CANCELLED, "the call is over");

  private final Serve serve;
  private final Call call;
  private final Walk walk;
  private final Hedge<A> hedge;
  private final SecondAttempt<A> hedging;
  private final CountDownLatch secondOver = new CountDownLatch(1);
  private final List<AttemptFailed> losses = new ArrayList<>(1);

  // Guarded by this.
  private @Nullable AttemptContext second;
  private @Nullable Served<A> winner;
  private @Nullable AttemptFailed secondFailure;
  private boolean closed;

  Race(Serve serve, Call call, Walk walk, Hedge<A> hedge, Turns<A>.Turn hedgesTurn) {
    this.serve = serve;
    this.call = call;
    this.walk = walk;
    this.hedge = hedge;
    this.hedging = new SecondAttempt<>(serve, call, hedge, hedgesTurn, this);
  }

  /**
   * Makes the first attempt, and perhaps the second. Blocks until both are settled, unless their
   * answer is used.
   *
   * @throws AttemptFailed the failure of the first, if nobody answered
   */
  Served<A> run(RunningAttempt first, Exchange<A> exchange, Turns<A>.Turn turn) {
    hedging.beside(first);
    TimeSource.Timer timer = serve.time().schedule(hedging::submit, hedge.delay());
    Served<A> used = null;
    try {
      used = ask(first, exchange, turn);
      return used;
    } finally {
      timer.cancel();
      end(used);
    }
  }

  private Served<A> ask(RunningAttempt first, Exchange<A> exchange, Turns<A>.Turn turn) {
    try {
      Served<A> served =
          new Served<>(
              first.ask(exchange, (attempt, kind, wait) -> after(turn, attempt, kind, wait)),
              first,
              turn);
      if (claim(served)) {
        return served;
      }
      discard(served);
      walk.comeBack(first.leaf()); // being slower this time is no failure
    } catch (AttemptFailed failed) {
      if (winner() == null) {
        throw failed;
      }
      if (first.context().isBeaten()) {
        walk.comeBack(first.leaf());
      } else {
        losses.add(failed);
        walk.leave(first.leaf());
      }
    }
    return hedged();
  }

  /** The second one has answered: the call goes on with what is held for it. */
  private Served<A> hedged() {
    Served<A> served = winner();
    if (served == null) {
      throw new IllegalStateException("nobody has won");
    }
    serve.reserving().release(call.goOnWith(served.attempt().held()));
    return served;
  }

  /** What follows a failure of the first is decided when it is known what became of the second. */
  private Next after(
      Turns<A>.Turn turn, RunningAttempt first, ErrorKind kind, Optional<Duration> retryAfter) {
    if (winner() == null && isStop(kind)) {
      call.cancel(kind); // an interrupt of this thread stops both
    }
    awaitSecond();
    close();
    if (winner() != null) {
      return Next.none("the attempt beside it has answered");
    }
    return turn.after(first, kind, retryAfter);
  }

  private static boolean isStop(ErrorKind kind) {
    return kind == ErrorKind.CANCELLED || kind == ErrorKind.GATEWAY_CLOSED;
  }

  /** Lets the second one go on, as long as the call does. */
  private void awaitSecond() {
    if (!hasBegun()) {
      return;
    }
    Runnable stop = this::giveUp;
    call.cancellation().onFire(stop);
    try {
      if (!serve.time().await(secondOver, call.remaining())) {
        call.cancellation().fire(ErrorKind.DEADLINE_EXCEEDED);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.cancel(ErrorKind.CANCELLED);
    } finally {
      call.cancellation().forget(stop);
    }
  }

  private void giveUp() {
    AttemptContext context = second();
    if (context != null) {
      context.halt(GIVEN_UP);
    }
  }

  /** Nobody can win any more. A second attempt that runs and has not won is stopped. */
  private void close() {
    boolean wonBySecond;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      wonBySecond = winner != null && winner.attempt().context().equals(second);
    }
    if (hasBegun()) {
      if (!wonBySecond) {
        giveUp();
      }
      awaitEnd();
    }
    AttemptFailed failure = secondFailure();
    if (failure != null) {
      losses.add(failure);
      walk.leave(hedge.choice().leaf());
    }
  }

  private void awaitEnd() {
    boolean interrupted = Thread.interrupted();
    boolean waits = true;
    while (waits) {
      try {
        serve.time().await(secondOver, LONGEST_END);
        waits = false;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** However the first one has ended, nothing is left of the second that is not used. */
  private void end(@Nullable Served<A> used) {
    close();
    Served<A> unused = winner();
    if (unused != null && !unused.equals(used)) {
      discard(unused);
    }
  }

  /** Failures that are not told by {@link #run}, once that has ended. */
  List<AttemptFailed> losses() {
    return losses;
  }

  /** The second one begins; false if it is too late for that. */
  synchronized boolean begin(AttemptContext context) {
    if (winner != null || closed) {
      return false;
    }
    second = context;
    return true;
  }

  synchronized boolean isDecided() {
    return winner != null || closed;
  }

  /** An attempt was answered. Returns true if it is the first one, and stops the other. */
  boolean claim(Served<A> served) {
    AttemptContext beaten;
    synchronized (this) {
      if (winner != null || closed) {
        return false;
      }
      winner = served;
      AttemptContext context = served.attempt().context();
      beaten = context.equals(second) ? hedging.first().context() : second;
    }
    if (beaten != null) {
      beaten.beaten();
    }
    return true;
  }

  /** An answer that came too late is paid for all the same. */
  void discard(Served<A> served) {
    RunningAttempt attempt = served.attempt();
    try {
      attempt.beaten(hedge.exchange().discard(served.answer()));
    } catch (RuntimeException e) {
      AttemptFailed unused = attempt.failed(e, Optional.empty(), (a, kind, wait) -> Next.NONE);
    } finally {
      serve.reserving().release(attempt.held());
    }
  }

  /** The second one has failed, by itself unless the race was decided. */
  synchronized void failed(AttemptFailed failure) {
    if (winner == null && !closed) {
      secondFailure = failure;
    }
  }

  /** The second one is over, and settled unless it has won. */
  void secondIsOver() {
    secondOver.countDown();
  }

  private synchronized boolean hasBegun() {
    return second != null;
  }

  private synchronized @Nullable AttemptContext second() {
    return second;
  }

  private synchronized @Nullable Served<A> winner() {
    return winner;
  }

  private synchronized @Nullable AttemptFailed secondFailure() {
    return secondFailure;
  }
}
