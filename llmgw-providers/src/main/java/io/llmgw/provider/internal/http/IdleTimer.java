package io.llmgw.provider.internal.http;

import io.llmgw.spi.TimeSource;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ends an exchange in which no byte has moved for too long.
 *
 * <p>OkHttp's own timeouts are set and withdrawn around every single read and write, and each wakes
 * its watchdog thread. This one is set once for an exchange and looks back when it fires. Safe for
 * use by many threads.
 */
public final class IdleTimer implements Runnable {
  private final TimeSource time;
  private final Duration limit;
  private final Runnable cancel;
  private TimeSource.@Nullable Timer timer;
  private boolean stopped;
  private volatile boolean suspended;
  private volatile boolean expired;
  private volatile long lastMove;

  /**
   * Creates the timer.
   *
   * @param time the gateway's time
   * @param limit the longest silence
   * @param cancel closes the socket
   */
  IdleTimer(TimeSource time, Duration limit, Runnable cancel) {
    this.time = time;
    this.limit = limit;
    this.cancel = cancel;
    this.lastMove = time.nanoTime();
  }

  synchronized void start() {
    timer = time.schedule(this, limit);
  }

  /** Notes that something has moved. */
  void moved() {
    lastMove = time.nanoTime();
    suspended = false;
  }

  /** Leaves the watch to somebody else until something has {@link #moved()}. */
  void suspend() {
    suspended = true;
  }

  @Override
  public void run() {
    Duration idle = suspended ? Duration.ZERO : Duration.ofNanos(time.nanoTime() - lastMove);
    synchronized (this) {
      if (stopped) {
        return;
      }
      if (idle.compareTo(limit) < 0) {
        timer = time.schedule(this, limit.minus(idle));
        return;
      }
      expired = true;
    }
    cancel.run();
  }

  synchronized void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  /** Returns what a failed read means: a timeout, if this timer has closed the socket. */
  IOException explain(IOException e) {
    if (!expired) {
      return e;
    }
    SocketTimeoutException timeout =
        new SocketTimeoutException("nothing moved for " + limit.toMillis() + " ms");
    timeout.initCause(e);
    return timeout;
  }
}
