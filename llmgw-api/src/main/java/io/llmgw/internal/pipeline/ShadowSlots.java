package io.llmgw.internal.pipeline;

import io.llmgw.value.Target;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** How many copies are under way for each route and target. Safe for use by many threads. */
final class ShadowSlots {
  private final Map<Place, Integer> underWay = new ConcurrentHashMap<>();
  private final AtomicLong dropped = new AtomicLong();

  /** Which copies are bounded together, whatever configuration they run in. */
  record Place(String route, Target target) {}

  /** Takes a slot, unless all are taken. */
  boolean take(Place place, int most) {
    boolean[] taken = new boolean[1];
    underWay.compute(
        place,
        (at, now) -> {
          int running = now == null ? 0 : now;
          taken[0] = running < most;
          return taken[0] ? Integer.valueOf(running + 1) : now;
        });
    return taken[0];
  }

  void giveBack(Place place) {
    underWay.computeIfPresent(place, (at, now) -> now == 1 ? null : now - 1);
  }

  /** Counts a copy that is not made, and returns how many were not so far. */
  long drop() {
    return dropped.incrementAndGet();
  }
}
