package io.llmgw.internal.pipeline;

import io.llmgw.internal.ledger.Reservation;
import io.llmgw.internal.pipeline.Reserving.Patience;
import io.llmgw.internal.resilience.AttemptFailed;
import io.llmgw.internal.resilience.AttemptFailed.Next;
import io.llmgw.internal.resilience.Breaker;
import io.llmgw.internal.route.Leaf;
import java.util.BitSet;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The second attempt of a {@link Race}, on a thread of the gateway's executor. It is made only if
 * the retry budget, the books and the target have room for it at once; a call can do without.
 */
final class SecondAttempt<A> implements Runnable {
  private final Serve serve;
  private final Call call;
  private final Hedge<A> hedge;
  private final Turns<A>.Turn turn;
  private final Race<A> race;
  private @Nullable RunningAttempt first;
  private volatile @Nullable Thread submitting;

  SecondAttempt(Serve serve, Call call, Hedge<A> hedge, Turns<A>.Turn turn, Race<A> race) {
    this.serve = serve;
    this.call = call;
    this.hedge = hedge;
    this.turn = turn;
    this.race = race;
  }

  /** Says which attempt it is made beside, before it can begin. */
  void beside(RunningAttempt running) {
    first = running;
  }

  RunningAttempt first() {
    RunningAttempt running = first;
    if (running == null) {
      throw new IllegalStateException("the first attempt has not begun");
    }
    return running;
  }

  /** The timer's task. An executor that is full, or that would run it here, makes no hedge. */
  void submit() {
    submitting = Thread.currentThread();
    try {
      serve.settings().executor().execute(this);
    } catch (RejectedExecutionException full) {
      // The first attempt goes on alone.
    } finally {
      submitting = null;
    }
  }

  @Override
  public void run() {
    if (Thread.currentThread().equals(submitting) || race.isDecided()) {
      return;
    }
    Leaf leaf = hedge.choice().leaf();
    int key = serve.keys().choose(leaf, new BitSet(0));
    AttemptContext context =
        new AttemptContext(call, leaf.target(), key, serve.warnings(), serve.time());
    if (!race.begin(context)) {
      return;
    }
    Reservation held = new Reservation(serve.reserving().rules(), call.terms().batch());
    boolean won = false;
    try {
      won = wins(leaf, context, held);
    } catch (AttemptFailed failed) {
      race.failed(failed);
    } finally {
      try {
        if (!won) { // a stream that has won is still to be read, and to be stopped
          context.end();
          serve.reserving().release(held);
        }
      } finally {
        race.secondIsOver();
      }
    }
  }

  private boolean wins(Leaf leaf, AttemptContext context, Reservation held) {
    if (!hasRetryBudget()) {
      return false;
    }
    Exchange<A> exchange = hedge.exchange();
    Granted granted;
    try {
      granted = serve.reserving().reserve(call, exchange, leaf, context, held, Patience.NONE);
    } catch (Refusal noRoom) {
      return false;
    }
    if (race.isDecided() || call.cancellation().isFired()) {
      return false;
    }
    Breaker.Pass pass = leaf.state().breaker().tryPass();
    if (pass == null) {
      return false;
    }
    boolean otherKeys = KeyRings.hasUnrefused(leaf, context.key(), new BitSet(0));
    Attempts.Place place = new Attempts.Place(leaf, pass, context, otherKeys, hedge::reason);
    RunningAttempt attempt = serve.attempts().begin(call, exchange, place, granted, held);
    A answer = attempt.ask(exchange, (a, kind, wait) -> Next.NONE);
    Served<A> served = new Served<>(answer, attempt, turn);
    if (race.claim(served)) {
      return true;
    }
    race.discard(served);
    return false;
  }

  /**
   * What is counted are the calls of the provider that is slow: a fallback has hardly any of its
   * own.
   */
  private boolean hasRetryBudget() {
    int percent = serve.settings().retryBudgetPercent();
    return serve.retryBudgets().of(first().leaf().target().provider()).tryExtra(percent);
  }
}
