package io.llmgw.internal.pipeline;

import io.llmgw.internal.ledger.Reservation;
import io.llmgw.internal.pipeline.Reserving.Patience;
import io.llmgw.internal.resilience.AttemptFailed;
import io.llmgw.internal.resilience.AttemptFailed.Next;
import io.llmgw.internal.resilience.Backoff;
import io.llmgw.internal.resilience.Breaker;
import io.llmgw.internal.resilience.Failover;
import io.llmgw.internal.resilience.FailureRule;
import io.llmgw.internal.route.Choice;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.route.Walk;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.ErrorKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The targets' turns in one call, one after the other, until one has answered. Each is chosen when
 * its turn comes. Run by the call's thread.
 */
final class Turns<A> {
  /** How much later than asked for a target may be asked again. */
  private static final double LATEST_SHARE = 0.1;

  private final Serve serve;
  private final Call call;
  private final Exchange<A> exchange;
  private final Walk walk;
  private final List<AttemptFailed> failures = new ArrayList<>(0);

  Turns(Serve serve, Call call, Exchange<A> exchange, Walk walk) {
    this.serve = serve;
    this.call = call;
    this.exchange = exchange;
    this.walk = walk;
  }

  /** Begins with the first target. */
  Served<A> begin() {
    Choice first = walk.next();
    if (first == null) {
      first = walk.cooling(longestWait());
    }
    if (first == null) {
      first = walk.leastBad();
    }
    noteSkipped();
    if (first == null) {
      failures.add(nobody());
      throw Exceptions.exhausted(call, failures);
    }
    Turn turn = new Turn(first);
    return run(() -> Failover.hop(turn));
  }

  private Served<A> run(Supplier<Served<A>> hops) {
    try {
      return hops.get();
    } catch (AttemptFailed last) {
      failures.addAll(coolingTargets());
      throw Exceptions.exhausted(call, failures);
    } catch (CancellationException interrupted) {
      failures.add(failures.get(failures.size() - 1).stopped(ErrorKind.CANCELLED));
      throw Exceptions.exhausted(call, failures);
    }
  }

  /** Adding a fallback does not change what a caller gets while a target is over its limit. */
  private List<AttemptFailed> coolingTargets() {
    List<AttemptFailed> cooling = new ArrayList<>(0);
    for (Walk.Skipped skipped : walk.skipped()) {
      if (skipped.kind() == ErrorKind.RATE_LIMITED && !walk.hasLeft(skipped.leaf())) {
        Leaf leaf = skipped.leaf();
        long left = leaf.state().cooling(leaf.client().keys());
        Attempt attempt = skippedAttempt(leaf, leaf + ": " + skipped.reason());
        Optional<Duration> wait = Optional.of(Duration.ofNanos(left));
        cooling.add(AttemptFailed.refused(attempt, skipped.kind(), "", wait, Next.NONE, null));
      }
    }
    return cooling;
  }

  /** No wait ends after the deadline, and none is longer than is sensible. */
  private long longestWait() {
    return Math.min(call.remaining().toNanos(), Backoff.LONGEST_RETRY_AFTER.toNanos());
  }

  private void noteSkipped() {
    for (Walk.Skipped skipped : walk.newlySkipped()) {
      call.add(skippedAttempt(skipped.leaf(), skipped.reason()));
    }
  }

  private Attempt skippedAttempt(Leaf leaf, String reason) {
    return Attempt.skipped(call.attemptsMade() + 1, leaf.target(), serve.time().now(), reason);
  }

  /** Nothing can be tried; what the caller can do about it decides how that is said. */
  private AttemptFailed nobody() {
    Walk.Skipped decisive = Unable.decisive(walk.skipped());
    Optional<Duration> retryAfter = walk.untilCooled();
    String message = Unable.message(walk.skipped());
    return AttemptFailed.refused(
        skippedAttempt(decisive.leaf(), message),
        decisive.kind(),
        "",
        decisive.kind() == ErrorKind.RATE_LIMITED ? retryAfter : Optional.empty(),
        Next.NONE,
        null);
  }

  /** One target's turn: attempts at it until one is answered or it is the next one's turn. */
  final class Turn implements Supplier<Served<A>> {
    private final Choice choice;
    private final Leaf leaf;
    private final BitSet keysLeftOut = new BitSet(1);
    private final BitSet keysRefused = new BitSet(1);
    private @Nullable Choice following;
    private int tries;
    private int retried;
    private Duration wait = Duration.ZERO;

    Turn(Choice choice) {
      this.choice = choice;
      this.leaf = choice.leaf();
    }

