package io.llmgw.benchmarks;

/**
 * How long the benchmark measures.
 *
 * @param rounds how often every contender has its turn in a scenario
 * @param turnSeconds how long a turn takes about
 * @param warmUpSeconds how long a scenario is warmed up at most
 */
record Plan(int rounds, double turnSeconds, double warmUpSeconds) {
  static Plan chosen() {
    return Boolean.getBoolean("bench.quick") ? new Plan(9, 0.3, 6) : new Plan(21, 0.5, 24);
  }
}
