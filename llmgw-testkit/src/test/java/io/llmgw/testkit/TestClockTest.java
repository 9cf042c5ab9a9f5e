package io.llmgw.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TestClockTest {
  private static final String TEN = "2026-11-22T10:00:00Z";
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final TestClock clock = TestClock.at(TEN);
  private final List<String> log = new ArrayList<>();

  private Runnable note(String what) {
    return () -> log.add(what + "@" + clock.elapsed().toMillis());
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void timeStandsStillUntilItIsMoved() {
    assertThat(clock.now()).isEqualTo(Instant.parse(TEN));

    long before = clock.nanoTime();
    clock.advance(Duration.ofMinutes(90));

    assertThat(clock.now()).isEqualTo("2026-11-22T11:30:00Z");
    assertThat(clock.nanoTime() - before).isEqualTo(Duration.ofMinutes(90).toNanos());
  }

  @Test
  void timersFireInTheOrderOfTheirTimeAndThenOfTheirSetting() {
    clock.schedule(note("late"), ms(30));
    clock.schedule(note("first"), ms(10));
    clock.schedule(note("second"), ms(10));

    clock.advance(ms(20));
    assertThat(log).containsExactly("first@10", "second@10");

    clock.advance(ms(10));
    assertThat(log).containsExactly("first@10", "second@10", "late@30");
  }

  @Test
  void aTimerMaySetAnotherThatIsDueWithinTheSameAdvance() {
    clock.schedule(() -> clock.schedule(note("inner"), ms(5)), ms(10));
    clock.schedule(note("outer"), ms(12));

    clock.advance(ms(20));

    assertThat(log).containsExactly("outer@12", "inner@15");
    assertThat(clock.elapsed()).isEqualTo(ms(20));
  }

  @Test
  void aCancelledTimerDoesNotFireAndIsNotPending() {
    TimeSource.Timer timer = clock.schedule(note("never"), ms(10));
    assertThat(clock.pendingTimers()).isOne();

    timer.cancel();
    timer.cancel();

    assertThat(clock.pendingTimers()).isZero();
    clock.advance(ms(20));
    assertThat(log).isEmpty();
  }

  @Test
  void whatATimerThrowsIsIgnored() {
    clock.schedule(
        () -> {
          throw new IllegalStateException("a bad task");
        },
        ms(1));
    clock.schedule(note("next"), ms(2));

    clock.advance(ms(2));

    assertThat(log).containsExactly("next@2");
  }

  @Test
  void waitingMovesTheTimeByItself() throws InterruptedException {
    boolean opened = clock.await(new CountDownLatch(1), Duration.ofHours(3));

    assertThat(opened).isFalse();
    assertThat(clock.now()).isEqualTo("2026-11-22T13:00:00Z");
    assertThat(clock.waits()).containsExactly(Duration.ofHours(3));
  }

  @Test
  void aWaitEndsAtTheTimerThatOpensItsLatch() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    clock.schedule(note("before"), ms(10));
    clock.schedule(latch::countDown, ms(20));
    clock.schedule(note("after"), ms(30));

    assertThat(clock.await(latch, ms(100))).isTrue();

    assertThat(clock.elapsed()).isEqualTo(ms(20));
    assertThat(log).containsExactly("before@10");
    assertThat(clock.waits()).containsExactly(ms(20));
    assertThat(clock.pendingTimers()).isOne();
  }

  @Test
  void aTimerDueAtTheEndOfAWaitFiresBeforeTheWaitEnds() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    clock.schedule(latch::countDown, ms(10));

    assertThat(clock.await(latch, ms(10))).isTrue();
  }

  @Test
  void aWaitThatIsNotNeededTakesNoTime() throws InterruptedException {
    assertThat(clock.await(new CountDownLatch(0), ms(10))).isTrue();
    assertThat(clock.await(new CountDownLatch(1), Duration.ZERO)).isFalse();

    assertThat(clock.elapsed()).isZero();
    assertThat(clock.waits()).isEmpty();
  }

  @Test
  void aWaitWithoutEndStillFiresTheTimersThatAreSet() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    clock.schedule(latch::countDown, Duration.ofMinutes(5));

    assertThat(clock.await(latch, FOREVER)).isTrue();

    assertThat(clock.elapsed()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void aWaitWithoutEndAndWithoutTimersEndsWhenAnotherThreadOpensTheLatch()
      throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    Thread waiter = new Thread(() -> awaitQuietly(clock, latch, FOREVER));
    waiter.start();
    clock.awaitWaiting(1);

    latch.countDown();
    waiter.join();

    assertThat(clock.elapsed()).isZero();
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void anInterruptEndsAWait() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread waiter =
        new Thread(
            () -> {
              try {
                clock.await(new CountDownLatch(1), FOREVER);
              } catch (InterruptedException e) {
                thrown.set(e);
              }
            });
    waiter.start();
    clock.awaitWaiting(1);

    waiter.interrupt();
    waiter.join();

    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void aStoppedClockReleasesAWaitOnlyWhenItIsAdvanced() throws InterruptedException {
    TestClock stopped = TestClock.stoppedAt(TEN);
    AtomicReference<Boolean> opened = new AtomicReference<>();
    Thread waiter =
        new Thread(() -> opened.set(awaitQuietly(stopped, new CountDownLatch(1), ms(10))));
    waiter.start();
    stopped.awaitWaiting(1);

    stopped.advance(ms(9));
    assertThat(stopped.waiting()).isOne();
    assertThat(opened.get()).isNull();

    stopped.advance(ms(1));
    assertThat(stopped.waiting()).isZero();
    waiter.join();
    assertThat(opened.get()).isFalse();
    assertThat(stopped.waits()).containsExactly(ms(10));
  }

  @Test
  void aTimersTaskCanNeitherWaitNorMoveTheTime() {
    List<Throwable> thrown = new ArrayList<>();
    clock.schedule(
        () -> {
          try {
            clock.advance(ms(1));
          } catch (IllegalStateException e) {
            thrown.add(e);
          }
          try {
            awaitQuietly(clock, new CountDownLatch(1), ms(1));
          } catch (IllegalStateException e) {
            thrown.add(e);
          }
        },
        ms(1));

    clock.advance(ms(5));

    assertThat(thrown).hasSize(2);
  }

  @Test
  void timeDoesNotMoveBackwards() {
    assertThatThrownBy(() -> clock.advance(ms(-1))).isInstanceOf(IllegalArgumentException.class);
  }

  private static boolean awaitQuietly(TestClock clock, CountDownLatch latch, Duration atMost) {
    try {
      return clock.await(latch, atMost);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
