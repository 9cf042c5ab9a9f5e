package io.llmgw.testkit;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ProviderFailure;
import io.llmgw.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** How scripted providers let time pass, until a latch says that the attempt is to stop. */
record ScriptedPause(String provider, TimeSource time) {
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  /** Blocks for so long; fails as cancelled if the latch opens before. */
  void take(Duration duration, CountDownLatch stopped) {
    if (!duration.isZero() && await(stopped, duration)) {
      throw cancelled();
    }
  }

  /** Blocks until the latch opens and returns what to throw then. */
  ProviderFailure hang(CountDownLatch stopped) {
    boolean open = false;
    while (!open) {
      open = await(stopped, FOREVER);
    }
    return cancelled();
  }

  ProviderFailure cancelled() {
    return ProviderFailure.of(
        ErrorKind.CANCELLED, "the attempt at scripted provider " + provider + " was cancelled");
  }

  private boolean await(CountDownLatch stopped, Duration atMost) {
    try {
      return time instanceof TestClock clock
          ? clock.awaitUnrecorded(stopped, atMost)
          : time.await(stopped, atMost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cancelled().withCause(e);
    }
  }
}
