package io.llmgw.internal.route;

import java.util.Arrays;

/**
 * Attempts that wait for an answer and began after every attempt that has been answered: the others
 * are stragglers, which say nothing of how the target is now. Guarded by its user.
 */
final class Unanswered {
  private long[] begun = new long[4];
  private int size;

  /** An attempt begins. Two threads may come in the wrong order, which does not matter here. */
  void add(long now) {
    if (size == begun.length) {
      begun = Arrays.copyOf(begun, 2 * size);
    }
    begun[size++] = now;
  }

  /** An attempt is answered: those that began before are stragglers from now on. */
  void overtake(long begunAt) {
    int stragglers = 0;
    while (stragglers < size && begun[stragglers] - begunAt <= 0) {
      stragglers++;
    }
    remove(0, stragglers);
  }

  /** An attempt has ended without an answer. */
  void remove(long begunAt) {
    for (int i = 0; i < size; i++) {
      if (begun[i] == begunAt) {
        remove(i, 1);
        return;
      }
    }
  }

  private void remove(int from, int count) {
    if (count > 0) {
      size -= count;
      System.arraycopy(begun, from + count, begun, from, size - from);
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** When the first of them began; only if there is one. */
  long oldest() {
    return begun[0];
  }
}
