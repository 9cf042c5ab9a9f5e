package io.llmgw.benchmarks.routing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The results of several seeds, as the median and the worst. */
record Seeds<R>(List<R> results) {
  private static final int SEEDS = 11;

  /** One run. */
  interface Run<R> {
    R with(long seed) throws InterruptedException;
  }

  static <R> Seeds<R> of(Run<R> run) throws InterruptedException {
    List<R> results = new ArrayList<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      results.add(run.with(seed));
    }
    return new Seeds<>(results);
  }

  private List<Double> sorted(ToDoubleFunction<R> value) {
    List<Double> sorted = new ArrayList<>();
    results.forEach(result -> sorted.add(value.applyAsDouble(result)));
    Collections.sort(sorted);
    return sorted;
  }

  /** The median, and the largest where that is the worst. */
  String most(String format, ToDoubleFunction<R> value) {
    return both(format, value, SEEDS - 1);
  }

  /** The median, and the smallest where that is the worst. */
  String least(String format, ToDoubleFunction<R> value) {
    return both(format, value, 0);
  }

  private String both(String format, ToDoubleFunction<R> value, int worst) {
    List<Double> sorted = sorted(value);
    return String.format(
        Locale.ROOT, format + " (" + format + ")", sorted.get(SEEDS / 2), sorted.get(worst));
  }
}
