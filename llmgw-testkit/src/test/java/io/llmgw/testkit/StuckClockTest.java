package io.llmgw.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A task that blocks on something else than the clock is named, instead of a test that hangs. */
class StuckClockTest {
  private static final long LIMIT = TimeUnit.MILLISECONDS.toNanos(50);

  private final CountDownLatch elsewhere = new CountDownLatch(1);

  @AfterEach
  void release() {
    elsewhere.countDown();
  }

  private void blocksElsewhere() {
    try {
      elsewhere.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean pause(Timeline time, long nanos) throws InterruptedException {
    return time.await(new CountDownLatch(1), nanos, took -> {});
  }

  @Test
  void whoeverWaitsOnAClockThatMovesByItselfIsTold() {
    Timeline time = new Timeline(true, LIMIT);
    time.execute(this::blocksElsewhere);

    assertThatThrownBy(() -> pause(time, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("llmgw-test-clock-")
        .rootCause()
        .satisfies(
            where ->
                assertThat(where.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("blocksElsewhere")));
    assertThatThrownBy(() -> pause(time, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> time.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void whoeverAdvancesAStoppedClockIsTold() {
    Timeline time = new Timeline(false, LIMIT);
    time.schedule(() -> time.execute(this::blocksElsewhere), 10);

    assertThatThrownBy(() -> time.advance(20))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("llmgw-test-clock-");
  }

  @Test
  void aClockThatHasNothingToWaitForIsNotStuck() throws InterruptedException {
    Timeline time = new Timeline(true, LIMIT);
    CountDownLatch opened = new CountDownLatch(1);
    Thread opener =
        new Thread(
            () -> {
              try {
                // Longer than the limit, in real time, while nobody runs and nothing is due.
                elsewhere.await(4 * LIMIT, TimeUnit.NANOSECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              opened.countDown();
            });
    opener.start();

    assertThat(time.await(opened, Timeline.NEVER, took -> {})).isTrue();
    opener.join();
  }
}
