package io.llmgw.internal.route;

import io.llmgw.route.Health;
import io.llmgw.spi.TimeSource;
import io.llmgw.value.Target;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of all targets, by their names. Of those that are asked by their own names, which
 * may come from an application's users, only so many are remembered. Safe for use by many threads.
 */
public final class TargetStates {
  private static final int MOST = 10_000;

  private final TimeSource time;
  private final Map<Target, TargetState> states = new ConcurrentHashMap<>();
  private volatile Health health = Health.defaults();

  /**
   * Starts with nothing.
   *
   * @param time the gateway's time
   */
  public TargetStates(TimeSource time) {
    this.time = time;
  }

  /**
   * Sets when targets count as ill. Where that changes, what was counted is forgotten.
   *
   * @param judgement from now on
   */
  public void judgeBy(Health judgement) {
    health = judgement;
    states.values().forEach(state -> state.judgeBy(judgement));
  }

  /**
   * Returns what is known of a target.
   *
   * @param target the target
   * @return its state, the same as long as anything is known
   */
  public TargetState of(Target target) {
    TargetState state = states.get(target);
    if (state != null) {
      return state;
    }
    if (states.size() >= MOST) {
      states.values().removeIf(TargetState::isForgettable);
    }
    return states.computeIfAbsent(target, unknown -> new TargetState(unknown, time, health));
  }

  /**
   * Returns what is known of a target, without beginning to know it.
   *
   * @param target the target
   * @return its state, or one of which nothing is known
   */
  public TargetState look(Target target) {
    TargetState state = states.get(target);
    return state != null ? state : new TargetState(target, time, health);
  }
}
