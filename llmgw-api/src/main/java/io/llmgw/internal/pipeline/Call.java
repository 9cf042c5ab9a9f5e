package io.llmgw.internal.pipeline;

import io.llmgw.event.CallEvent.Operation;
import io.llmgw.internal.ledger.Reservation;
import io.llmgw.internal.ledger.RuleSet;
import io.llmgw.internal.route.Route;
import io.llmgw.outcome.Adjustment;
import io.llmgw.outcome.Attempt;
import io.llmgw.outcome.CacheStatus;
import io.llmgw.outcome.Charge;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.Outcome;
import io.llmgw.spi.TimeSource;
import io.llmgw.usage.Usage;
import io.llmgw.value.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through the pipeline: what it is, how much time and how many attempts it has
 * left, and what has happened so far. Run by one thread; what has happened may be read by others.
 */
public final class Call {
  private final String id;
  private final Operation operation;
  private Route route;
  private final Caller caller;
  private final CallTerms terms;
  private final TimeSource time;
  private final long startedAt;
  private final long deadline;
  private final int maxAttempts;
  private volatile @Nullable Cancellation cancellation;
  private @Nullable Runnable queuedStop;
  private TimeSource.@Nullable Timer timer;
  private @Nullable Reservation reservation;
  private @Nullable Reservation entered;

  private final CallRecord record;
  private final @Nullable LongSupplier latest;
  private CachePlace place = CachePlace.NONE;
  private float @Nullable [] questionVector;
  private @Nullable Runnable afterEnd = () -> {}; // guarded by record; null when it is over

  Call(
      String id,
      Operation operation,
      Route route,
      Caller caller,
      CallTerms terms,
      TimeSource time,
      Duration timeout,
      int maxAttempts) {
    this.id = id;
    this.operation = operation;
    this.route = route;
    this.caller = caller;
    this.terms = terms;
    this.time = time;
    this.startedAt = time.nanoTime();
    this.deadline = startedAt + timeout.toNanos();
    this.maxAttempts = maxAttempts;
    this.record = new CallRecord();
    this.latest = null;
  }

  private Call(Call payer, LongSupplier until) {
    this.id = payer.id;
    this.operation = payer.operation;
    this.route = payer.route;
    this.caller = payer.caller;
    this.terms = payer.terms;
    this.time = payer.time;
    this.startedAt = payer.startedAt;
    this.deadline = payer.deadline;
    this.maxAttempts = payer.maxAttempts;
    this.record = payer.record;
    this.latest = until;
    this.place = payer.place;
  }

  String id() {
    return id;
  }

  Operation operation() {
    return operation;
  }

  Route route() {
    return route;
  }

  Caller caller() {
    return caller;
  }

  Origin origin() {
    return terms.origin();
  }

  CallTerms terms() {
    return terms;
  }

  Map<String, String> tags() {
    return terms.tags();
  }

  /** Made for who needs it first: a call that the prompt cache answers is over before. */
  Cancellation cancellation() {
    Cancellation made = cancellation;
    if (made == null) {
      synchronized (this) {
        made = cancellation;
        if (made == null) {
          made = new Cancellation();
          cancellation = made;
        }
      }
    }
    return made;
  }

  /** How much time is left; zero if the deadline has passed. */
  Duration remaining() {
    return Duration.ofNanos(Math.max(0, deadline() - time.nanoTime()));
  }

  /** The whole time the call was given. */
  Duration timeout() {
    return Duration.ofNanos(deadline() - startedAt);
  }

  /**
   * Sets the deadline's timer, unless it is set. Calls answered from the cache never need it; those
   * who wait for a shared one have timers of their own.
   */
  void startTimer() {
    if (timer == null && latest == null) {
      timer = time.schedule(() -> cancel(ErrorKind.DEADLINE_EXCEEDED), remaining());
    }
  }

