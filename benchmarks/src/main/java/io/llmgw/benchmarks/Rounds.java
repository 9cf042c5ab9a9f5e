package io.llmgw.benchmarks;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One scenario's measurement: all contenders are warmed up until the compiler has nothing left to
 * do, then each has its turn in every round, in an order that rotates.
 */
final class Rounds {
  /** Warm is who leaves the compiler less to do than this share of the time. */
  private static final double WARM = 0.02;

  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

  private final Scenario scenario;
  private final List<Contender> contenders;
  private final Plan plan;

  Rounds(Scenario scenario, List<Contender> contenders, Plan plan) {
    this.scenario = scenario;
    this.contenders = contenders;
    this.plan = plan;
  }

  /** Returns every contender's cost of a call, round by round. */
  Map<Contender, List<Meter.Cost>> measure() throws InterruptedException {
    double wall = warmUp();
    int calls = calls(plan.turnSeconds(), wall);
    Map<Contender, List<Meter.Cost>> costs = new LinkedHashMap<>();
    contenders.forEach(contender -> costs.put(contender, new ArrayList<>()));
    for (int round = 0; round < plan.rounds(); round++) {
      for (int turn = 0; turn < contenders.size(); turn++) {
        Contender contender = contenders.get((round + turn) % contenders.size());
        System.gc(); // nobody pays for another's garbage
        costs.get(contender).add(scenario.run(contender, calls));
      }
    }
    return costs;
  }

  /** Returns the wall time of a call of the first contender, in microseconds. */
  private double warmUp() throws InterruptedException {
    long end = System.nanoTime() + (long) (1e9 * plan.warmUpSeconds());
    double wall = scenario.run(contenders.get(0), 500).wall();
    double compiling;
    do {
      long started = System.nanoTime();
      long compiled = COMPILER.getTotalCompilationTime();
      for (Contender contender : contenders) {
        Meter.Cost cost = scenario.run(contender, calls(plan.turnSeconds(), wall));
        wall = contender == contenders.get(0) ? cost.wall() : wall;
      }
      compiling =
          1e6 * (COMPILER.getTotalCompilationTime() - compiled) / (System.nanoTime() - started);
    } while (compiling > WARM && System.nanoTime() < end);
    return wall;
  }

  private static int calls(double seconds, double wall) {
    return (int) Math.max(100, seconds * 1e6 / wall);
  }
}
