package io.llmgw.route;

import io.llmgw.caching.PrefixCaching;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Describes a route: a name that stands for one target and its fallbacks, or for a tree of {@link
 * Branch}es. Not thread-safe.
 */
public final class RouteBuilder {
  private final List<Branch> branches = new ArrayList<>();
  private final List<UnaryOperator<Branch>> heads = new ArrayList<>();
  private Optional<Duration> timeout = Optional.empty();
  private Optional<Duration> timeToFirstToken = Optional.empty();
  private Optional<Duration> idleTimeout = Optional.empty();
  private Optional<Duration> attemptTimeout = Optional.empty();
  private OptionalInt retries = OptionalInt.empty();
  private Optional<UnsupportedSettings> unsupported = Optional.empty();
  private boolean oneEmbeddingSpace;
  private OptionalInt maxOutputTokens = OptionalInt.empty();
  private Optional<PrefixCaching> prefixCaching = Optional.empty();
  private Optional<Branch> downgraded = Optional.empty();
  private Optional<Branch> onContextWindow = Optional.empty();
  private Optional<Branch> onContentFilter = Optional.empty();
  private BrokenStreams brokenStreams = BrokenStreams.FAIL;
  private Optional<Hedging> hedging = Optional.empty();
  private final List<Shadow> shadows = new ArrayList<>(0);

  /** Starts with no target. */
  public RouteBuilder() {}

  /**
   * Sets the first target.
   *
   * @param target {@code provider/model}
   * @return this
   * @throws IllegalStateException if there is one already; use {@link #fallbackTo} for further ones
   */
  public RouteBuilder to(String target) {
    return to(Branch.to(target));
  }

  /**
   * Sets what is tried first, for example {@code Branch.fastest("openai/…", "azure/…")}.
   *
   * @param first one target or several
   * @return this
   * @throws IllegalStateException if there is something already
   */
  public RouteBuilder to(Branch first) {
    if (!branches.isEmpty()) {
      throw new IllegalStateException(
          "the route already goes to "
              + describe(branches.get(0))
              + "; add further targets with fallbackTo");
    }
    branches.add(first);
    return this;
  }

  /**
   * Adds targets that are tried, in this order, when those before them fail.
   *
   * @param fallbacks {@code provider/model} each
   * @return this
   */
  public RouteBuilder fallbackTo(String... fallbacks) {
    for (String fallback : fallbacks) {
      fallbackTo(Branch.to(fallback));
    }
    return this;
  }

  /**
   * Adds a branch that is tried when those before it fail.
   *
   * @param fallback one target or several
   * @return this
   */
  public RouteBuilder fallbackTo(Branch fallback) {
    if (branches.isEmpty()) {
      throw new IllegalStateException("name the first target with to(…) before its fallbacks");
    }
    if (branches.contains(fallback)) {
      throw new IllegalArgumentException("target " + describe(fallback) + " is in the route twice");
    }
    branches.add(fallback);
    return this;
  }

  private static String describe(Branch branch) {
    return branch instanceof Branch.To one ? one.name() : branch.toString();
  }

