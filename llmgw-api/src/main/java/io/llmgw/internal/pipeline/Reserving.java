package io.llmgw.internal.pipeline;

import io.llmgw.internal.Settings;
import io.llmgw.internal.ledger.Amounts;
import io.llmgw.internal.ledger.Ledger;
import io.llmgw.internal.ledger.Reservation;
import io.llmgw.internal.ledger.RuleSet;
import io.llmgw.internal.ledger.Shortage;
import io.llmgw.internal.ledger.Subject;
import io.llmgw.internal.ledger.Waiter;
import io.llmgw.internal.route.Leaf;
import io.llmgw.internal.route.Route;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.spi.CallContext;
import io.llmgw.spi.TimeSource;
import io.llmgw.value.Target;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Step 5 of a call: sets aside what an attempt may come to in all budgets and limits that apply, or
 * moves to it what the call holds. What the ledger cannot do under its lock happens here: asking
 * the application and the store, waiting in line, trying again with a lower output cap.
 */
final class Reserving {
  /** How often a reservation is tried again; each time something has changed. */
  private static final int MOST_TRIES = 64;

  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  private final Ledger ledger;
  private final RuleSet rules;
  private final RuleSet rulesBeforeCache;
  private final Bids bids;
  private final Leasing leasing;
  private final Admission admission;
  private final TimeSource time;
  private final Tell tell;

  Reserving(Settings settings, GatewayState state, Bids bids, Leasing leasing, Tell tell) {
    this.ledger = state.ledger();
    this.rules = state.rules(settings);
    this.rulesBeforeCache = state.rulesBeforeCache(settings);
    this.bids = bids;
    this.leasing = leasing;
    this.admission = state.admission();
    this.time = settings.time();
    this.tell = tell;
  }

  /** The rules that apply on the way to a provider. */
  RuleSet rules() {
    return rules;
  }

  /**
   * Refuses a call without the tenant, user or tag that a rule needs.
   *
   * @throws io.llmgw.error.RefusedException naming what is missing
   */
  void check(Call call) {
    if (rules.isEmpty() && rulesBeforeCache.isEmpty()) {
      return;
    }
    check(call, call.route());
    if (rules.canDowngrade()) {
      call.route().cheaper().ifPresent(cheaper -> check(call, cheaper));
    }
  }

  /** Looks at all targets, so that a call does not depend on which of them is ill. */
  private void check(Call call, Route route) {
    for (Leaf leaf : route.leaves()) {
      Subject subject = Subject.of(call.caller(), call.tags(), route.name(), leaf.target());
      String missing = rules.missing(subject);
      missing = missing == null ? rulesBeforeCache.missing(subject) : missing;
      if (missing != null) {
        throw Exceptions.refused(
            call,
            ErrorKind.CALLER_INCOMPLETE,
            "the call has no caller that can be accounted: " + missing);
      }
    }
  }

  /**
   * Counts the call where cached answers count too. May wait in line.
   *
   * @param patience what it may wait for
   * @throws io.llmgw.error.RefusedException if there is no room
   */
  void enter(Call call, Patience patience) {
    if (rulesBeforeCache.isEmpty()) {
      return;
    }
    Reservation held = new Reservation(rulesBeforeCache, call.terms().batch());
    try {
      reserve(call, new Bid(first(call), held, Optional.empty()), patience);
    } catch (Refusal refusal) {
      throw Exceptions.refused(call, refusal);
    }
    call.enteredWith(held);
  }

  /**
   * Chooses the route's cheaper branch if a budget says so. Not for embeddings, which another model
   * would put into another space.
   *
   * @throws io.llmgw.error.RefusedException if the application cannot tell a budget's amount
   */
  void downgrade(Call call) {
    if (!rules.canDowngrade() || call.route().cheaper().isEmpty()) {
      return;
    }
    try {
      Subject subject = first(call);
      String why = downgrades(subject, amounts(rules, subject, call));
      if (why != null) {
        call.downgrade(why);
      }
    } catch (Refusal refusal) {
      throw Exceptions.refused(call, refusal);
    }
  }

