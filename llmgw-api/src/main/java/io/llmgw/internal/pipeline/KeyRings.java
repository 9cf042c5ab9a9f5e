package io.llmgw.internal.pipeline;

import io.llmgw.internal.route.Leaf;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which of a provider's keys is used: the same one until it is refused or over its limit, then the
 * next, for all calls. Safe for use by many threads.
 */
final class KeyRings {
  private final Map<String, Integer> current = new ConcurrentHashMap<>();

  /** The key of the next attempt: one that is not left out, and not over its limit if possible. */
  int choose(Leaf leaf, BitSet leftOut) {
    int keys = leaf.client().keys();
    if (keys == 1) {
      return 0;
    }
    int first = current.getOrDefault(leaf.target().provider(), 0) % keys;
    int better = -1;
    for (int i = 0; i < keys; i++) {
      int key = (first + i) % keys;
      if (!leftOut.get(key)) {
        if (leaf.state().coolingOf(key) == 0) {
          return key;
        }
        better = better < 0 ? key : better;
      }
    }
    return better < 0 ? first : better;
  }

  /** Whether there is a key that has not been left out and is not over its limit. */
  static boolean hasAnother(Leaf leaf, BitSet leftOut) {
    int keys = leaf.client().keys();
    for (int key = 0; key < keys; key++) {
      if (!leftOut.get(key) && leaf.state().coolingOf(key) == 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is a key beside this one that has not been refused. */
  static boolean hasUnrefused(Leaf leaf, int beside, BitSet refused) {
    for (int key = 0; key < leaf.client().keys(); key++) {
      if (key != beside && !refused.get(key)) {
        return true;
      }
    }
    return false;
  }

  /** How long it takes until a key is not over its limit that has not been refused. */
  static Duration untilUsable(Leaf leaf, BitSet refused) {
    long least = Long.MAX_VALUE;
    for (int key = 0; key < leaf.client().keys(); key++) {
      if (!refused.get(key)) {
        least = Math.min(least, leaf.state().coolingOf(key));
      }
    }
    return Duration.ofNanos(least == Long.MAX_VALUE ? 0 : least);
  }

  /** The key has failed; whoever comes next takes the one behind it. */
  void rotate(Leaf leaf, int failed) {
    int keys = leaf.client().keys();
    if (keys > 1) {
      current.merge(
          leaf.target().provider(),
          (failed + 1) % keys,
          (now, next) -> now % keys == failed ? next : now);
    }
  }
}
