package io.llmgw.internal.spend;

import io.llmgw.budget.Spend;
import io.llmgw.budget.SpendWindow;
import io.llmgw.outcome.Charge;
import io.llmgw.usage.Cost;
import io.llmgw.value.Caller;
import io.llmgw.value.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Keeps what was spent, by combination of caller, tags, route and target, in windows of time. Room
 * is limited; what does not find any is added to something less exact, and nothing is ever dropped,
 * so that the sum over everything is the sum of all charges.
 *
 * <p>Safe for use by many threads: one lock, held for one addition or one look at everything.
 */
public final class SpendBook {
  private static final Duration HOURS_KEPT = Duration.ofDays(2);
  private static final Duration DAYS_KEPT = Duration.ofDays(92);

  private final ZoneId zone;
  private final int most;
  private final int mostDetailed;

  private final Map<SpendGrain, NavigableMap<Instant, Slot>> slots =
      new EnumMap<>(SpendGrain.class);
  private final SpendKey probe = new SpendKey();
  private int sums;
  private Slot current;
  private long currentFrom;
  private long currentTo;
  private boolean roomMade;

  /** The sums of one window. */
  private record Slot(SpendGrain grain, SpendWindow window, Map<SpendKey, SpendSum> sums) {}

  /** Looks at what is kept. */
  interface Reader {
    /** Takes one sum, which must not be changed. */
    void read(SpendGrain grain, SpendWindow window, SpendKey key, SpendSum sum);
  }

  /**
   * Creates an empty book.
   *
   * @param cells how many sums are kept at most, at least 1; beside them there may be one for each
   *     window that takes what found no room
   * @param zone whose calendar hours, days and months follow
   */
  public SpendBook(int cells, ZoneId zone) {
    this.zone = zone;
    this.most = cells;
    this.mostDetailed = cells - cells / 4; // the rest is for tenants whose users do not fit
    // A window before all others, so that the first addition turns to its own.
    SpendWindow never = new SpendWindow(Instant.MIN, Instant.MIN);
    this.current = new Slot(SpendGrain.HOUR, never, Map.of());
  }

  /**
   * Adds a charge.
   *
   * @param route the route's name
   * @param charge the charge
   */
  public void charged(String route, Charge charge) {
    int hash = SpendKey.hash(charge.caller(), charge.tags(), route, charge.target());
    synchronized (this) {
      probe.set(charge.caller(), charge.tags(), route, charge.target(), hash);
      sum(charge.at()).charged(charge);
    }
  }

  /**
   * Adds an answer that came from the prompt cache.
   *
   * @param route the route's name
   * @param caller who got it
   * @param tags the call's tags
   * @param madeBy the target that had made it
   * @param saved what it had cost
   * @param at when
   */
  public void cached(
      String route,
      Caller caller,
      Map<String, String> tags,
      Target madeBy,
      Cost saved,
      Instant at) {
    int hash = SpendKey.hash(caller, tags, route, madeBy);
    synchronized (this) {
      probe.set(caller, tags, route, madeBy, hash);
      sum(at).cached(saved);
    }
  }

  /**
   * Returns what was spent.
   *
   * @return the question about all of it
   */
  public Spend spend() {
    return SpendQuery.all(this);
  }

  /** Shows everything to a reader, while nothing changes. */
  synchronized void read(Reader reader) {
    slots
        .values()
        .forEach(
            windows ->
                windows
                    .values()
                    .forEach(
                        slot ->
                            slot.sums.forEach(
                                (key, sum) -> reader.read(slot.grain, slot.window, key, sum))));
  }

  /** Returns the window that something kept in one window belongs to, in a coarser grain. */
  SpendWindow window(SpendGrain wanted, SpendGrain kept, SpendWindow window) {
    return kept.compareTo(wanted) >= 0 ? window : wanted.around(window.from(), zone);
  }

  private SpendSum sum(Instant at) {
    long second = at.getEpochSecond();
    if (second < currentFrom || second >= currentTo) {
      turnTo(at);
    }
    SpendSum sum = current.sums.get(probe);
    return sum != null ? sum : newSum();
  }

  private void turnTo(Instant at) {
    Slot before = current;
    current = slot(SpendGrain.HOUR, at);
    currentFrom = current.window.from().getEpochSecond();
    currentTo = current.window.to().getEpochSecond();
    if (current.window.from().isAfter(before.window.from())) {
      roomMade = false;
      join(SpendGrain.HOUR, SpendGrain.DAY, at.minus(HOURS_KEPT));
      join(SpendGrain.DAY, SpendGrain.MONTH, at.minus(DAYS_KEPT));
    }
  }

  private Slot slot(SpendGrain grain, Instant at) {
    SpendWindow window = grain.around(at, zone);
    return windows(grain)
        .computeIfAbsent(window.from(), from -> new Slot(grain, window, new HashMap<>()));
  }

  private NavigableMap<Instant, Slot> windows(SpendGrain grain) {
    return slots.computeIfAbsent(grain, first -> new TreeMap<>());
  }

  private SpendSum newSum() {
    if (sums >= mostDetailed) {
      makeRoom();
    }
    if (sums < mostDetailed) {
      return keep(probe.copy());
    }
    SpendKey coarse = probe.withoutUserAndTags();
    SpendSum sum = current.sums.get(coarse);
    if (sum != null) {
      return sum;
    }
    if (sums < most) {
      return keep(coarse);
    }
    SpendSum other = current.sums.get(SpendKey.nothing());
    return other != null ? other : keep(SpendKey.nothing());
  }

  private SpendSum keep(SpendKey key) {
    SpendSum sum = new SpendSum();
    current.sums.put(key, sum);
    sums++;
    return sum;
  }

  /**
   * Lets the past make room for the present: first its windows grow, then it loses its users and
   * tags. At most once an hour, because it looks at everything.
   */
  private void makeRoom() {
    if (roomMade) {
      return;
    }
    roomMade = true;
    SpendGrain[] grains = SpendGrain.values();
    for (int i = 0; i + 1 < grains.length; i++) {
      join(grains[i], grains[i + 1], Instant.MAX);
      if (sums <= mostDetailed / 2) {
        return;
      }
    }
    windows(SpendGrain.EVER).values().forEach(this::giveUpUsersAndTags);
  }

  /** Joins windows that begin before a moment to longer ones; never the current one. */
  private void join(SpendGrain from, SpendGrain to, Instant before) {
    Iterator<Slot> old = windows(from).headMap(before).values().iterator();
    while (old.hasNext()) {
      Slot slot = old.next();
      if (!slot.window.equals(current.window)) {
        old.remove();
        addAll(slot.sums, slot(to, slot.window.from()).sums);
      }
    }
  }

  private void giveUpUsersAndTags(Slot slot) {
    Map<SpendKey, SpendSum> detailed = new HashMap<>(slot.sums);
    slot.sums.clear();
    detailed.forEach((key, sum) -> addTo(slot.sums, key.withoutUserAndTags(), sum));
  }

  private void addAll(Map<SpendKey, SpendSum> from, Map<SpendKey, SpendSum> to) {
    from.forEach((key, sum) -> addTo(to, key, sum));
  }

  private void addTo(Map<SpendKey, SpendSum> to, SpendKey key, SpendSum sum) {
    SpendSum there = to.putIfAbsent(key, sum);
    if (there != null) {
      there.add(sum);
      sums--;
    }
  }
}
