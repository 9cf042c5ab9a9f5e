package io.llmgw.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is to happen, call by call: steps in order, each a number of times; the last one repeats.
 * May be continued while it is being played. Safe for use by many threads.
 */
final class Script<S> {
  private record Entry<S>(S step, int times) {}

  private final String of;
  private final List<Entry<S>> entries = new ArrayList<>();
  private int at;
  private int used;

  Script(String of) {
    this.of = of;
  }

  synchronized void add(S step) {
    entries.add(new Entry<>(step, 1));
  }

  synchronized void changeLast(String how, UnaryOperator<S> change) {
    Entry<S> last = last(how);
    entries.set(entries.size() - 1, new Entry<>(change.apply(last.step), last.times));
  }

  synchronized void repeatLast(int times) {
    if (times < 1) {
      throw new IllegalArgumentException("times must be at least 1: " + times);
    }
    entries.set(entries.size() - 1, new Entry<>(last("times").step, times));
  }

  private Entry<S> last(String how) {
    if (entries.isEmpty()) {
      throw new IllegalStateException(
          how + " changes the step before it, but the script of " + of + " has no step yet");
    }
    return entries.get(entries.size() - 1);
  }

  /** Returns the step whose turn it is; empty if there are no steps at all. */
  synchronized Optional<S> next() {
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    if (used >= entries.get(at).times && at < entries.size() - 1) {
      at++;
      used = 0;
    }
    used++;
    return Optional.of(entries.get(at).step);
  }
}
