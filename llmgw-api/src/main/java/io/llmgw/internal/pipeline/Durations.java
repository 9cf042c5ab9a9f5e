package io.llmgw.internal.pipeline;

import java.time.Duration;

/** Durations as people read them. */
final class Durations {
  private Durations() {}

  static String readable(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
