package io.llmgw.internal.resilience;

import dev.failsafe.CircuitBreaker;
import io.llmgw.route.Health.Rate;
import io.llmgw.spi.TimeSource;
import java.time.Duration;

/**
 * One of Failsafe's circuit breakers on the gateway's clock. Failsafe counts, opens and closes;
 * when it is half open, and how many probes run then, is kept here, because its own delay reads the
 * system's clock and its permits cannot be given back. Safe for use by many threads.
 */
final class Circuit {
  /** What a pass through a closed circuit is called; a probe is called by its opening's number. */
  static final int CLOSED = 0;

  static final int REFUSED = -1;

  private static final Duration NEVER = Duration.ofDays(365);

  private final TimeSource time;
  private final long openNanos;
  private final int probes;
  private final CircuitBreaker<Object> circuit;
  private volatile long openUntil;
  private volatile int openings;
  private volatile int probing;

  Circuit(TimeSource time, Rate rate, Duration openFor, int probes) {
    this.time = time;
    this.openNanos = openFor.toNanos();
    this.probes = probes;
    this.circuit =
        CircuitBreaker.builder()
            .withFailureThreshold(rate.count(), rate.of())
            .withSuccessThreshold(probes)
            .withDelay(NEVER)
            .onOpen(event -> opened())
            .build();
  }

  private synchronized void opened() {
    openUntil = time.nanoTime() + openNanos;
    openings++;
    probing = 0;
  }

  boolean isClosed() {
    return circuit.isClosed();
  }

  boolean isOpen() {
    return circuit.isOpen() && !isDue();
  }

  /** How long until a probe is let through, in nanoseconds; 0 if that is not waited for. */
  long untilProbe() {
    return circuit.isOpen() ? Math.max(0, openUntil - time.nanoTime()) : 0;
  }

  private boolean isDue() {
    return time.nanoTime() - openUntil >= 0;
  }

  boolean isPassable() {
    return circuit.isClosed() || (circuit.isOpen() ? isDue() : probing < probes);
  }

  /** Returns {@link #CLOSED}, the number of a probe, or {@link #REFUSED}. */
  int tryPass() {
    return circuit.isClosed() ? CLOSED : tryProbe();
  }

  private synchronized int tryProbe() {
    if (circuit.isClosed()) {
      return CLOSED;
    }
    if (circuit.isOpen() && isDue()) {
      circuit.halfOpen();
    }
    if (!circuit.isHalfOpen() || probing >= probes) {
      return REFUSED;
    }
    probing++;
    return openings;
  }

  /** Counts a result, unless the circuit has changed since the attempt began. */
  void record(int pass, boolean good) {
    if (pass == CLOSED ? circuit.isClosed() : isProbing(pass)) {
      if (good) {
        circuit.recordSuccess();
      } else {
        circuit.recordFailure();
      }
    }
    release(pass);
  }

  private boolean isProbing(int pass) {
    return pass == openings && circuit.isHalfOpen();
  }

  /** A probe has ended without a result; another one may be made. */
  synchronized void release(int pass) {
    if (pass != CLOSED && pass == openings && probing > 0) {
      probing--;
    }
  }
}