  /**
   * Sends calls that meet a condition to another target first; if it fails, they go the way of all
   * others. Conditions are asked in the order in which they were added; the first that is met
   * counts.
   *
   * <pre>{@code
   * r.to("openai/gpt-5-mini")
   *     .when("long", call -> call.estimatedTokens() > 100_000, Branch.to("gemini/gemini-2.5-pro"))
   *     .when("paid", call -> call.caller().hasTag("plan", "paid"), Branch.to("openai/gpt-5"))
   * }</pre>
   *
   * @param name what the condition is called in plans, not blank
   * @param condition is asked once for each call; quick, and safe for use by many threads
   * @param first for calls that meet it
   * @return this
   */
  public RouteBuilder when(String name, Predicate<RoutingCall> condition, Branch first) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a condition needs a name, which is shown in plans");
    }
    heads.add(rest -> new Branch.When(name, condition, Branch.inOrder(first, rest), rest));
    return this;
  }

  /**
   * Tries a new target out with some of the calls; if it fails, they go the way of all others. It
   * comes after the conditions and canaries that were added before.
   *
   * @param candidate {@code provider/model}
   * @param percent from 0 to 100
   * @param by tenant, user or a tag, each value of which gets one or the other for all its calls
   * @return this
   */
  public RouteBuilder canary(String candidate, double percent, Scope by) {
    Branch first = Branch.to(candidate);
    Branch.Canary checked = new Branch.Canary(first, percent, by, first); // refused here, by route
    heads.add(rest -> new Branch.Canary(checked.candidate(), percent, by, rest));
    return this;
  }

  /**
   * Returns the route as a tree.
   *
   * @return empty if it has no target yet
   */
  public Optional<Branch> tree() {
    if (branches.isEmpty()) {
      return Optional.empty();
    }
    Branch tree =
        branches.size() == 1
            ? branches.get(0)
            : new Branch.Group(RoutingStrategy.inOrder(), branches);
    for (int i = heads.size() - 1; i >= 0; i--) {
      tree = heads.get(i).apply(tree);
    }
    return Optional.of(tree);
  }

  /**
   * Limits calls to this route that set no timeout of their own.
   *
   * @param timeout the longest a call may take over all its attempts; default: the gateway's
   * @return this
   */
  public RouteBuilder timeout(Duration timeout) {
    this.timeout = positive("timeout", timeout);
    return this;
  }

  /**
   * Limits how long an attempt of a stream may take to its first visible piece; then the next
   * target is tried.
   *
   * @param timeout more than 0, not more than the other timeouts; default: the gateway's
   * @return this
   */
  public RouteBuilder timeToFirstToken(Duration timeout) {
    this.timeToFirstToken = positive("timeToFirstToken", timeout);
    return this;
  }

  /**
   * Limits the pause between two pieces of a stream once it has begun; signs of life without
   * content do not count.
   *
   * @param timeout more than 0; default: the gateway's
   * @return this
   */
  public RouteBuilder idleTimeout(Duration timeout) {
    this.idleTimeout = positive("idleTimeout", timeout);
    return this;
  }

  /**
   * Limits how long one attempt may take to its whole answer; then the next target is tried.
   *
   * @param timeout more than 0; default: the gateway's
   * @return this
   */
  public RouteBuilder attemptTimeout(Duration timeout) {
    this.attemptTimeout = positive("attemptTimeout", timeout);
    return this;
  }

  private static Optional<Duration> positive(String what, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(what + " must be more than 0: " + timeout);
    }
    return Optional.of(timeout);
  }

  /**
   * Names what is tried when a request is too long for a target, in place of the route's other
   * targets: because the catalogue says so, or the provider.
   *
   * @param targets {@code provider/model} each, tried in this order; default: those of the route's
   *     other targets that have a larger context window
   * @return this
   */
  public RouteBuilder onContextWindow(String... targets) {
    this.onContextWindow = Optional.of(Branch.inOrder(targets));
    return this;
  }

  /**
   * Names what is tried when a provider refuses a request for its content.
   *
   * @param targets {@code provider/model} each, tried in this order; default: nothing, the refusal
   *     is the answer
   * @return this
   */
  public RouteBuilder onContentFilter(String... targets) {
    this.onContentFilter = Optional.of(Branch.inOrder(targets));
    return this;
  }

  /**
   * Says what happens when a stream breaks after its first visible piece.
   *
   * @param policy default {@link BrokenStreams#FAIL}
   * @return this
   */
  public RouteBuilder brokenStreams(BrokenStreams policy) {
    this.brokenStreams = policy;
    return this;
  }

  /**
   * Sends a second attempt elsewhere when the first one takes unusually long.
   *
   * @param policy default: none
   * @return this
   */
  public RouteBuilder hedge(Hedging policy) {
    this.hedging = Optional.of(policy);
    return this;
  }

  /**
   * Copies chat calls, once they are answered, to another target whose answers are only reported.
   *
   * @param policy with a {@link Shadow#report(java.util.function.Consumer)}; several may be added,
   *     each for another target
   * @return this
   */
  public RouteBuilder shadow(Shadow policy) {
    shadows.add(policy);
    return this;
  }

  /**
   * Sets how often one target is tried again before the next one's turn.
   *
   * @param retries at least 0; default: none while a fallback is left, the gateway's number on the
   *     last target
   * @return this
   */
  public RouteBuilder retries(int retries) {
    if (retries < 0) {
      throw new IllegalArgumentException("retries must not be negative: " + retries);
    }
    this.retries = OptionalInt.of(retries);
    return this;
  }

  /**
   * Says what happens when a target cannot honour something a request asks for.
   *
   * @param policy default: the gateway's
   * @return this
   */
  public RouteBuilder unsupported(UnsupportedSettings policy) {
    this.unsupported = Optional.of(policy);
    return this;
  }

  /**
   * Says that all targets are one embedding model under different names, such as an Azure
   * deployment, so that one may stand in for the other. Vectors of different models cannot be
   * compared: without this an embedding route may only name the same model at several providers.
   *
   * @return this
   */
  public RouteBuilder oneEmbeddingSpace() {
    this.oneEmbeddingSpace = true;
    return this;
  }

  /**
   * Names the route's cheaper branch, which is used instead of its other targets as long as a
   * budget is spent up to its {@link io.llmgw.budget.Budget#downgradeFrom} mark.
   *
   * @param cheaper {@code provider/model} each, tried in this order
   * @return this
   */
  public RouteBuilder whenDowngraded(String... cheaper) {
    return whenDowngraded(Branch.inOrder(cheaper));
  }

  /**
   * Names the route's cheaper branch, as {@link #whenDowngraded(String...)}.
   *
   * @param cheaper one target or several
   * @return this
   */
  public RouteBuilder whenDowngraded(Branch cheaper) {
    downgraded = Optional.of(cheaper);
    return this;
  }

  /**
   * Caps the output of requests that set no limit of their own, where a hard budget or a token
   * limit applies: what is reserved for a call is bounded by it.
   *
   * @param tokens more than 0; default 4,096, with reasoning 16,384, and never more than the model
   *     can
   * @return this
   */
  public RouteBuilder maxOutputTokens(int tokens) {
    if (tokens <= 0) {
      throw new IllegalArgumentException("maxOutputTokens must be more than 0: " + tokens);
    }
    this.maxOutputTokens = OptionalInt.of(tokens);
    return this;
  }

  /**
   * Sets whether providers are helped to find the beginnings of prompts in their own prompt caches.
   *
   * @param policy takes the place of the gateway's for this route's calls; default: the gateway's
   * @return this
   */
  public RouteBuilder prefixCaching(PrefixCaching policy) {
    this.prefixCaching = Optional.of(policy);
    return this;
  }

  /**
   * Returns the cheaper branch.
   *
   * @return empty if there is none
   */
  public Optional<Branch> downgraded() {
    return downgraded;
  }

  /**
   * Returns what is tried when a request is too long.
   *
   * @return empty for the default
   */
  public Optional<Branch> onContextWindow() {
    return onContextWindow;
  }

  /**
   * Returns what is tried when a request is refused for its content.
   *
   * @return empty for the default
   */
  public Optional<Branch> onContentFilter() {
    return onContentFilter;
  }

  /**
   * Returns what happens when a stream breaks after its first visible piece.
   *
   * @return the policy
   */
  public BrokenStreams brokenStreams() {
    return brokenStreams;
  }

  /**
   * Returns when a second attempt is sent.
   *
   * @return empty for never
   */
  public Optional<Hedging> hedging() {
    return hedging;
  }

  /**
   * Returns where copies go.
   *
   * @return in the order in which they were added
   */
  public List<Shadow> shadows() {
    return List.copyOf(shadows);
  }

  /**
   * Returns the longest time to the first visible piece.
   *
   * @return empty for the gateway's
   */
  public Optional<Duration> timeToFirstToken() {
    return timeToFirstToken;
  }

  /**
   * Returns the longest pause between two pieces.
   *
   * @return empty for the gateway's
   */
  public Optional<Duration> idleTimeout() {
    return idleTimeout;
  }

  /**
   * Returns the longest time of one attempt.
   *
   * @return empty for the gateway's
   */
  public Optional<Duration> attemptTimeout() {
    return attemptTimeout;
  }

  /**
   * Returns the cap of outputs.
   *
   * @return empty for the default
   */
  public OptionalInt maxOutputTokens() {
    return maxOutputTokens;
  }

  /**
   * Returns whether providers are helped to find prompts in their caches.
   *
   * @return empty for the gateway's policy
   */
  public Optional<PrefixCaching> prefixCaching() {
    return prefixCaching;
  }

  /**
   * Returns the timeout.
   *
   * @return empty for the gateway's
   */
  public Optional<Duration> timeout() {
    return timeout;
  }

  /**
   * Returns the retries.
   *
   * @return empty for the default
   */
  public OptionalInt retries() {
    return retries;
  }

  /**
   * Returns whether all targets are one embedding model.
   *
   * @return false unless it was said
   */
  public boolean isOneEmbeddingSpace() {
    return oneEmbeddingSpace;
  }

  /**
   * Returns what happens when a target cannot honour something.
   *
   * @return empty for the gateway's policy
   */
  public Optional<UnsupportedSettings> unsupported() {
    return unsupported;
  }
}
