package io.llmgw.internal.resilience;

import io.llmgw.route.Health;
import io.llmgw.spi.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One target's health: ill after repeated failures, or slow answers where these count; probed after
 * a pause. Safe for use by many threads.
 */
public final class Breaker {
  private final Health health;
  private final Circuit failures;
  private final @Nullable Circuit slow;
  private final Pass closed = new Pass(Circuit.CLOSED, Circuit.CLOSED);

  /** Whether a target is asked. */
  public enum State {
    /** It is well. */
    CLOSED,
    /** It is ill and left out. */
    OPEN,
    /** It was ill and is being probed, or due to be. */
    HALF_OPEN
  }

  /**
   * Creates a breaker of a target that is well.
   *
   * @param time the gateway's time
   * @param health when it counts as ill
   */
  public Breaker(TimeSource time, Health health) {
    this.health = health;
    this.failures = new Circuit(time, health.failures(), health.openFor(), health.probes());
    this.slow =
        health
            .slowCalls()
            .map(s -> new Circuit(time, s.rate(), health.openFor(), health.probes()))
            .orElse(null);
  }

  /**
   * Returns when the target counts as ill.
   *
   * @return what the breaker was made with
   */
  public Health health() {
    return health;
  }

  /**
   * Returns whether the target is asked.
   *
   * @return its state
   */
  public State state() {
    Circuit slowness = slow;
    if (failures.isClosed() && (slowness == null || slowness.isClosed())) {
      return State.CLOSED;
    }
    return failures.isOpen() || (slowness != null && slowness.isOpen())
        ? State.OPEN
        : State.HALF_OPEN;
  }

  /**
   * Tells whether an attempt could be made now, without making one.
   *
   * @return false while the target is ill, and while enough probes are running
   */
  public boolean isPassable() {
    Circuit slowness = slow;
    return failures.isPassable() && (slowness == null || slowness.isPassable());
  }

  /**
   * Returns how long the target is still left out.
   *
   * @return nanoseconds; 0 if it is not, or is being probed
   */
  public long untilProbe() {
    Circuit slowness = slow;
    return Math.max(failures.untilProbe(), slowness == null ? 0 : slowness.untilProbe());
  }

  /**
   * Asks to make an attempt.
   *
   * @return what has to be told how it ended; null while the target is ill or enough probes are
   *     running
   */
  public @Nullable Pass tryPass() {
    int one = failures.tryPass();
    if (one == Circuit.REFUSED) {
      return null;
    }
    Circuit slowness = slow;
    int other = slowness == null ? Circuit.CLOSED : slowness.tryPass();
    if (other == Circuit.REFUSED) {
      failures.release(one);
      return null;
    }
    return one == Circuit.CLOSED && other == Circuit.CLOSED ? closed : new Pass(one, other);
  }

  /**
   * Makes an attempt although the target is ill. Its result counts only if the target is well by
   * then.
   *
   * @return what has to be told how it ended
   */
  public Pass insist() {
    return closed;
  }

  /** One attempt's way through the breaker. */
  public final class Pass {
    private final int failing;
    private final int slowing;

    private Pass(int failing, int slowing) {
      this.failing = failing;
      this.slowing = slowing;
    }

    /**
     * Says that the attempt was answered.
     *
     * @param took how long it took, in nanoseconds
     */
    public void success(long took) {
      failures.record(failing, true);
      Circuit slowness = slow;
      if (slowness != null) {
        Duration limit = health.slowCalls().orElseThrow().longerThan();
        slowness.record(slowing, took <= limit.toNanos());
      }
    }

    /** Says that the attempt failed in a way that speaks against the target. */
    public void failure() {
      failures.record(failing, false);
      release(slow);
    }

    /** Says that the attempt ended in a way that says nothing about the target. */
    public void noVerdict() {
      failures.release(failing);
      release(slow);
    }

    private void release(@Nullable Circuit slowness) {
      if (slowness != null) {
        slowness.release(slowing);
      }
    }
  }
}
