package io.llmgw.caching;

import io.llmgw.chat.ChatRequest;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What the gateway does with its prompt cache: who shares answers, how long they are served, and
 * which are kept. Immutable; every method returns a copy.
 *
 * <pre>{@code
 * .cache(CaffeinePromptCache.ofMegabytes(64), CachePolicy.each(Scope.TENANT).timeToLive(Duration.ofMinutes(30)))
 * }</pre>
 *
 * <p>An answer is stored under the scope's values, the route and its branch (or the target), and
 * every component of the request. Only complete answers are: never one that failed, was cut,
 * filtered or refused, or whose tool calls are not well formed or name a tool that the request does
 * not have.
 */
public final class CachePolicy {
  /** How long an answer is served unless something else is set: 1 hour. */
  public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofHours(1);

  private static final CachePolicy DEFAULTS = new CachePolicy(new Terms());

  private final Terms terms;

  /** All settings; copied for every change. */
  private static final class Terms implements Cloneable {
    private List<Scope> scopes = List.of(Scope.TENANT);
    private boolean refuses;
    private Duration timeToLive = DEFAULT_TIME_TO_LIVE;
    private Optional<Duration> idleTimeout = Optional.empty();
    private boolean sampled = true;
    private boolean toolCalls = true;
    private boolean embeddings = true;
    private boolean coalescing = true;
    private Duration finishAbandoned = Duration.ZERO;
    private Predicate<ChatRequest> only = request -> true;

