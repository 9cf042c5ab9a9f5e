package io.llmgw.testkit;

import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/**
 * Time that only moves when nothing else can happen, or when a test says so. Nothing ever sleeps.
 *
 * <p>{@link #at(String)} makes a clock that <b>moves by itself</b>: whenever a thread waits ({@link
 * #await}), time jumps to the earliest due timer or end of a wait, again and again, until the wait
 * is over. A scenario with retries, waits and timeouts runs at once and always the same. {@link
 * #stoppedAt(String)} makes a clock that <b>stands still</b> until {@link #advance}; it is for
 * tests that do something themselves while the gateway waits, for instance close a stream or start
 * more calls.
 *
 * <p>The rules, for both kinds:
 *
 * <ul>
 *   <li>Time never jumps over a timer or over the end of a wait: it stops at each of them, in order
 *       of time, then in the order in which they were set.
 *   <li>At one moment, timers fire first, one after the other, on the thread that moves the time;
 *       then the {@linkplain #executor() executor's} tasks run until all of them are at rest; then
 *       the waits of other threads end.
 *   <li>Time does not move on while a timer's task or one of the executor's runs, nor before every
 *       thread whose wait is over has left it.
 *   <li>Any other thread that is running, not waiting, is merely slow: a clock that moves by itself
 *       does not know of it and jumps when <em>another</em> thread waits. Where that matters, run
 *       its work on {@link #executor()}; or use a stopped clock, {@link #awaitWaiting} and {@link
 *       #advance}.
 * </ul>
 *
 * <p>Many calls at once, which overlap in virtual time and always in the same way:
 *
 * <pre>{@code
 * TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
 * LlmGateway gateway =
 *     LlmGateway.builder().clock(clock).executor(clock.executor()).provider(provider).build();
 * CountDownLatch done = new CountDownLatch(200);
 * for (int i = 0; i < 200; i++) {
 *   clock.schedule(
 *       () -> gateway.chatAsync(request).whenComplete((answer, error) -> done.countDown()),
 *       Duration.ofMillis(50L * i));
 * }
 * clock.await(done, Duration.ofHours(1));
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class TestClock implements TimeSource {
  private final Instant start;
  private final Timeline timeline;
  private final Executor executor;
  private final List<Duration> waits = new ArrayList<>();

  private TestClock(Instant start, boolean movesByItself) {
    this.start = start;
    this.timeline = new Timeline(movesByItself);
    this.executor = timeline::execute;
  }

  /**
   * Starts a clock that moves by itself whenever a thread waits.
   *
   * @param instant ISO 8601 in UTC, for example {@code 2026-11-22T10:00:00Z}
   * @return the clock
   * @throws java.time.format.DateTimeParseException if it is written differently
   */
  public static TestClock at(String instant) {
    return at(Instant.parse(instant));
  }

  /**
   * Starts a clock that moves by itself whenever a thread waits.
   *
   * @param instant the first moment
   * @return the clock
   */
  public static TestClock at(Instant instant) {
    return new TestClock(instant, true);
  }

  /**
   * Starts a clock that stands still until {@link #advance}.
   *
   * @param instant ISO 8601 in UTC, for example {@code 2026-11-22T10:00:00Z}
   * @return the clock
   * @throws java.time.format.DateTimeParseException if it is written differently
   */
  public static TestClock stoppedAt(String instant) {
    return stoppedAt(Instant.parse(instant));
  }

  /**
   * Starts a clock that stands still until {@link #advance}.
   *
   * @param instant the first moment
   * @return the clock
   */
  public static TestClock stoppedAt(Instant instant) {
    return new TestClock(instant, false);
  }

  /**
   * Returns the executor whose tasks the clock knows, for calls that overlap in virtual time. Give
   * it to the gateway, and start scenarios on it.
   *
   * <p>From {@code execute} until its end a task is either running or at rest, which is to wait on
   * the clock, directly or within a gateway's call. Time stays while one is running. <b>Only one
   * runs at a time</b>, until it rests or ends; then it is the turn of the one whose wait is over
   * and began first, or, if there is none, of the next new one. So a scenario that is started by
   * timers or by one of the executor's tasks runs the same each time, in the same order; shared
   * random numbers and counters included.
   *
   * <p>A task must not block on anything else that needs another task or time to go on, such as a
   * future: time would stay for good. The clock notices when no task came to rest for ten real
   * seconds, and from then on everybody who waits on it gets an {@link IllegalStateException} that
   * names the thread and shows where it is; new tasks are rejected.
   *
   * <p>Threads are daemons, one for each task that has begun, and end when they are idle for a
   * second. What a task throws goes to its thread's handler for uncaught exceptions.
   *
   * @return always the same one
   */
  public Executor executor() {
    return executor;
  }

  /**
   * Moves the time, fires the timers that become due on this thread, in order, and ends the waits
   * that are over. Timers that the fired ones set fire too if they become due. Returns when every
   * thread whose wait is over has left it and all tasks of the {@link #executor()} are at rest; so
   * do the steps on the way there.
   *
   * @param by how far, zero or more; zero fires what is due already
   * @throws IllegalArgumentException if it is negative
   * @throws IllegalStateException if called from a timer's task or one of the executor's, or if
   *     somebody the time has to stay for does not come to rest within ten real seconds
   */
  public void advance(Duration by) {
    if (by.isNegative()) {
      throw new IllegalArgumentException("time only moves forward: " + by);
    }
    timeline.advance(Timeline.nanos(by));
  }

  @Override
  public Instant now() {
    return start.plusNanos(timeline.elapsed());
  }

  @Override
  public long nanoTime() {
    return timeline.elapsed();
  }

  /**
   * Sets a timer. It fires on the thread that moves the time; a timer without delay fires when time
   * is next asked to move.
   *
   * @param task must not block and must not wait on this clock; what it throws is ignored
   * @param delay how long from now
   * @return the timer, to withdraw it
   */
  @Override
  public Timer schedule(Runnable task, Duration delay) {
    return timeline.schedule(task, Timeline.nanos(delay));
  }

  /**
   * Waits in virtual time. A wait that cannot end by time (more than 290 years) ends only by its
   * latch, but a clock that moves by itself still fires the timers that are set. A wait that is
   * over ends when it is the task's turn, on a thread that is not the {@link #executor()}'s when
   * all tasks are at rest.
   *
   * @param latch what ends the wait early
   * @param atMost the longest wait
   * @return true if the latch is open, false if time is up
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalStateException if called from a timer's task, or if the clock is stuck, as told
   *     at {@link #executor()}
   */
  @Override
  public boolean await(CountDownLatch latch, Duration atMost) throws InterruptedException {
    return timeline.await(latch, Timeline.nanos(atMost), this::record);
  }

  /** The way in which scripted providers take time: it is not the gateway that waits. */
  boolean awaitUnrecorded(CountDownLatch latch, Duration atMost) throws InterruptedException {
    return timeline.await(latch, Timeline.nanos(atMost), nanos -> {});
  }

  /**
   * Runs a task as one of the {@link #executor()}'s, so that the clock knows of it: time stays
   * while it runs, also for threads that are not the executor's.
   *
   * @param task must wait through this clock only
   */
  @Override
  public void fork(Runnable task) {
    timeline.execute(task);
  }

  private void record(long nanos) {
    if (nanos > 0) {
      synchronized (waits) {
        waits.add(Duration.ofNanos(nanos));
      }
    }
  }

  /**
   * Returns how long each wait took in virtual time, in the order in which they ended: for instance
   * the pauses between a gateway's retries. Waits that took no time are left out, and so is the
   * time scripted providers take.
   *
   * @return a copy
   */
  public List<Duration> waits() {
    synchronized (waits) {
      return List.copyOf(waits);
    }
  }

  /**
   * Returns how much time has passed since the clock was made.
   *
   * @return the virtual time
   */
  public Duration elapsed() {
    return Duration.ofNanos(timeline.elapsed());
  }

  /**
   * Returns how many timers are set and have neither fired nor been withdrawn. After all calls have
   * ended this shows whether something was left behind.
   *
   * @return the number of timers
   */
  public int pendingTimers() {
    return timeline.pendingTimers();
  }

  /**
   * Returns how many threads are waiting in {@link #await} now, scripted providers that take their
   * time or hang included.
   *
   * @return the number of threads
   */
  public int waiting() {
    return timeline.waiting();
  }

  /**
   * Blocks, in real time, until at least so many threads are waiting. Meant for a stopped clock:
   * afterwards it is certain what {@link #advance} will release.
   *
   * @param threads how many
   * @throws InterruptedException if the thread is interrupted
   * @throws IllegalStateException if it takes more than ten real seconds
   */
  public void awaitWaiting(int threads) throws InterruptedException {
    timeline.awaitWaiting(threads);
  }

  /** Returns the time and what is pending. */
  @Override
  public String toString() {
    return "TestClock[" + now() + ", " + waiting() + " waiting, " + pendingTimers() + " timers]";
  }
}
