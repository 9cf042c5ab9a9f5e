package io.llmgw.internal.tokens;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long the answers of each route are: the 95th percentile of the last {@value #REMEMBERED}.
 * Routes beyond {@value #MOST_ROUTES} (targets are called by their own names too) are not
 * remembered. Safe for use by many threads.
 */
public final class OutputSizes {
  static final int REMEMBERED = 200;
  static final int LEAST = 20;
  private static final int MOST_ROUTES = 1_000;
  private static final double PERCENTILE = 0.95;

  private final ConcurrentHashMap<String, Sizes> routes = new ConcurrentHashMap<>();

  /** Starts without any. */
  public OutputSizes() {}

  /**
   * Takes note of an answer.
   *
   * @param route the route that gave it
   * @param tokens its output
   */
  public void add(String route, long tokens) {
    Sizes sizes = routes.get(route);
    if (sizes == null) {
      if (routes.size() >= MOST_ROUTES) {
        return;
      }
      sizes = routes.computeIfAbsent(route, unknown -> new Sizes());
    }
    sizes.add(tokens);
  }

  /**
   * Returns the 95th percentile of a route's answers.
   *
   * @param route the route
   * @return tokens; empty before it has given {@value #LEAST}
   */
  public OptionalLong percentile95(String route) {
    Sizes sizes = routes.get(route);
    return sizes == null || sizes.percentile < 0
        ? OptionalLong.empty()
        : OptionalLong.of(sizes.percentile);
  }

  private static final class Sizes {
    private final long[] last = new long[REMEMBERED];
    private long count;
    private volatile long percentile = -1;

    synchronized void add(long tokens) {
      last[(int) (count % REMEMBERED)] = tokens;
      count++;
      if (count >= LEAST && (count == LEAST || count % LEAST == 0)) {
        long[] sorted = Arrays.copyOf(last, (int) Math.min(count, REMEMBERED));
        Arrays.sort(sorted);
        percentile = sorted[(int) Math.ceil(sorted.length * PERCENTILE) - 1];
      }
    }
  }
}