  private @Nullable String downgrades(Subject subject, long @Nullable [] amounts) {
    try {
      return rules.downgrades(ledger, subject, amounts);
    } catch (RuntimeException | AssertionError | LinkageError e) {
      tell.internalError("spentSoFar of a budget", e);
      throw Refusals.applicationFailed("what a budget had spent", e);
    }
  }

  private static Subject first(Call call) {
    return subject(call, call.route().leaves().get(0).target());
  }

  /**
   * Sets aside what an attempt may come to.
   *
   * @param held what is held for it, and moved to this target
   * @param patience what the call may wait for
   * @throws Refusal if there is no room; what was held still is
   */
  Granted reserve(
      Call call,
      Exchange<?> exchange,
      Leaf leaf,
      CallContext context,
      Reservation held,
      Patience patience) {
    if (rules.isEmpty()) {
      return Granted.AS_ASKED;
    }
    Subject subject = subject(call, leaf.target());
    Bids.Bid offer = bids.bid(call, exchange, leaf, rules.needs(subject), context);
    return reserve(call, new Bid(subject, held, Optional.of(offer)), patience);
  }

  /** Gives back what is held for an attempt that was not made, or is over. */
  void release(Reservation held) {
    ledger.release(held);
  }

  /** What the provider says of its limits corrects those that describe it. */
  void correct(Call call, Target target, RateLimitStatus status) {
    if (status.isKnown() && rules.followHeaders()) {
      ledger.correct(rules, subject(call, target), status);
    }
  }

  /** A provider that is over its limit and says until when closes those that describe it. */
  void close(Call call, Target target, Duration until) {
    if (rules.followHeaders()) {
      ledger.close(rules, subject(call, target), until.toNanos());
    }
  }

  private static Subject subject(Call call, Target target) {
    return Subject.of(call.caller(), call.tags(), call.route().name(), target);
  }

  /** What a call may wait for in line. */
  enum Patience {
    /** Nothing, and no lower output cap either: it can do without. */
    NONE,
    /** Limits of its caller, which are the same at every target. */
    FOR_CALLER,
    /** Those of the target too, because there is no other. */
    FOR_ALL;

    boolean allows(Shortage shortage) {
      return this == FOR_ALL || (this == FOR_CALLER && !shortage.isOfTarget());
    }
  }

  /** What is tried, and for whom. */
  private record Bid(Subject subject, Reservation held, Optional<Bids.Bid> offer) {}

  private Granted reserve(Call call, Bid bid, Patience patience) {
    Reservation held = bid.held();
    long @Nullable [] amounts = amounts(held.rules(), bid.subject(), call);
    Amounts wanted = bid.offer().isPresent() ? bid.offer().get().amounts(held) : held;
    Line line = new Line(call);
    try {
      for (int tries = 0; tries < MOST_TRIES; tries++) {
        Shortage shortage =
            ledger.reserve(held, wanted, bid.subject(), amounts, line.waiter, line.left());
        if (shortage == null) {
          return bid.offer().map(Bids.Bid::granted).orElse(Granted.AS_ASKED);
        }
        switch (shortage.reason()) {
          case UNSEEDED -> seed(shortage, bid, amounts);
          case UNLEASED -> {
            Optional<Shortage> ungranted = leasing.lease(shortage);
            if (ungranted.isPresent()) {
              wanted = lowered(bid, ungranted.get(), patience);
            }
          }
          case TOO_MANY_ACCOUNTS -> throw Refusals.tooManyAccounts(shortage);
          case TOO_LARGE, FULL, QUEUED, QUEUE_FULL -> {
            Optional<Amounts> smaller = smaller(bid, shortage, patience);
            if (smaller.isPresent()) {
              wanted = smaller.get();
            } else if (!patience.allows(shortage) || !line.standIn(shortage)) {
              throw Refusals.of(shortage);
            } else if (line.hasWaited()) {
              tries = 0; // bounded by the wait itself
              amounts = amounts(held.rules(), bid.subject(), call);
            }
          }
        }
      }
      throw new Refusal(
          ErrorKind.BOOKS_UNAVAILABLE,
          "",
          "the books kept changing while the call was reserved for; try again",
          Optional.of(A_MOMENT));
    } finally {
      line.leave();
    }
  }

