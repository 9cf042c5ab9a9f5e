package io.llmgw.testkit;

import org.jspecify.annotations.Nullable;

/** One task of a clock's executor. */
final class ClockTask {
  final Runnable work;

  /** The thread it runs on once it has begun. */
  volatile @Nullable Thread thread;

  ClockTask(Runnable work) {
    this.work = work;
  }
}
