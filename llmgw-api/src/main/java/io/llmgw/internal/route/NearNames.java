package io.llmgw.internal.route;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds names that look like a mistyped one. */
final class NearNames {
  private static final int MOST = 5;

  private NearNames() {}

  static List<String> of(String name, Collection<String> known) {
    int tolerance = Math.max(2, name.length() / 3);
    record Near(String name, int distance) {}
    return known.stream()
        .distinct()
        .map(candidate -> new Near(candidate, distance(lower(name), lower(candidate))))
        .filter(
            near -> near.distance() <= tolerance || lower(near.name()).endsWith("/" + lower(name)))
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .limit(MOST)
        .map(Near::name)
        .toList();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Levenshtein's distance in two rows. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substituted, Math.min(previous[j], current[j - 1]) + 1);
      }
      int[] swap = previous;
      previous = current;
      current = swap;
    }
    return previous[b.length()];
  }
}
