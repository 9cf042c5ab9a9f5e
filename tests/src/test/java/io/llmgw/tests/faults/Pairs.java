package io.llmgw.tests.faults;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Few combinations of several factors' values in which every two values of two factors meet.
 * Greedy: each combination begins with a pair that has not met yet and takes, for each further
 * factor, the value that meets most new ones.
 */
final class Pairs {
  private record Value(int factor, int index) {}

  private record Pair(Value one, Value other) {}

  private final int[] sizes;
  private final Set<Pair> open = new HashSet<>();

  private Pairs(int[] sizes) {
    this.sizes = sizes;
  }

  /** Returns combinations of indexes, the same each time. */
  static List<int[]> of(int... sizes) {
    return new Pairs(sizes).combinations();
  }

  private List<int[]> combinations() {
    List<Pair> all = new ArrayList<>();
    for (int f = 0; f < sizes.length; f++) {
      for (int g = f + 1; g < sizes.length; g++) {
        for (int i = 0; i < sizes[f]; i++) {
          for (int j = 0; j < sizes[g]; j++) {
            all.add(new Pair(new Value(f, i), new Value(g, j)));
          }
        }
      }
    }
    open.addAll(all);
    List<int[]> combinations = new ArrayList<>();
    for (Pair pair : all) {
      if (open.contains(pair)) {
        combinations.add(from(pair));
      }
    }
    return combinations;
  }

  private int[] from(Pair pair) {
    List<Value> chosen = new ArrayList<>(List.of(pair.one(), pair.other()));
    for (int factor = 0; factor < sizes.length; factor++) {
      if (factor != pair.one().factor() && factor != pair.other().factor()) {
        chosen.add(best(factor, chosen));
      }
    }
    int[] combination = new int[sizes.length];
    for (Value value : chosen) {
      combination[value.factor()] = value.index();
      chosen.forEach(other -> open.remove(pairOf(value, other)));
    }
    return combination;
  }

  private Value best(int factor, List<Value> chosen) {
    Value best = new Value(factor, 0);
    long most = -1;
    for (int i = 0; i < sizes[factor]; i++) {
      Value value = new Value(factor, i);
      long meets = chosen.stream().filter(c -> open.contains(pairOf(value, c))).count();
      if (meets > most) {
        most = meets;
        best = value;
      }
    }
    return best;
  }

  private static Pair pairOf(Value one, Value other) {
    return one.factor() < other.factor() ? new Pair(one, other) : new Pair(other, one);
  }
}
