package io.llmgw.cache.internal;

import io.llmgw.spi.VectorIndex.Match;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/** The best matches of one search so far. For one thread. */
final class Best {
  private static final Comparator<Match> BEST_FIRST =
      Comparator.comparingDouble(Match::similarity).reversed().thenComparingLong(Match::id);

  private final double threshold;
  private final int most;
  private final PriorityQueue<Match> worstFirst = new PriorityQueue<>(BEST_FIRST.reversed());
  private final Set<Long> ids = new HashSet<>();

  Best(double threshold, int most) {
    this.threshold = threshold;
    this.most = most;
  }

  /** What is less similar is of no use any more. */
  double cutoff() {
    Match worst = worstFirst.peek();
    return worst == null || worstFirst.size() < most ? threshold : worst.similarity();
  }

  /** Takes a match if it is good enough. A vector that has moved meanwhile is offered twice. */
  void offer(long id, double similarity) {
    if (similarity < cutoff() || !ids.add(id)) {
      return;
    }
    worstFirst.add(new Match(id, similarity));
    if (worstFirst.size() > most) {
      ids.remove(worstFirst.remove().id());
    }
  }

  List<Match> toList() {
    List<Match> matches = new ArrayList<>(worstFirst);
    matches.sort(BEST_FIRST);
    return List.copyOf(matches);
  }
}