  void stopTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }

  /**
   * Stops the call, from any thread.
   *
   * @param why {@link ErrorKind#CANCELLED}, {@link ErrorKind#GATEWAY_CLOSED} or {@link
   *     ErrorKind#DEADLINE_EXCEEDED}
   */
  public void cancel(ErrorKind why) {
    cancellation().fire(why);
  }

  /**
   * Sets what happens if the call is stopped, by its deadline or from outside, before a thread is
   * free to run it.
   *
   * @param onStop gets the reason
   */
  public void whileQueued(Consumer<ErrorKind> onStop) {
    startTimer();
    Runnable stop =
        () ->
            onStop.accept(Objects.requireNonNullElse(cancellation().reason(), ErrorKind.CANCELLED));
    queuedStop = stop;
    cancellation().onFire(stop);
  }

  /** A thread runs it now. */
  void running() {
    Runnable stop = queuedStop;
    if (stop != null) {
      cancellation().forget(stop);
    }
  }

  /** What the call holds of the books; begun with nothing. */
  Reservation reservation(RuleSet rules) {
    Reservation held = reservation;
    if (held == null) {
      held = new Reservation(rules, terms.batch());
      reservation = held;
    }
    return held;
  }

  /** Goes on with what is held for another attempt. Returns what it held until now. */
  Reservation goOnWith(Reservation held) {
    Reservation before = reservation(held.rules());
    reservation = held;
    return before;
  }

  Optional<Reservation> reservation() {
    return Optional.ofNullable(reservation);
  }

  /** Notes what was taken before the prompt cache was asked. */
  void enteredWith(Reservation held) {
    entered = held;
  }

  Optional<Reservation> entered() {
    return Optional.ofNullable(entered);
  }

  /** Goes on with the route as its forks are decided. */
  void decided(Route way) {
    route = way;
  }

  /** Goes on with the route's cheaper branch. */
  void downgrade(String why) {
    route = route.cheaper().orElse(route);
    record.adjusted(
        new Adjustment(Adjustment.Kind.ROUTE, "route", "downgraded to its cheaper branch", why));
  }

  /** Where the prompt cache has this call's answer, or is to have it. */
  CachePlace place() {
    return place;
  }

  void place(CachePlace found) {
    place = found;
  }

  /** The vector of its question, if the semantic cache has needed it. */
  float @Nullable [] questionVector() {
    return questionVector;
  }

  void questionVector(float[] vector) {
    questionVector = vector;
  }

  /** Whether this is the part of a call that goes to providers, for whoever waits for it. */
  boolean isUpstream() {
    return latest != null;
  }

  /**
   * The part of this call that goes to providers, which others wait for too: it is not over when
   * this one is, and ends when all have left. What happens on it is kept in one record with this
   * call.
   *
   * @param until when the last of those who wait stops waiting
   */
  Call goUpstream(LongSupplier until) {
    return new Call(this, until);
  }

  /** Until when it may take, by the gateway's monotonic clock. */
  long deadline() {
    return latest == null ? deadline : latest.getAsLong();
  }

  /** Adds what follows its end; it follows at once if it has ended. */
  void whenOver(Runnable next) {
    synchronized (record) {
      Runnable before = afterEnd;
      if (before != null) {
        afterEnd =
            () -> {
              before.run();
              next.run();
            };
        return;
      }
    }
    next.run();
  }

  /** It is settled. */
  void over() {
    Runnable next;
    synchronized (record) {
      next = afterEnd;
      afterEnd = null;
    }
    if (next != null) {
      next.run();
    }
  }

  /** Counts an attempt that is about to be made and returns its number, from 1. */
  int nextAttempt() {
    return record.nextAttempt();
  }

  boolean hasAttemptsLeft() {
    return record.attemptsMade() < maxAttempts;
  }

  int maxAttempts() {
    return maxAttempts;
  }

  int attemptsMade() {
    return record.attemptsMade();
  }

  /** Notes that a request may have reached a provider. */
  void sent() {
    record.sent();
  }

  boolean wasSent() {
    return record.wasSent();
  }

  void add(Attempt attempt) {
    record.add(attempt);
  }

  void add(Charge charge) {
    record.add(charge);
  }

  void served(Usage served, List<Adjustment> made) {
    record.served(served, made);
  }

  /** It was answered without a provider having been asked for it. */
  void spared(CacheStatus status, Usage served, List<Adjustment> made) {
    record.spared(status, served, made);
  }

  /** Whether nothing was asked of a provider because of the prompt cache. */
  boolean wasSpared() {
    return record.cache().spared();
  }

  void cache(CacheStatus status) {
    record.cache(status);
  }

  CacheStatus cache() {
    return record.cache();
  }

  /** Notes that the first visible piece, or the whole answer, is there. */
  void first() {
    record.first(time.nanoTime());
  }

  /** Of an upstream part: whether the call it was begun for is over. */
  boolean payerHasLeft() {
    return record.hasEnded();
  }

  /** The charges that nobody took until now. */
  List<Charge> takeCharges() {
    return record.takeCharges();
  }

  void ended() {
    record.ended(time.nanoTime());
  }

  List<Attempt> attempts() {
    return record.attempts();
  }

  List<Charge> charges() {
    return record.charges();
  }

  Outcome outcome() {
    return record.outcome(id, startedAt, time);
  }
}
