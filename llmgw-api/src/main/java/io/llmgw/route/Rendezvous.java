package io.llmgw.route;

import io.llmgw.value.Target;
import java.util.List;

/**
 * Rendezvous hashing: every pair of key and target has a fixed pseudo-random height, and a key goes
 * to the target at which it is highest. The same in every process.
 */
final class Rendezvous {
  /** The hash of nothing (FNV-1a, 64 bits). */
  static final long START = 0xcbf29ce484222325L;

  private static final long MASK = 0xffff_ffffL;
  private static final long PRIME = 0x100000001b3L;

  private Rendezvous() {}

  static Preference prefer(long key, List<Candidate> candidates) {
    double[] depth = new double[candidates.size()];
    for (int i = 0; i < depth.length; i++) {
      depth[i] = 1 - share(mix(key ^ hash(candidates.get(i).target())));
    }
    return Preference.least(depth, "from the top of its hashes");
  }

  /** Strings remember their hash, whose rule is part of their documentation. */
  private static long hash(Target target) {
    return mix(((long) target.provider().hashCode() << 32) ^ (target.model().hashCode() & MASK));
  }

  static long hash(String text) {
    return add(START, text, text.length());
  }

  static long add(long hash, String text, int length) {
    long sum = hash;
    for (int i = 0; i < length; i++) {
      sum = (sum ^ text.charAt(i)) * PRIME;
    }
    return sum;
  }

  /** Spreads a hash over all bits (the finaliser of SplitMix64). */
  static long mix(long hash) {
    long z = hash + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Returns where a mixed hash lies, at least 0 and below 1. */
  static double share(long mixed) {
    return (mixed >>> 11) * 0x1.0p-53;
  }
}