    private Served<A> next() {
      Choice chosen = following;
      if (chosen == null) {
        throw new IllegalStateException("a failure moves on, and nobody is next");
      }
      return Failover.hop(new Turn(chosen));
    }

    /**
     * Goes on after a stream has broken that this turn had brought.
     *
     * @throws io.llmgw.error.LlmException if everything failed
     */
    Served<A> again(AttemptFailed broken) {
      failed(broken);
      return run(() -> broken.next().retryHere() ? Failover.hop(this) : next());
    }

    /** Tries the target once, after the wait that is asked for. */
    @Override
    public Served<A> get() {
      pause(wait);
      return attempt();
    }

    private Served<A> attempt() {
      AttemptContext context =
          new AttemptContext(
              call,
              leaf.target(),
              serve.keys().choose(leaf, keysLeftOut),
              serve.warnings(),
              serve.time());
      boolean begun = false;
      Race<A> race = null;
      try {
        Reservation held = call.reservation(serve.reserving().rules());
        Granted granted = reserve(context, held);
        if (tries == 0) {
          pause(spread(choice.pause())); // the books were asked first: they may refuse at once
        }
        Hedge<A> hedge = tries == 0 ? Hedge.plan(call, exchange, walk, leaf) : null;
        Breaker.Pass pass = pass();
        begun = true;
        tries++;
        if (tries == 1) {
          serve.retryBudgets().of(leaf.target().provider()).call();
        }
        boolean otherKeys = KeyRings.hasUnrefused(leaf, context.key(), keysRefused);
        Attempts.Place place = new Attempts.Place(leaf, pass, context, otherKeys, why());
        RunningAttempt attempt = serve.attempts().begin(call, exchange, place, granted, held);
        if (hedge == null) {
          return new Served<>(attempt.ask(exchange, this::after), attempt, this);
        }
        race = new Race<>(serve, call, walk, hedge, ofHedge(hedge));
        return race.run(attempt, exchange, this);
      } catch (AttemptFailed failed) {
        throw failed(failed);
      } finally {
        if (race != null) {
          failures.addAll(race.losses());
        }
        if (!begun) {
          context.end();
        }
      }
    }

    /** Goes on with the hedge's target, should its stream break. */
    private Turn ofHedge(Hedge<A> hedge) {
      Turn turn = new Turn(hedge.choice());
      turn.tries = 1;
      return turn;
    }

    private Supplier<String> why() {
      int retry = tries - 1;
      return retry == 0 ? choice.why() : () -> "try " + (retry + 1) + " of the same target";
    }

    /** Keeps a failure, and says how to go on. */
    private AttemptFailed failed(AttemptFailed failed) {
      wait = failed.next().pause();
      failures.add(failed);
      return failed.then(this::next);
    }

    /** Not all that wait for a target come back at the same moment. */
    private Duration spread(Duration pause) {
      double more = 1 + LATEST_SHARE * (pause.isZero() ? 0 : serve.random().nextDouble());
      Duration later = Duration.ofNanos((long) (pause.toNanos() * more));
      return later.compareTo(call.remaining()) < 0 ? later : pause;
    }

    private void pause(Duration atMost) {
      if (!atMost.isZero()) {
        CountDownLatch stopped = new CountDownLatch(1);
        Runnable stop = stopped::countDown;
        call.cancellation().onFire(stop);
        try {
          serve.time().await(stopped, atMost);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          call.cancellation().fire(ErrorKind.CANCELLED);
        } finally {
          call.cancellation().forget(stop);
        }
      }
      ErrorKind why = call.cancellation().reason();
      if (why != null) {
        throw stopped(why);
      }
    }

    private AttemptFailed stopped(ErrorKind why) {
      AttemptFailed failed;
      if (failures.isEmpty()) {
        String message = "the call was stopped before anything was sent: " + why;
        failed =
            AttemptFailed.refused(
                skippedAttempt(leaf, message), why, "", Optional.empty(), Next.NONE, null);
      } else {
        ErrorKind kind = why == ErrorKind.DEADLINE_EXCEEDED ? ErrorKind.TIMEOUT : why;
        failed = failures.get(failures.size() - 1).stopped(kind);
      }
      failures.add(failed);
      return failed;
    }

    /** A target that has become ill since it was chosen is left out. */
    private Breaker.Pass pass() {
      Breaker breaker = leaf.state().breaker();
      Breaker.Pass pass = breaker.tryPass();
      if (pass == null && choice.insisting()) {
        pass = breaker.insist();
      }
      if (pass == null) {
        throw AttemptFailed.refused(
            skip("left out after repeated failures"),
            ErrorKind.NO_TARGET,
            "",
            Optional.empty(),
            leaving(ErrorKind.NO_TARGET),
            null);
      }
      return pass;
    }