    @Override
    public Terms clone() {
      try {
        return (Terms) super.clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private CachePolicy(Terms terms) {
    this.terms = terms;
  }

  /**
   * Returns the policy that nothing was set of: answers are shared within a tenant.
   *
   * @return {@code each(Scope.TENANT)}
   */
  public static CachePolicy defaults() {
    return DEFAULTS;
  }

  /**
   * Shares answers only among calls that have the same values of these scopes.
   *
   * @param first {@link Scope#TENANT}, {@link Scope#USER} (within its tenant) or a tag
   * @param more others that must be the same too
   * @return the policy
   * @throws IllegalArgumentException if one is not about callers: route and target are in every key
   */
  public static CachePolicy each(Scope first, Scope... more) {
    TreeSet<Scope> all = new TreeSet<>(List.of(more));
    all.add(first);
    for (Scope scope : all) {
      boolean ofCaller = scope.equals(Scope.TENANT) || scope.equals(Scope.USER) || scope.isTag();
      if (!ofCaller) {
        throw new IllegalArgumentException(
            "cache: answers cannot be separated by "
                + scope.name()
                + ", which is in every key; use tenant, user or a tag");
      }
    }
    Terms terms = new Terms();
    terms.scopes = List.copyOf(all);
    return new CachePolicy(terms);
  }

  /**
   * Shares answers among all callers, also those of which nothing is known. Only for prompts that
   * hold nothing of one customer that another may not see.
   *
   * @return the policy
   */
  public static CachePolicy shared() {
    Terms terms = new Terms();
    terms.scopes = List.of();
    return new CachePolicy(terms);
  }

  private interface Change {
    void on(Terms terms);
  }

  private CachePolicy with(Change change) {
    Terms copy = terms.clone();
    change.on(copy);
    return new CachePolicy(copy);
  }

  /**
   * Refuses calls without the tenant, user or tag that answers are separated by. By default they
   * pass the cache by; they never share an entry.
   *
   * @return a copy
   */
  public CachePolicy orRefuse() {
    return with(t -> t.refuses = true);
  }

  /**
   * Sets how long an answer is served, from when it was made.
   *
   * @param duration more than 0; default {@link #DEFAULT_TIME_TO_LIVE}
   * @return a copy
   */
  public CachePolicy timeToLive(Duration duration) {
    requirePositive("timeToLive", duration);
    return with(t -> t.timeToLive = duration);
  }

  /**
   * Drops an answer that nobody has asked for this long, however long it could be served.
   *
   * @param duration more than 0; default: reading does not matter
   * @return a copy
   */
  public CachePolicy idleTimeout(Duration duration) {
    requirePositive("idleTimeout", duration);
    return with(t -> t.idleTimeout = Optional.of(duration));
  }

  /**
   * Passes by the cache with requests that ask for sampling, that is, whose temperature is set and
   * above 0: each gets an answer of its own. By default they are answered like others.
   *
   * @return a copy
   */
  public CachePolicy exceptSampled() {
    return with(t -> t.sampled = false);
  }

  /**
   * Does not store answers that call tools. By default those that are well formed are stored.
   *
   * @return a copy
   */
  public CachePolicy exceptToolCalls() {
    return with(t -> t.toolCalls = false);
  }

  /**
   * Does not store vectors. By default every text's vector is stored, whatever batch it came in.
   *
   * @return a copy
   */
  public CachePolicy exceptEmbeddings() {
    return with(t -> t.embeddings = false);
  }

  /**
   * Passes by the cache with other chat requests, for instance long conversations, which hardly
   * ever come twice. Replaces an earlier condition.
   *
   * @param condition asked for every call on its thread, so it must be quick; a call for which it
   *     throws passes the cache by, and that is reported
   * @return a copy
   */
  public CachePolicy only(Predicate<ChatRequest> condition) {
    Objects.requireNonNull(condition, "only");
    return with(t -> t.only = condition);
  }

  /**
   * Sends every call that finds no answer, even if an identical one is in flight. By default
   * identical calls share one upstream call.
   *
   * @return a copy
   */
  public CachePolicy withoutCoalescing() {
    return with(t -> t.coalescing = false);
  }

  /**
   * Reads an abandoned stream to its end if that takes no longer than this, so that its answer can
   * be stored. What it uses is billed to the call that has left.
   *
   * @param atMost more than 0; default: an abandoned stream is stopped at once and not stored
   * @return a copy
   */
  public CachePolicy finishAbandoned(Duration atMost) {
    requirePositive("finishAbandoned", atMost);
    return with(t -> t.finishAbandoned = atMost);
  }

  private static void requirePositive(String what, Duration value) {
    Objects.requireNonNull(value, what);
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("cache: " + what + " must be more than 0: " + value);
    }
  }

  /**
   * Returns what answers are separated by.
   *
   * @return in a fixed order; empty if all callers share them
   */
  public List<Scope> scopes() {
    return terms.scopes;
  }

  /**
   * Tells what happens to a call without a scope's value.
   *
   * @return true if it is refused, false (the default) if it passes the cache by
   */
  public boolean refusesWithoutScope() {
    return terms.refuses;
  }

  /**
   * Returns how long an answer is served.
   *
   * @return from when it was made
   */
  public Duration timeToLive() {
    return terms.timeToLive;
  }

  /**
   * Returns how long an answer is kept that nobody asks for.
   *
   * @return empty if reading does not matter
   */
  public Optional<Duration> idleTimeout() {
    return terms.idleTimeout;
  }

  /**
   * Tells whether answers to requests with a temperature above 0 are stored.
   *
   * @return true by default
   */
  public boolean storesSampled() {
    return terms.sampled;
  }

  /**
   * Tells whether answers that call tools are stored.
   *
   * @return true by default
   */
  public boolean storesToolCalls() {
    return terms.toolCalls;
  }

  /**
   * Tells whether vectors are stored.
   *
   * @return true by default
   */
  public boolean storesEmbeddings() {
    return terms.embeddings;
  }

  /**
   * Tells whether identical calls in flight share one upstream call.
   *
   * @return true by default
   */
  public boolean coalesces() {
    return terms.coalescing;
  }

  /**
   * Returns how long an abandoned stream is read on.
   *
   * @return zero if it is stopped at once
   */
  public Duration finishAbandoned() {
    return terms.finishAbandoned;
  }

  /**
   * Returns which chat requests are looked up and stored.
   *
   * @return the condition; by default true for all
   */
  public Predicate<ChatRequest> only() {
    return terms.only;
  }

  /** Returns the scopes and times. */
  @Override
  public String toString() {
    return "CachePolicy[scopes=" + terms.scopes + ", timeToLive=" + terms.timeToLive + "]";
  }
}
