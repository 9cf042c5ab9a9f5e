package io.llmgw.provider.internal.http;

import io.llmgw.provider.HttpSettings;
import io.llmgw.spi.TimeSource;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Knows how far an exchange has come, and ends it if no byte has moved for too long.
 *
 * <p>OkHttp's own timeouts are set and withdrawn around every single read and write, and each wakes
 * its watchdog thread. This one is set once for an exchange and looks back when it fires. It fires
 * at least as often as the shortest of the limits, so that it is in time for every {@link Phase}
 * without being set anew. Safe for use by many threads.
 */
public final class IdleTimer implements Runnable {
  private final TimeSource time;
  private final HttpSettings settings;
  private final Duration shortest;
  private Runnable cancel = () -> {};
  private TimeSource.@Nullable Timer timer;
  private boolean stopped;
  private volatile boolean hasSent;
  private volatile Phase phase = Phase.REACHING;
  private volatile @Nullable Phase expired;
  private volatile long lastMove;

  /**
   * Creates the timer.
   *
   * @param time the gateway's time
   * @param settings the longest silence in each phase
   */
  IdleTimer(TimeSource time, HttpSettings settings) {
    this.time = time;
    this.settings = settings;
    this.shortest =
        Stream.of(settings.connectTimeout(), settings.writeTimeout(), settings.readTimeout())
            .min(Duration::compareTo)
            .orElseThrow();
    this.lastMove = time.nanoTime();
  }

  /**
   * Begins to watch.
   *
   * @param newCancel closes the socket
   */
  synchronized void start(Runnable newCancel) {
    cancel = newCancel;
    lastMove = time.nanoTime();
    timer = time.schedule(this, shortest);
  }

  /** Notes that something has moved, and what is waited for from now on. */
  void enter(Phase next) {
    lastMove = time.nanoTime(); // before the phase, which is read first
    phase = next;
  }

  /** Notes that the request's first byte is written: the provider may process it from now on. */
  void sends(Phase sending) {
    hasSent = true;
    enter(sending);
  }

  /** Returns whether the provider may have anything of the request. */
  boolean hasSent() {
    return hasSent;
  }

  @Override
  public void run() {
    Phase now = phase;
    Duration idle =
        now.isLeftToOkHttp() ? Duration.ZERO : Duration.ofNanos(time.nanoTime() - lastMove);
    Duration left = now.limit(settings).minus(idle);
    synchronized (this) {
      if (stopped) {
        return;
      }
      if (left.compareTo(Duration.ZERO) > 0) {
        timer = time.schedule(this, left.compareTo(shortest) < 0 ? left : shortest);
        return;
      }
      expired = now;
    }
    cancel.run();
  }

  synchronized void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
    }
  }

  /** Returns what a failure means: a timeout, if this timer has closed the socket or OkHttp did. */
  IOException explain(IOException e) {
    Phase ended = expired;
    if (ended == null && !(e instanceof SocketTimeoutException)) {
      return e;
    }
    Phase in = ended == null ? phase : ended;
    return new TimedOut(in, in.limit(settings), e);
  }
}
