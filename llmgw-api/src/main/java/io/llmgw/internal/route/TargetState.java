package io.llmgw.internal.route;

import io.llmgw.internal.resilience.Breaker;
import io.llmgw.outcome.RateLimitStatus;
import io.llmgw.route.Health;
import io.llmgw.spi.TimeSource;
import io.llmgw.usage.Meter;
import io.llmgw.usage.Usage;
import io.llmgw.value.Target;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What is known of a target from the attempts made at it: health, latency, what is under way, what
 * its provider says of its limits. Outlives the configuration in which it was learnt. Safe for use
 * by many threads.
 */
public final class TargetState {
  private static final double LEARNING = 0.1;

  private final Target target;
  private final TimeSource time;
  private volatile Breaker breaker;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Latency first = new Latency();
  private final Latency whole = new Latency();
  private final Cooldown cooldown = new Cooldown();
  private final Headroom headroom = new Headroom();
  private final SlowStart slowStart = new SlowStart();
  private volatile double cachedShare;

  TargetState(Target target, TimeSource time, Health health) {
    this.target = target;
    this.time = time;
    this.breaker = new Breaker(time, health);
  }

  /**
   * Returns the target.
   *
   * @return provider and model
   */
  public Target target() {
    return target;
  }

  /**
   * Returns the target's health.
   *
   * @return its breaker
   */
  public Breaker breaker() {
    return breaker;
  }

  /** Starts the breaker anew if what counts as ill has changed. */
  void judgeBy(Health health) {
    if (!breaker.health().equals(health)) {
      breaker = new Breaker(time, health);
    }
  }

  /**
   * Returns how many attempts are under way.
   *
   * @return at least 0
   */
  public int inFlight() {
    return inFlight.get();
  }

  /**
   * Returns how long the target takes.
   *
   * @param streams whether to the first visible piece of a stream or to a whole answer
   * @return the latency
   */
  public Latency latency(boolean streams) {
    return streams ? first : whole;
  }

  /**
   * An attempt begins.
   *
   * @param streams whether it is a stream
   * @param now the gateway's monotonic time
   */
  public void begun(boolean streams, long now) {
    inFlight.incrementAndGet();
    latency(streams).begun(now);
    headroom.begun();
  }

  /** An attempt is over, however it ended. */
  public void ended() {
    inFlight.decrementAndGet();
  }

  /**
   * An attempt was answered.
   *
   * @param key the provider's key it was made with
   * @param reported what it used
   */
  public void answered(int key, Usage reported) {
    long now = time.nanoTime();
    boolean backAgain = cooldown.left(key, now) == 0 && breaker.state() != Breaker.State.OPEN;
    cooldown.answered(key, now);
    if (backAgain) { // else it was asked before, and says nothing of what it can take afterwards
      slowStart.answered();
    }
    long input = reported.inputTokens();
    if (reported.isKnown() && input > 0) {
      double share = (double) reported.count(Meter.CACHE_READ) / input;
      synchronized (headroom) {
        cachedShare = cachedShare + LEARNING * (share - cachedShare);
      }
    }
  }

  /** The target has become ill. */
  public void fellIll() {
    slowStart.begin();
  }

  /**
   * The target is over its limit.
   *
   * @param key the provider's key it was asked with
   * @param keys how many its provider has
   * @param hint how long it wants to be left alone, if it said so
   */
  public void overLimit(int key, int keys, Optional<Duration> hint) {
    cooldown.cool(key, hint, time.nanoTime());
    if (cooling(keys) > 0) {
      slowStart.begin();
    }
  }

  /**
   * Notes what the provider says of its limits.
   *
   * @param status what its headers say
   */
  public void learn(RateLimitStatus status) {
    if (status.isKnown()) {
      headroom.learn(status, time.nanoTime());
    }
  }

  /**
   * Returns what the provider last said of its limits.
   *
   * @return unknown if it said nothing
   */
  public RateLimitStatus rateLimits() {
    return headroom.said();
  }

  /**
   * Returns what share of its input the target lately read from its provider's prompt cache.
   *
   * @return from 0 to 1
   */
  public double cachedShare() {
    return cachedShare;
  }

  /**
   * Returns how long the target is still left alone because it was over its limit.
   *
   * @param keys how many keys its provider has
   * @return nanoseconds; 0 if one of them can be used
   */
  public long cooling(int keys) {
    return cooldown.isUsed() ? cooldown.leftOfAll(keys, time.nanoTime()) : 0;
  }

  /**
   * Returns how long one key is still left alone.
   *
   * @param key the key
   * @return nanoseconds
   */
  public long coolingOf(int key) {
    return cooldown.left(key, time.nanoTime());
  }

  /**
   * Returns how long the provider's own limits leave no room for a request.
   *
   * @param inputAtMost a bound of its input, in tokens
   * @param input estimates it, where the bound does not do
   * @return nanoseconds; 0 if there is room, as far as the provider has said
   */
  long untilRoom(long inputAtMost, LongSupplier input) {
    long now = time.nanoTime();
    long wait = headroom.untilRoom(inputAtMost, now);
    return wait == 0 ? 0 : headroom.untilRoom(input.getAsLong(), now);
  }

  SlowStart slowStart() {
    return slowStart;
  }

  Headroom headroom() {
    return headroom;
  }

  /** Whether anything would be lost if it were forgotten. */
  boolean isForgettable() {
    return inFlight.get() == 0
        && breaker.state() == Breaker.State.CLOSED
        && !cooldown.isAnyLeft(time.nanoTime());
  }
}
