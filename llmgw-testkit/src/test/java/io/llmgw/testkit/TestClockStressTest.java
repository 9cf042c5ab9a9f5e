package io.llmgw.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads on one clock: nobody is woken early or late, and timers never fire out of order. */
class TestClockStressTest {
  private static final int THREADS = 8;
  private static final int ROUNDS = 60;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyWaitEndsExactlyWhenItIsDue(long seed) throws Exception {
    TestClock clock = TestClock.at("2026-11-22T10:00:00Z");
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Long> fired = new ConcurrentLinkedQueue<>();

    inParallel(
        thread -> {
          Random random = new Random(seed * 31 + thread);
          for (int round = 0; round < ROUNDS; round++) {
            long begin = clock.nanoTime();
            long wait = 1L + random.nextInt(1000);
            long alarm = 1L + random.nextInt(1000);
            CountDownLatch latch = new CountDownLatch(1);
            // Whoever moves the time fires it, so what it reads is the time at which it fires.
            clock.schedule(() -> fired.add(clock.nanoTime()), Duration.ofNanos(alarm));
            clock.schedule(latch::countDown, Duration.ofNanos(alarm));
            boolean opened = clock.await(latch, Duration.ofNanos(wait));
            long took = clock.nanoTime() - begin;
            // Another thread may move the time between two lines of this one, so only early is
            // wrong.
            if (opened ? took < Math.min(wait, alarm) : took < wait) {
              wrong.add("woken early: " + took + " of " + wait + " or " + alarm);
            }
          }
          return null;
        });

    assertThat(wrong).as("seed %d", seed).isEmpty();
    assertThat(List.copyOf(fired)).isSorted();
    assertThat(clock.waits()).hasSizeLessThanOrEqualTo(THREADS * ROUNDS);
    assertThat(clock.waits()).allMatch(wait -> wait.toNanos() <= 1000);
    clock.advance(Duration.ofNanos(1000));
    assertThat(fired).hasSize(THREADS * ROUNDS);
    assertThat(clock.pendingTimers()).isZero();
    assertThat(clock.waiting()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void onAStoppedClockEveryoneWakesInTheStepThatIsDue(long seed) throws Exception {
    TestClock clock = TestClock.stoppedAt("2026-11-22T10:00:00Z");
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    Random random = new Random(seed);
    List<Integer> waits = random.ints(THREADS, 1, 50).boxed().toList();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int wait : waits) {
        all.add(
            threads.submit(
                () -> {
                  boolean opened = clock.await(new CountDownLatch(1), Duration.ofMillis(wait));
                  return opened && wrong.add("opened");
                }));
      }
      clock.awaitWaiting(THREADS);
      for (int now = 1; now <= 50; now++) {
        clock.advance(Duration.ofMillis(1));
        int time = now;
        assertThat(clock.waiting())
            .as("waiting after %d ms, seed %d", now, seed)
            .isEqualTo((int) waits.stream().filter(wait -> wait > time).count());
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(wrong).isEmpty();
    assertThat(clock.waits().stream().map(Duration::toMillis).map(Long::intValue).toList())
        .containsExactlyElementsOf(waits.stream().sorted().toList());
  }

  private interface Job {
    Object run(int thread) throws Exception;
  }

  private static void inParallel(Job job) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Object>> jobs = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        jobs.add(() -> String.valueOf(job.run(thread)));
      }
      for (Future<Object> one : threads.invokeAll(jobs)) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
