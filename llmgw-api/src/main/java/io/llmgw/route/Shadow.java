package io.llmgw.route;

import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sends copies of a route's chat calls to another target, whose answers are only reported: to see
 * how a model would do before any user sees it.
 *
 * <pre>{@code
 * r.to("openai/gpt-5-mini")
 *     .shadow(
 *         Shadow.to("anthropic/claude-haiku-4-5")
 *             .percent(10)
 *             .maxCost("0.01")
 *             .report(seen -> comparisons.add(seen)))
 * }</pre>
 *
 * <p>A call is copied once it was answered: not if it failed, if its stream was closed before its
 * end, or if the prompt cache answered it. The copy is sent on the gateway's executor and asked for
 * a whole answer, whether or not the call was streamed. It is a call of its own, of purpose {@link
 * io.llmgw.outcome.Purpose#SHADOW}: one attempt within the route's timeout, without retry or wait,
 * neither answered from the prompt cache nor stored there, and stopped when the gateway is closed.
 * Its caller, tags and route are those of the call, so that all budgets and limits apply to it; one
 * without room refuses the copy, which is reported as its failure. It is charged like any call,
 * except that {@code CallOptions.onCost} is not told, and says as much of its target's health.
 *
 * <p>Immutable.
 */
public final class Shadow {
  /** How many copies are under way at once unless something else is set: 4. */
  public static final int DEFAULT_AT_ONCE = 4;

  private final Target target;
  private final double percent;
  private final int atOnce;
  private final Optional<BigDecimal> maxCost;
  private final Optional<Consumer<ShadowReport>> report;

  private Shadow(
      Target target,
      double percent,
      int atOnce,
      Optional<BigDecimal> maxCost,
      Optional<Consumer<ShadowReport>> report) {
    this.target = target;
    this.percent = percent;
    this.atOnce = atOnce;
    this.maxCost = maxCost;
    this.report = report;
  }

  /**
   * Copies every call to a target; {@link #report(Consumer)} must say what for.
   *
   * @param target {@code provider/model}
   * @return the policy
   */
  public static Shadow to(String target) {
    return new Shadow(
        Target.parse(target), 100, DEFAULT_AT_ONCE, Optional.empty(), Optional.empty());
  }

  /**
   * Copies only some of the calls, drawn by chance.
   *
   * @param percent from 0 to 100; default 100
   * @return a copy
   */
  public Shadow percent(double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException(
          "shadow of " + target + ": percent must be from 0 to 100: " + percent);
    }
    return new Shadow(target, percent, atOnce, maxCost, report);
  }

  /**
   * Bounds how many copies of the route's calls are under way to this target. Further ones are
   * dropped, and not reported.
   *
   * @param copies at least 1; default {@link #DEFAULT_AT_ONCE}
   * @return a copy
   */
  public Shadow atOnce(int copies) {
    if (copies < 1) {
      throw new IllegalArgumentException(
          "shadow of " + target + ": atOnce must be at least 1: " + copies);
    }
    return new Shadow(target, percent, copies, maxCost, report);
  }

  /**
   * Copies only calls whose copy is estimated to cost at most this; none where there is no price.
   *
   * @param usd for example {@code "0.01"}, more than 0; default no cap
   * @return a copy
   */
  public Shadow maxCost(String usd) {
    BigDecimal cap = new BigDecimal(usd);
    if (cap.signum() <= 0) {
      throw new IllegalArgumentException(
          "shadow of " + target + ": maxCost must be more than 0: " + usd);
    }
    return new Shadow(target, percent, atOnce, Optional.of(cap), report);
  }

  /**
   * Says who is told what became of each copy.
   *
   * @param consumer runs on the gateway's executor and counts as under way until it returns; safe
   *     for use by many threads. What it throws is reported to {@code onInternalError}
   * @return a copy
   */
  public Shadow report(Consumer<ShadowReport> consumer) {
    return new Shadow(target, percent, atOnce, maxCost, Optional.of(consumer));
  }

  /**
   * Returns where copies go.
   *
   * @return provider and model
   */
  public Target target() {
    return target;
  }

  /**
   * Returns how many calls are copied.
   *
   * @return from 0 to 100
   */
  public double percent() {
    return percent;
  }

  /**
   * Returns how many copies may be under way.
   *
   * @return at least 1
   */
  public int atOnce() {
    return atOnce;
  }

  /**
   * Returns the highest estimated cost of a copy.
   *
   * @return USD; empty for no cap
   */
  public Optional<BigDecimal> maxCost() {
    return maxCost;
  }

  /**
   * Returns who is told.
   *
   * @return empty if it was not said, which a gateway refuses
   */
  public Optional<Consumer<ShadowReport>> report() {
    return report;
  }

  /** Returns the target and its bounds. */
  @Override
  public String toString() {
    return "Shadow["
        + percent
        + " % to "
        + target
        + ", at once "
        + atOnce
        + maxCost.map(usd -> ", at most " + usd.toPlainString() + " USD").orElse("")
        + "]";
  }
}
