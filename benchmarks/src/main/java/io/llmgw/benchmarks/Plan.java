package io.llmgw.benchmarks;

/**
 * How long the benchmark measures.
 *
 * @param rounds how often every contender has its turn
 * @param roundSeconds how long a turn takes about
 * @param warmUps how many turns every contender has before, at most
 * @param warmUpSeconds how long such a turn takes about
 */
record Plan(int rounds, double roundSeconds, int warmUps, double warmUpSeconds) {
  static Plan chosen() {
    return Boolean.getBoolean("bench.quick")
        ? new Plan(9, 0.3, 8, 0.4)
        : new Plan(21, 0.5, 10, 0.8);
  }
}
