package io.llmgw.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One scenario's measurement: all contenders are warmed up until none gets cheaper any more, then
 * each has its turn in every round, in an order that rotates.
 */
final class Rounds {
  /** Two turns that differ by less are steady. */
  private static final double STEADY = 0.04;

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
    int calls = calls(plan.roundSeconds(), wall);
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

  /** Returns the wall time of a call of the first contender. */
  private double warmUp() throws InterruptedException {
    double[] last = new double[contenders.size()];
    double wall = scenario.run(contenders.get(0), 500).wall();
    for (int round = 0; round < plan.warmUps(); round++) {
      boolean steady = true;
      for (int i = 0; i < last.length; i++) {
        Meter.Cost cost =
            scenario.run(contenders.get(i), calls(plan.warmUpSeconds(), wall));
        steady &= cost.cpu() > last[i] * (1 - STEADY) && last[i] > 0;
        last[i] = cost.cpu();
        wall = i == 0 ? cost.wall() : wall;
      }
      if (steady && round >= 3) {
        break;
      }
    }
    return wall;
  }

  private static int calls(double seconds, double wall) {
    return (int) Math.max(100, seconds * 1e6 / wall);
  }
}
