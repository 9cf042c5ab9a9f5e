package io.llmgw.internal.pipeline;

import io.llmgw.internal.route.Leaf;
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
