package io.llmgw.internal.resilience;

import dev.failsafe.CircuitBreaker;
import io.llmgw.spi.TimeSource;
import java.time.Duration;

/**
 * One target's health: opens after repeated failures, lets a single probe through after a pause.
 *
 * <p>Failsafe's circuit breaker counts and decides; its own delay is out of reach, because it reads
 * the system's clock: the gateway's clock says when it is half open. Safe for use by many threads.
 */
public final class Breaker {
  /**
   * How many of the last {@link #WINDOW} attempts must have failed for a target to be left out: 5.
   */
  public static final int FAILURES = 5;

  /** How many attempts are looked back on: 10. */
  public static final int WINDOW = 10;

  /** How long a target is left out before one probe is let through: 30 s. */
  public static final Duration OPEN_FOR = Duration.ofSeconds(30);

  private static final Duration NEVER = Duration.ofDays(365);

  private final TimeSource time;
  private final CircuitBreaker<Object> circuit =
      CircuitBreaker.builder()
          .withFailureThreshold(FAILURES, WINDOW)
          .withSuccessThreshold(1)
          .withDelay(NEVER)
          .onOpen(event -> opened())
          .build();
  private volatile long openUntil;

  /**
   * Creates a closed breaker.
   *
   * @param time the gateway's time
   */
  public Breaker(TimeSource time) {
    this.time = time;
  }

  private void opened() {
    openUntil = time.nanoTime() + OPEN_FOR.toNanos();
  }

  /**
   * Tells whether an attempt could be made now, without taking the probe's permit.
   *
   * @return false while the breaker is open
   */
  public boolean isPassable() {
    return !circuit.isOpen() || time.nanoTime() >= openUntil;
  }

  /**
   * Asks to make an attempt. If this returns true, one of the other methods must be told how it
   * ended.
   *
   * @return false while the breaker is open or its probe is running
   */
  public boolean tryPass() {
    if (circuit.isOpen() && time.nanoTime() >= openUntil) {
      synchronized (this) {
        if (circuit.isOpen()) {
          circuit.halfOpen();
        }
      }
    }
    return circuit.tryAcquirePermit();
  }

  /** Says that an attempt was answered. */
  public void success() {
    circuit.recordSuccess();
  }

  /** Says that an attempt failed in a way that speaks against the target. */
  public void failure() {
    circuit.recordFailure();
  }

  /**
   * Says that an attempt ended in a way that says nothing about the target; a probe may be made
   * again.
   */
  public void noVerdict() {
    if (circuit.isHalfOpen()) {
      synchronized (this) {
        if (circuit.isHalfOpen()) {
          circuit.open();
          circuit.halfOpen();
        }
      }
    }
  }
}
