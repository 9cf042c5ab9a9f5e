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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
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
  private final Cancellation cancellation = new Cancellation();
  private @Nullable Runnable queuedStop;
  private TimeSource.@Nullable Timer timer;
  private @Nullable Reservation reservation;
  private @Nullable Reservation entered;

  private final List<Attempt> attempts = new ArrayList<>(2);
  private final List<Charge> charges = new ArrayList<>(1);
  private final List<Adjustment> own = new ArrayList<>(0);
  private List<Adjustment> adjustments = List.of();
  private Usage usage = Usage.unknown();
  private CacheStatus cache = CacheStatus.BYPASS;
  private int attemptsMade;
  private boolean sent;
  private long firstAt = -1;
  private long endedAt = -1;

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

  Cancellation cancellation() {
    return cancellation;
  }

  /** How much time is left; zero if the deadline has passed. */
  Duration remaining() {
    return Duration.ofNanos(Math.max(0, deadline - time.nanoTime()));
  }

  /** The whole time the call was given. */
  Duration timeout() {
    return Duration.ofNanos(deadline - startedAt);
  }

  /** Sets the deadline's timer, unless it is set. Calls answered from the cache never need it. */
  void startTimer() {
    if (timer == null) {
      timer = time.schedule(() -> cancellation.fire(ErrorKind.DEADLINE_EXCEEDED), remaining());
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
   * @param why {@link ErrorKind#CANCELLED} or {@link ErrorKind#GATEWAY_CLOSED}
   */
  public void cancel(ErrorKind why) {
    cancellation.fire(why);
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
        () -> onStop.accept(Objects.requireNonNullElse(cancellation.reason(), ErrorKind.CANCELLED));
    queuedStop = stop;
    cancellation.onFire(stop);
  }

  /** A thread runs it now. */
  void running() {
    Runnable stop = queuedStop;
    if (stop != null) {
      cancellation.forget(stop);
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
    own.add(
        new Adjustment(Adjustment.Kind.ROUTE, "route", "downgraded to its cheaper branch", why));
  }

  /** Counts an attempt that is about to be made and returns its number, from 1. */
  synchronized int nextAttempt() {
    return ++attemptsMade;
  }

  synchronized boolean hasAttemptsLeft() {
    return attemptsMade < maxAttempts;
  }

  int maxAttempts() {
    return maxAttempts;
  }

  synchronized int attemptsMade() {
    return attemptsMade;
  }

  /** Notes that a request may have reached a provider. */
  synchronized void sent() {
    sent = true;
  }

  synchronized boolean wasSent() {
    return sent;
  }

  /** Keeps them in the order in which they began: of two at a time either may end first. */
  synchronized void add(Attempt attempt) {
    int place = attempts.size();
    while (place > 0 && attempts.get(place - 1).number() > attempt.number()) {
      place--;
    }
    attempts.add(place, attempt);
  }

  synchronized void add(Charge charge) {
    charges.add(charge);
  }

  synchronized void served(Usage served, List<Adjustment> made) {
    usage = served;
    if (own.isEmpty()) {
      adjustments = made;
    } else {
      adjustments = new ArrayList<>(own);
      adjustments.addAll(made);
    }
  }

  synchronized boolean isCached() {
    return cache.isHit();
  }

  synchronized void cache(CacheStatus status) {
    cache = status;
  }

  /** Notes that the first visible piece, or the whole answer, is there. */
  synchronized void first() {
    if (firstAt < 0) {
      firstAt = time.nanoTime();
    }
  }

  synchronized void ended() {
    if (endedAt < 0) {
      endedAt = time.nanoTime();
    }
  }

  synchronized List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  synchronized List<Charge> charges() {
    return List.copyOf(charges);
  }

  synchronized Outcome outcome() {
    long end = endedAt < 0 ? time.nanoTime() : endedAt;
    long first = firstAt < 0 ? end : firstAt;
    return new Outcome(
        id,
        attempts,
        charges,
        adjustments,
        usage,
        cache,
        Duration.ofNanos(end - startedAt),
        Duration.ofNanos(first - startedAt));
  }
}
