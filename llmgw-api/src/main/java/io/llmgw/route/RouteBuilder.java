package io.llmgw.route;

import io.llmgw.value.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Describes a route: a name that stands for one target and its fallbacks. Not thread-safe. */
public final class RouteBuilder {
  private final List<Target> targets = new ArrayList<>();
  private Optional<Duration> timeout = Optional.empty();
  private OptionalInt retries = OptionalInt.empty();
  private Optional<UnsupportedSettings> unsupported = Optional.empty();
  private boolean oneEmbeddingSpace;
  private OptionalInt maxOutputTokens = OptionalInt.empty();
  private final List<Target> downgraded = new ArrayList<>();

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
    if (!targets.isEmpty()) {
      throw new IllegalStateException(
          "the route already goes to " + targets.get(0) + "; add further targets with fallbackTo");
    }
    targets.add(Target.parse(target));
    return this;
  }

  /**
   * Adds targets that are tried, in this order, when those before them fail.
   *
   * @param fallbacks {@code provider/model} each
   * @return this
   */
  public RouteBuilder fallbackTo(String... fallbacks) {
    if (targets.isEmpty()) {
      throw new IllegalStateException("name the first target with to(…) before its fallbacks");
    }
    for (String fallback : fallbacks) {
      Target target = Target.parse(fallback);
      if (targets.contains(target)) {
        throw new IllegalArgumentException("target " + target + " is in the route twice");
      }
      targets.add(target);
    }
    return this;
  }

  /**
   * Limits calls to this route that set no timeout of their own.
   *
   * @param timeout the longest a call may take over all its attempts; default: the gateway's
   * @return this
   */
  public RouteBuilder timeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be more than 0: " + timeout);
    }
    this.timeout = Optional.of(timeout);
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
    downgraded.clear();
    for (String target : cheaper) {
      downgraded.add(Target.parse(target));
    }
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
   * Returns the targets of the cheaper branch.
   *
   * @return empty if there is none; unmodifiable view
   */
  public List<Target> downgradedTargets() {
    return Collections.unmodifiableList(downgraded);
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
   * Returns the targets.
   *
   * @return in the order in which they are tried; unmodifiable view
   */
  public List<Target> targets() {
    return Collections.unmodifiableList(targets);
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
