package io.llmgw.event;

import java.time.Duration;

/**
 * How charges come to a cost callback: directly, on the thread that ends the attempt, or through a
 * queue, in order, on a thread of its own. Either way what the callback throws is reported and the
 * call goes on. Immutable.
 */
public final class CostDelivery {
  /** How long closing the gateway waits for a queue unless something else is set: 5 seconds. */
  public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private static final CostDelivery DIRECT = new CostDelivery(0, Duration.ZERO);

  private final int capacity;
  private final Duration closeTimeout;

  private CostDelivery(int capacity, Duration closeTimeout) {
    this.capacity = capacity;
    this.closeTimeout = closeTimeout;
  }

  /**
   * Returns the delivery on the thread that ends the attempt.
   *
   * @return the direct delivery
   */
  public static CostDelivery direct() {
    return DIRECT;
  }

  /**
   * Returns the delivery on a daemon thread of the callback's own, in the order in which attempts
   * were settled. A call never waits for it: when the queue is full, the charge is not delivered,
   * and {@link GatewayListener#onInternalError} is told of its id and of how many that were so far.
   * Closing the gateway delivers what is queued, for {@link #DEFAULT_CLOSE_TIMEOUT} at most.
   *
   * @param capacity how many charges may wait, at least 1
   * @return the queued delivery
   */
  public static CostDelivery queued(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "the queue of a cost callback must hold at least 1 charge: " + capacity);
    }
    return new CostDelivery(capacity, DEFAULT_CLOSE_TIMEOUT);
  }

  /**
   * Sets how long closing the gateway waits until what is queued is delivered. What is not
   * delivered then is lost, and {@link GatewayListener#onInternalError} is told of the ids.
   *
   * @param timeout at least 0
   * @return a delivery with this limit
   * @throws IllegalStateException if the delivery is direct: it has nothing to wait for
   */
  public CostDelivery closeTimeout(Duration timeout) {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("closeTimeout must not be negative: " + timeout);
    }
    if (!isQueued()) {
      throw new IllegalStateException("a direct delivery has nothing to wait for");
    }
    return new CostDelivery(capacity, timeout);
  }

  /**
   * Tells whether there is a queue.
   *
   * @return false for {@link #direct}
   */
  public boolean isQueued() {
    return capacity > 0;
  }

  /**
   * Returns how many charges may wait.
   *
   * @return 0 for {@link #direct}
   */
  public int capacity() {
    return capacity;
  }

  /**
   * Returns how long closing the gateway waits.
   *
   * @return zero for {@link #direct}
   */
  public Duration closeTimeout() {
    return closeTimeout;
  }

  /** Returns capacity and limit. */
  @Override
  public String toString() {
    return isQueued()
        ? "CostDelivery[queued=" + capacity + ", closeTimeout=" + closeTimeout + "]"
        : "CostDelivery[direct]";
  }
}