  /** What the store does not grant may still do for a lower output cap. */
  private static Amounts lowered(Bid bid, Shortage shortage, Patience patience) {
    return smaller(bid, shortage, patience).orElseThrow(() -> Refusals.of(shortage));
  }

  /** What a call can do without is not made smaller. */
  private static Optional<Amounts> smaller(Bid bid, Shortage shortage, Patience patience) {
    return patience == Patience.NONE
        ? Optional.empty()
        : bid.offer().flatMap(offer -> offer.lowered(shortage));
  }

  private long @Nullable [] amounts(RuleSet set, Subject subject, Call call) {
    try {
      return set.amounts(subject, call.caller());
    } catch (RuntimeException | AssertionError | LinkageError e) {
      tell.internalError("amount of a budget or limit", e);
      throw Refusals.applicationFailed("the amount of a budget or limit", e);
    }
  }

  private void seed(Shortage shortage, Bid bid, long @Nullable [] amounts) {
    try {
      ledger.seed(shortage, bid.held().rules(), bid.subject(), amounts);
    } catch (RuntimeException | AssertionError | LinkageError e) {
      tell.internalError("spentSoFar of " + shortage.ruleName(), e);
      throw Refusals.applicationFailed("what budget " + shortage.ruleName() + " had spent", e);
    }
  }

  /** A call's place in line, and how long it has waited. */
  private final class Line {
    private final Call call;
    private final long since = time.nanoTime();
    private @Nullable Waiter waiter;
    private Duration longest = Duration.ZERO;
    private boolean waited;

    Line(Call call) {
      this.call = call;
    }

    /** How much longer the call may wait, in nanoseconds. */
    long left() {
      if (waiter == null) {
        return 0;
      }
      long left = longest.toNanos() - (time.nanoTime() - since);
      return Math.min(left, call.remaining().toNanos());
    }

    boolean hasWaited() {
      return waited;
    }

    /** Waits for a moment at which it makes sense to try again. Returns false if it is no use. */
    boolean standIn(Shortage shortage) {
      if (shortage.reason() == Shortage.Reason.TOO_LARGE || shortage.maxWait().isZero()) {
        return false;
      }
      longest = shortage.maxWait();
      if (waiter == null) {
        waiter = new Waiter(); // it is put in line by the next try
        return left() > 0;
      }
      long left = left();
      if (left <= 0 || !waiter.isQueued()) {
        return false; // it has waited, or would wait, too long
      }
      waited = true;
      long until = shortage.waitNanos() > 0 ? Math.min(left, shortage.waitNanos()) : left;
      return await(waiter, Duration.ofNanos(until));
    }

    /** Returns false if the deadline has passed: there was no room in the call's time. */
    private boolean await(Waiter resting, Duration atMost) {
      call.startTimer();
      Runnable stop = resting.latch()::countDown;
      call.cancellation().onFire(stop);
      try {
        time.await(resting.latch(), atMost);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        call.cancellation().fire(ErrorKind.CANCELLED);
      } finally {
        call.cancellation().forget(stop);
      }
      if (admission.isClosed()) { // what other calls leave then is not for this one
        call.cancel(ErrorKind.GATEWAY_CLOSED);
      }
      ErrorKind stopped = call.cancellation().reason();
      if (stopped != null && stopped != ErrorKind.DEADLINE_EXCEEDED) {
        throw new Refusal(
                stopped, "", "the call was stopped while it waited: " + stopped, Optional.empty())
            .everywhere();
      }
      return stopped == null;
    }

    void leave() {
      if (waiter != null) {
        ledger.withdraw(waiter);
      }
    }
  }
}
