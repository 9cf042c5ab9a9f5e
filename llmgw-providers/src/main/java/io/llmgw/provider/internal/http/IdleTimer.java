package io.llmgw.provider.internal.http;

import io.llmgw.provider.HttpSettings;
import io.llmgw.spi.TimeSource;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
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
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.REACHING);
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
        shorter(
            settings.connectTimeout(), shorter(settings.writeTimeout(), settings.readTimeout()));
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

  /**
   * Notes that something has moved, and what is waited for from now on. Never goes back: OkHttp
   * tries addresses side by side, and may tell of one when another has already been connected.
   */
  void enter(Phase next) {
    lastMove = time.nanoTime(); // before the phase, which is read first
    Phase now = phase.get();
    while (now.compareTo(next) < 0 && !phase.compareAndSet(now, next)) {
      now = phase.get();
    }
  }

  /** Returns whether the provider may have anything of the request. */
  boolean hasSent() {
    return phase.get().compareTo(Phase.SENDING) >= 0;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  @Override
  public void run() {
    Phase now = phase.get();
    Duration idle =
        now.isLeftToOkHttp() ? Duration.ZERO : Duration.ofNanos(time.nanoTime() - lastMove);
    Duration left = now.limit(settings).minus(idle);
    synchronized (this) {
      if (stopped) {
        return;
      }
      if (left.compareTo(Duration.ZERO) > 0) {
        timer = time.schedule(this, shorter(left, shortest));
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
    Phase in = ended == null ? phase.get() : ended;
    return new TimedOut(in, in.limit(settings), e);
  }
}
