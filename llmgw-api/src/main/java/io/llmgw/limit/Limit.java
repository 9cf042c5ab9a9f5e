package io.llmgw.limit;

import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * How much may be used at a time: requests or tokens in a window, or calls at once. Several limits
 * apply together, all or nothing. They hold for this process, even with a shared store.
 *
 * <p>A limit whose scopes are all about the caller or the route counts calls; one with {@link
 * Scope#PROVIDER}, {@link Scope#MODEL} or {@link Scope#TARGET} counts attempts, and describes what
 * a provider allows. Over the limit a call is refused with {@link
 * io.llmgw.error.LimitExceededException}, or waits by choice; over a target's limit the route's
 * next target is asked first. Immutable.
 *
 * @param <L> the kind of limit
 */
public abstract sealed class Limit<L extends Limit<L>>
    permits RequestLimit, TokenLimit, ConcurrencyLimit {
  /** How many calls of a priority wait in the queue of one account, unless it is said: 1,000. */
  public static final int DEFAULT_QUEUE = 1_000;

  private static final Duration LONGEST_WINDOW = Duration.ofDays(366);

  private final Terms terms;

  /** What all kinds of limits have. */
  record Terms(
      String name,
      OptionalLong fixed,
      Function<Caller, Long> amount,
      Duration window,
      OptionalLong burst,
      Set<Scope> scopes,
      Map<Scope, String> only,
      Duration maxWait,
      int maxQueue,
      boolean followsHeaders) {

    static Terms fixed(String name, long amount, Duration window) {
      if (amount <= 0) {
        throw wrong(name, "its amount must be more than 0, but is " + amount);
      }
      return of(name, OptionalLong.of(amount), caller -> amount, window);
    }

    static Terms byCaller(String name, Function<Caller, Long> amount, Duration window) {
      return of(name, OptionalLong.empty(), Objects.requireNonNull(amount, "amount"), window);
    }

    private static Terms of(
        String name, OptionalLong fixed, Function<Caller, Long> amount, Duration window) {
      if (name.isBlank()) {
        throw new IllegalArgumentException("a limit's name must not be blank");
      }
      if (window.isNegative() || window.isZero() || window.compareTo(LONGEST_WINDOW) > 0) {
        throw wrong(name, "its window must be more than 0 and at most 366 days, but is " + window);
      }
      return new Terms(
          name,
          fixed,
          amount,
          window,
          OptionalLong.empty(),
          Set.of(),
          Map.of(),
          Duration.ZERO,
          DEFAULT_QUEUE,
          false);
    }

    Terms withBurst(long newBurst) {
      if (newBurst <= 0) {
        throw wrong(name, "its burst must be more than 0, but is " + newBurst);
      }
      return new Terms(
          name,
          fixed,
          amount,
          window,
          OptionalLong.of(newBurst),
          scopes,
          only,
          maxWait,
          maxQueue,
          followsHeaders);
    }
  }

  Limit(Terms terms) {
    this.terms = terms;
  }

  static IllegalArgumentException wrong(String name, String what) {
    return new IllegalArgumentException("limit \"" + name + "\": " + what);
  }

  Terms terms() {
    return terms;
  }

  abstract L copy(Terms newTerms);

  private L copy(
      Set<Scope> scopes,
      Map<Scope, String> only,
      Duration maxWait,
      int maxQueue,
      boolean followsHeaders) {
    return copy(
        new Terms(
            terms.name,
            terms.fixed,
            terms.amount,
            terms.window,
            terms.burst,
            Collections.unmodifiableSet(new TreeSet<>(scopes)),
            Collections.unmodifiableMap(new TreeMap<>(only)),
            maxWait,
            maxQueue,
            followsHeaders));
  }

  /**
   * Limits each value of these scopes, or combination of values, on its own.
   *
   * @param each for example {@link Scope#TENANT}
   * @return a copy
   */
  public final L each(Scope... each) {
    return copy(
        new TreeSet<>(Arrays.asList(each)),
        terms.only,
        terms.maxWait,
        terms.maxQueue,
        terms.followsHeaders);
  }

  /**
   * Applies only where a scope has this value. Several must all match. A provider or route that the
   * gateway does not have is refused when it is built.
   *
   * @param scope for example {@link Scope#PROVIDER}
   * @param value for example {@code openai}
   * @return a copy
   */
  public final L only(Scope scope, String value) {
    if (value.isBlank()) {
      throw wrong(terms.name, "no caller can have a blank " + scope);
    }
    if (!value.equals(terms.only.getOrDefault(scope, value))) {
      throw wrong(terms.name, "no call has two values of " + scope);
    }
    TreeMap<Scope, String> more = new TreeMap<>(terms.only);
    more.put(scope, value);
    return copy(terms.scopes, more, terms.maxWait, terms.maxQueue, terms.followsHeaders);
  }

  /**
   * Lets calls wait for room instead of refusing them. A call that would have to wait longer is
   * refused at once, and none waits beyond its own deadline.
   *
   * <p>Calls of one priority are served first come, first served. Interactive calls go before batch
   * calls, but a tenth is left to batch while both wait: of calls at once a tenth of the slots,
   * rounded down; of less than 10 slots, and of requests and tokens in a window, every tenth call
   * that goes is a batch call.
   *
   * @param longest more than 0, at most 366 days; default: calls do not wait
   * @return a copy
   */
  public final L orWaitUpTo(Duration longest) {
    if (longest.isNegative() || longest.isZero() || longest.compareTo(LONGEST_WINDOW) > 0) {
      throw wrong(
          terms.name,
          "its longest wait must be more than 0 and at most 366 days, but is " + longest);
    }
    return copy(terms.scopes, terms.only, longest, terms.maxQueue, terms.followsHeaders);
  }

  /**
   * Bounds how many calls wait for room. Those that come when so many of their priority do already
   * are refused at once, with {@link io.llmgw.error.LimitExceededException}. Each account, for
   * instance each tenant's or target's, has a queue for interactive and one for batch calls.
   *
   * @param calls more than 0; default {@value #DEFAULT_QUEUE}. Of no consequence without {@link
   *     #orWaitUpTo}
   * @return a copy
   */
  public final L queueOf(int calls) {
    if (calls <= 0) {
      throw wrong(terms.name, "its queue must be of more than 0 calls, but is of " + calls);
    }
    return copy(terms.scopes, terms.only, terms.maxWait, calls, terms.followsHeaders);
  }

  L correctedByHeaders() {
    return copy(terms.scopes, terms.only, terms.maxWait, terms.maxQueue, true);
  }

  /**
   * Returns the name.
   *
   * @return unique among budgets and limits
   */
  public final String name() {
    return terms.name;
  }

  /**
   * Returns the amount, if it is the same for all.
   *
   * @return empty if it depends on the caller
   */
  public final OptionalLong fixedAmount() {
    return terms.fixed;
  }

  /**
   * Returns the amount for a caller.
   *
   * @param caller the caller
   * @return requests, tokens or calls
   */
  public final long amount(Caller caller) {
    return terms.amount.apply(caller);
  }

  /**
   * Returns the window in which the amount flows in.
   *
   * @return of no consequence for a {@link ConcurrencyLimit}
   */
  public final Duration window() {
    return terms.window;
  }

  /**
   * Returns how much can be used at once.
   *
   * @return empty for the amount of a window
   */
  public final OptionalLong burst() {
    return terms.burst;
  }

  /**
   * Returns what is limited on its own.
   *
   * @return empty for one limit for all; unmodifiable
   */
  public final Set<Scope> scopes() {
    return terms.scopes;
  }

  /**
   * Returns where it applies.
   *
   * @return empty for everywhere; unmodifiable
   */
  public final Map<Scope, String> only() {
    return terms.only;
  }

  /**
   * Returns how long calls may wait for room.
   *
   * @return zero if they are refused at once
   */
  public final Duration maxWait() {
    return terms.maxWait;
  }

  /**
   * Returns how many calls of a priority may wait for room at one account.
   *
   * @return more than 0
   */
  public final int maxQueue() {
    return terms.maxQueue;
  }

  /**
   * Tells whether the provider's rate-limit headers correct it.
   *
   * @return false unless it was said
   */
  public final boolean isCorrectedByHeaders() {
    return terms.followsHeaders;
  }

  /**
   * Tells whether it counts attempts at a target rather than calls.
   *
   * @return true if it has a scope of the target
   */
  public final boolean isOfTarget() {
    return terms.scopes.stream().anyMatch(Scope::isOfTarget)
        || terms.only.keySet().stream().anyMatch(Scope::isOfTarget);
  }

  /** Returns kind, name, amount and scopes. */
  @Override
  public final String toString() {
    return getClass().getSimpleName()
        + "["
        + terms.name
        + ", "
        + (terms.fixed.isPresent() ? String.valueOf(terms.fixed.getAsLong()) : "by caller")
        + ", each "
        + terms.scopes
        + "]";
  }
}
