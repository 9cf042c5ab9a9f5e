package io.llmgw.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.spi.TimeSource.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemTimeTest {
  private final SystemTime time = new SystemTime();

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void timersFireInTheOrderInWhichTheyAreDue() throws InterruptedException {
    ConcurrentLinkedQueue<String> fired = new ConcurrentLinkedQueue<>();
    CountDownLatch all = new CountDownLatch(3);
    for (int delay : new int[] {900, 300, 600}) {
      time.schedule(
          () -> {
            fired.add("after " + delay);
            all.countDown();
          },
          Duration.ofMillis(delay));
    }

    assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(fired).containsExactly("after 300", "after 600", "after 900");
  }

  @Test
  void aShortTimerSetAfterALongOneIsNotHeldUpByIt() throws InterruptedException {
    time.schedule(() -> {}, Duration.ofHours(1));
    CountDownLatch fired = new CountDownLatch(1);
    time.schedule(fired::countDown, Duration.ofMillis(5));

    assertThat(fired.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aWithdrawnTimerDoesNotFire() throws InterruptedException {
    AtomicInteger fired = new AtomicInteger();
    Timer withdrawn = time.schedule(fired::incrementAndGet, Duration.ofMillis(30));
    withdrawn.cancel();
    CountDownLatch later = new CountDownLatch(1);
    time.schedule(later::countDown, Duration.ofMillis(60));

    assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(fired).hasValue(0);
  }

  @Test
  void aTaskThatThrowsStopsNoOtherTimer() throws InterruptedException {
    CountDownLatch fired = new CountDownLatch(1);
    time.schedule(
        () -> {
          throw new IllegalStateException("on purpose");
        },
        Duration.ofMillis(1));
    time.schedule(fired::countDown, Duration.ofMillis(20));

    assertThat(fired.await(10, TimeUnit.SECONDS)).isTrue();
  }

  /**
   * The race that matters: a timer set while the thread is looking at the others must not be
   * forgotten.
   */
  @Test
  void noTimerIsForgottenUnderManyThreads() throws InterruptedException {
    int threads = 8;
    int timersEach = 500;
    CountDownLatch fired = new CountDownLatch(threads * timersEach);
    List<Thread> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < timersEach; i++) {
                  time.schedule(fired::countDown, Duration.ofNanos(i * 20_000L));
                  time.schedule(() -> {}, Duration.ofHours(1)).cancel();
                }
              });
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      thread.join();
    }

    assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void waitingEndsWithTheLatchOrTheTime() throws InterruptedException {
    CountDownLatch open = new CountDownLatch(0);
    CountDownLatch closed = new CountDownLatch(1);

    assertThat(time.await(open, Duration.ofHours(1))).isTrue();
    assertThat(time.await(closed, Duration.ofMillis(1))).isFalse();
  }
}
