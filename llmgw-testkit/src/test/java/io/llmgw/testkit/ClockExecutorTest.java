package io.llmgw.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Tasks that the clock knows: time stays while one runs, and they take turns. */
class ClockExecutorTest {
  private static final String TEN = "2026-11-22T10:00:00Z";
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final TestClock clock = TestClock.at(TEN);
  private final Executor executor = clock.executor();
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  private void note(TestClock on, String what) {
    log.add(what + "@" + on.elapsed().toMillis());
  }

  private static boolean pause(TestClock on, CountDownLatch latch, Duration atMost) {
    try {
      return on.await(latch, atMost);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause(TestClock on, Duration atMost) {
    pause(on, new CountDownLatch(1), atMost);
  }

  /** Runs a scenario as a task of the clock and waits for its end in real time. */
  private void scenario(Runnable task) {
    CompletableFuture.runAsync(task, executor).join();
  }

  @Test
  void timeStaysWhileATaskRunsAlthoughAnotherWaits() {
    scenario(
        () -> {
          CountDownLatch done = new CountDownLatch(1);
          executor.execute(() -> pause(clock, ms(10)));
          executor.execute(
              () -> {
                for (int look = 0; look < 10_000; look++) {
                  if (!clock.elapsed().isZero()) {
                    note(clock, "moved");
                  }
                }
                assertThat(clock.waiting()).isEqualTo(2);
                note(clock, "busy");
                done.countDown();
              });
          pause(clock, done, FOREVER);
        });

    assertThat(log).containsExactly("busy@0");
  }

  @Test
  void tasksTakeTurnsInTheOrderInWhichTheirWaitsBegan() {
    scenario(
        () -> {
          CountDownLatch all = new CountDownLatch(3);
          for (String name : List.of("a", "b", "c")) {
            executor.execute(
                () -> {
                  note(clock, name);
                  pause(clock, ms(10));
                  note(clock, name);
                  pause(clock, ms(name.equals("a") ? 30 : 5));
                  note(clock, name);
                  all.countDown();
                });
          }
          pause(clock, all, FOREVER);
        });

    assertThat(log)
        .containsExactly("a@0", "b@0", "c@0", "a@10", "b@10", "c@10", "b@15", "c@15", "a@40");
  }

  @Test
  void atOneMomentTimersFireThenTasksGoOnThenNewOnesBeginThenOtherThreadsWake()
      throws InterruptedException {
    Runnable old =
        () -> {
          pause(clock, ms(10));
          note(clock, "old");
        };
    clock.schedule(() -> executor.execute(old), Duration.ZERO);
    clock.schedule(() -> executor.execute(() -> note(clock, "new")), ms(10));
    clock.schedule(() -> note(clock, "timer"), ms(10));

    clock.await(new CountDownLatch(1), ms(10));
    note(clock, "main");

    assertThat(log).containsExactly("timer@10", "old@10", "new@10", "main@10");
  }

  @Test
  void aTaskWhoseLatchAnotherOpensGoesOnAtThatTime() {
    scenario(
        () -> {
          CountDownLatch latch = new CountDownLatch(1);
          CountDownLatch all = new CountDownLatch(2);
          executor.execute(
              () -> {
                note(clock, "opened " + pause(clock, latch, ms(100)));
                all.countDown();
              });
          executor.execute(
              () -> {
                pause(clock, ms(20));
                latch.countDown();
                pause(clock, ms(1));
                note(clock, "opener");
                all.countDown();
              });
          pause(clock, all, FOREVER);
        });

    assertThat(log).containsExactly("opened true@20", "opener@21");
  }

  @Test
  void anotherThreadGoesOnWhenAllTasksAreAtRest() throws InterruptedException {
    for (int run = 0; run < 100; run++) {
      log.clear();
      CountDownLatch latch = new CountDownLatch(1);
      executor.execute(
          () -> {
            latch.countDown();
            log.add("task");
          });
      clock.await(latch, FOREVER);
      log.add("main");
      assertThat(log).endsWith("main");
    }
  }

  @Test
  void advancingAStoppedClockWaitsForItsTasks() {
    TestClock stopped = TestClock.stoppedAt(TEN);
    stopped.schedule(
        () ->
            stopped
                .executor()
                .execute(
                    () -> {
                      note(stopped, "begin");
                      pause(stopped, ms(5));
                      note(stopped, "end");
                    }),
        ms(10));
    stopped.schedule(() -> note(stopped, "timer"), ms(12));

    stopped.advance(ms(10));
    assertThat(log).containsExactly("begin@10");
    assertThat(stopped.waiting()).isOne();

    stopped.advance(ms(90));
    assertThat(log).containsExactly("begin@10", "timer@12", "end@15");
    assertThat(stopped.elapsed()).isEqualTo(ms(100));
  }

  @Test
  void aTaskThatThrowsEndsLikeAnyOther() throws InterruptedException {
    CountDownLatch uncaught = new CountDownLatch(1);
    executor.execute(
        () -> {
          Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> uncaught.countDown());
          throw new IllegalStateException("a bad task");
        });
    executor.execute(() -> note(clock, "next"));

    clock.await(new CountDownLatch(1), ms(10));

    assertThat(log).containsExactly("next@0");
    uncaught.await();
  }

  @Test
  void anInterruptedTaskEndsItsWaitWhenItIsItsTurn() {
    AtomicReference<Thread> waiter = new AtomicReference<>();
    scenario(
        () -> {
          CountDownLatch done = new CountDownLatch(1);
          executor.execute(
              () -> {
                waiter.set(Thread.currentThread());
                try {
                  clock.await(new CountDownLatch(1), ms(100));
                } catch (InterruptedException e) {
                  note(clock, "interrupted");
                }
                done.countDown();
              });
          pause(clock, ms(10));
          waiter.get().interrupt();
          note(clock, "interrupts");
          pause(clock, done, FOREVER);
        });

    assertThat(log).containsExactly("interrupts@10", "interrupted@10");
  }

  @Test
  void aTaskCannotMoveTheClock() {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    scenario(
        () -> {
          try {
            clock.advance(ms(1));
          } catch (IllegalStateException e) {
            thrown.set(e);
          }
        });
    assertThat(thrown.get()).hasMessageContaining("executor");
  }

  @Test
  void threadsAreDaemonsThatEndWhenIdle() throws InterruptedException {
    AtomicReference<Thread> thread = new AtomicReference<>();
    scenario(() -> thread.set(Thread.currentThread()));

    assertThat(thread.get().isDaemon()).isTrue();
    thread.get().join(10_000);
    assertThat(thread.get().isAlive()).isFalse();
  }
}