    private Attempt skip(String reason) {
      Attempt skipped = skippedAttempt(leaf, reason);
      call.add(skipped);
      return skipped;
    }

    /**
     * A target that the books have no room for is left out; the last one may be waited for. Where
     * the caller has no room, no other target is asked.
     */
    private Granted reserve(AttemptContext context, Reservation held) {
      try {
        return serve.reserving().reserve(call, exchange, leaf, context, held, patience());
      } catch (Refusal refusal) {
        Attempt skipped = skip(refusal.reason());
        boolean everywhere = refusal.isEverywhere() || call.cancellation().isFired();
        throw AttemptFailed.refused(
            skipped,
            refusal.kind(),
            refusal.rule(),
            refusal.retryAfter(),
            everywhere ? Next.NONE : leaving(refusal.kind()),
            refusal.getCause());
      }
    }

    /** A target is waited for only if there is no other. */
    private Patience patience() {
      if (serve.reserving().rules().isEmpty()) {
        return Patience.FOR_ALL;
      }
      walk.leave(leaf);
      following = walk.next();
      return following == null ? Patience.FOR_ALL : Patience.FOR_CALLER;
    }

    /** The next target, without asking this one again. */
    private Next leaving(ErrorKind kind) {
      walk.leave(leaf);
      boolean own = walk.failed(leaf, kind);
      following = FailureRule.of(kind).moveOn() || own ? walk.next() : null;
      noteSkipped();
      if (following == null && FailureRule.of(kind).moveOn()) {
        following = walk.cooling(longestWait());
      }
      if (following == null && call.attemptsMade() == 0) {
        following = walk.leastBad();
      }
      return following == null
          ? Next.none("no other target is left")
          : Next.moveOn("next target: " + following.leaf());
    }

    /**
     * What may follow a failure: nothing without time and attempts left, and no wait that ends
     * after the deadline.
     */
    Next after(RunningAttempt attempt, ErrorKind kind, Optional<Duration> retryAfter) {
      if (!call.hasAttemptsLeft()) {
        return Next.none("no attempt is left of the call's " + call.maxAttempts());
      }
      if (call.remaining().isZero()) {
        return Next.none("no time is left of the call's " + Durations.readable(call.timeout()));
      }
      FailureRule rule = FailureRule.of(kind);
      if (rule.otherKey() && hasOtherKey(attempt.key(), kind)) {
        return new Next(true, false, Duration.ZERO, "asked again with another key");
      }
      Next leaving = leaving(kind);
      if (!rule.retryHere()
          || (kind == ErrorKind.RATE_LIMITED && leaving.moveOn() && following().pause().isZero())
          || retried >= retries(leaving)) {
        return leaving;
      }
      Optional<Duration> asked =
          kind == ErrorKind.RATE_LIMITED
              ? Optional.of(KeyRings.untilUsable(leaf, keysRefused))
              : retryAfter;
      return Backoff.before(retried + 1, asked, serve.random())
          .filter(pause -> pause.compareTo(call.remaining()) < 0)
          .map(pause -> retry(pause, leaving))
          .orElseGet(() -> but(leaving, "the wait would end after the deadline or be too long"));
    }

    private Choice following() {
      Choice chosen = following;
      if (chosen == null) {
        throw new IllegalStateException("nobody follows");
      }
      return chosen;
    }

    private Next retry(Duration pause, Next leaving) {
      int percent = serve.settings().retryBudgetPercent();
      String provider = leaf.target().provider();
      if (!serve.retryBudgets().of(provider).tryExtra(percent)) {
        return but(leaving, "the retry budget of " + provider + " is used up");
      }
      retried++;
      keysLeftOut.clear();
      keysLeftOut.or(keysRefused); // those over their limit are waited for
      return new Next(true, false, pause, "asked again in " + pause.toMillis() + " ms");
    }

    private static Next but(Next leaving, String why) {
      return new Next(
          false, leaving.moveOn(), Duration.ZERO, "not asked again: " + why + "; " + leaving.why());
    }

    private boolean hasOtherKey(int failed, ErrorKind kind) {
      serve.keys().rotate(leaf, failed);
      if (FailureRule.of(kind).cooling() == FailureRule.Cooling.NO) {
        keysRefused.set(failed);
      }
      keysLeftOut.set(failed);
      return KeyRings.hasAnother(leaf, keysLeftOut);
    }

    private int retries(Next leaving) {
      boolean last = !leaving.moveOn() || !following().pause().isZero();
      return call.route().terms().retries().orElse(last ? serve.settings().retries() : 0);
    }
  }
}
