package io.llmgw.internal.route;

import io.llmgw.internal.resilience.Breaker;
import io.llmgw.spi.TimeSource;
import io.llmgw.value.Target;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The health of all targets, by their names: it outlives the configuration in which it was learnt.
 * Safe for use by many threads.
 */
public final class Breakers {
  private final TimeSource time;
  private final Map<Target, Breaker> breakers = new ConcurrentHashMap<>();

  /**
   * Starts with all targets well.
   *
   * @param time the gateway's time
   */
  public Breakers(TimeSource time) {
    this.time = time;
  }

  /**
   * Returns the breaker of a target.
   *
   * @param target the target
   * @return its breaker, always the same
   */
  public Breaker of(Target target) {
    Breaker breaker = breakers.get(target);
    return breaker != null ? breaker : breakers.computeIfAbsent(target, key -> new Breaker(time));
  }
}
