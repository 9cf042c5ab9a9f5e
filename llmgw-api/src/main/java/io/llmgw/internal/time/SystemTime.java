package io.llmgw.internal.time;

import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The system's time, with one daemon thread for timers.
 *
 * <p>Nearly every timer is a call's deadline: minutes away, and withdrawn after a second. So
 * setting and withdrawing one must cost next to nothing, while finding the ones that are due may be
 * slow. Timers are therefore kept unordered, and the thread, which is only woken for a timer that
 * is due before its next wake-up, then looks at all of them.
 */
public final class SystemTime implements TimeSource {
  private static final Logger LOG = LoggerFactory.getLogger(SystemTime.class);

  private final Set<Pending> pending = ConcurrentHashMap.newKeySet();
  private final AtomicLong nextWake = new AtomicLong(Long.MAX_VALUE);
  private final long origin = System.nanoTime();
  private final Thread thread = new Thread(this::run, "llmgw-timer");
  private final ExecutorService forks = Threads.unbounded("llmgw-shared-call");
  private volatile boolean closed;

  /** Starts the timer thread. */
  public SystemTime() {
    thread.setDaemon(true);
    thread.start();
  }

  private final class Pending implements Timer {
    private final Runnable task;
    private final long due;

    private Pending(Runnable task, long due) {
      this.task = task;
      this.due = due;
    }

    @Override
    public void cancel() {
      pending.remove(this);
    }
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  /** Counts from this object's creation, so that sums with a delay cannot overflow. */
  @Override
  public long nanoTime() {
    return System.nanoTime() - origin;
  }

  @Override
  public Timer schedule(Runnable task, Duration delay) {
    Pending timer = new Pending(task, nanoTime() + nanos(delay));
    pending.add(timer);
    long wake = nextWake.get();
    while (timer.due < wake) {
      if (nextWake.compareAndSet(wake, timer.due)) {
        LockSupport.unpark(thread);
        break;
      }
      wake = nextWake.get();
    }
    return timer;
  }

  private static long nanos(Duration delay) {
    return delay.compareTo(Duration.ofDays(365)) > 0
        ? Duration.ofDays(365).toNanos()
        : Math.max(0, delay.toNanos());
  }

  @Override
  public boolean await(CountDownLatch latch, Duration atMost) throws InterruptedException {
    return latch.await(nanos(atMost), TimeUnit.NANOSECONDS);
  }

  @Override
  public void fork(Runnable task) {
    forks.execute(task);
  }

  private void run() {
    while (!closed) {
      long wait = nextWake.get() - nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(this, wait);
      } else {
        fireDue();
      }
    }
  }

  private void fireDue() {
    // Reset first: a timer set from now on lowers it again, so none can be missed by the scan
    // below.
    nextWake.set(Long.MAX_VALUE);
    long now = nanoTime();
    long earliest = Long.MAX_VALUE;
    Iterator<Pending> timers = pending.iterator();
    while (timers.hasNext()) {
      Pending timer = timers.next();
      if (timer.due > now) {
        earliest = Math.min(earliest, timer.due);
      } else {
        timers.remove();
        fire(timer);
      }
    }
    long found = earliest;
    nextWake.accumulateAndGet(found, Math::min);
  }

  private static void fire(Pending timer) {
    try {
      timer.task.run();
    } catch (RuntimeException e) {
      LOG.warn("a timer's task failed", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    pending.clear();
    LockSupport.unpark(thread);
    forks.shutdown(); // what runs there was stopped with its callers
  }
}
