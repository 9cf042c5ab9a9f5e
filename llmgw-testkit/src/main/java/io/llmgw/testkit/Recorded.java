package io.llmgw.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Counts everything and keeps the last of it, so that a load test does not fill the memory. Safe
 * for many threads.
 */
final class Recorded<T> {
  static final int KEPT = 10_000;

  private final Deque<T> last = new ArrayDeque<>();
  private long count;

  synchronized void add(T item) {
    count++;
    if (last.size() == KEPT) {
      last.removeFirst();
    }
    last.addLast(item);
  }

  synchronized long count() {
    return count;
  }

  synchronized List<T> all() {
    return List.copyOf(last);
  }
}
