package io.llmgw.testkit;

import java.util.Comparator;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The timers that are set, in the order in which they fire: by time, then as they were set. Guarded
 * by the lock of its {@link Timeline}.
 */
final class Alarms {
  /** A timer that is set. */
  record Alarm(long due, long number, Runnable task) {}

  private final TreeSet<Alarm> alarms =
      new TreeSet<>(Comparator.comparingLong(Alarm::due).thenComparingLong(Alarm::number));
  private long numbers;

  Alarm set(long due, Runnable task) {
    Alarm alarm = new Alarm(due, numbers++, Objects.requireNonNull(task, "task"));
    alarms.add(alarm);
    return alarm;
  }

  void withdraw(Alarm alarm) {
    alarms.remove(alarm);
  }

  /** Returns when the first one is due, never if there is none. */
  long firstDue() {
    return alarms.isEmpty() ? Timeline.NEVER : alarms.first().due;
  }

  /** Takes the first one out and returns what it is to do. */
  Runnable takeFirst() {
    return Objects.requireNonNull(alarms.pollFirst(), "no timer is set").task;
  }

  int count() {
    return alarms.size();
  }
}
