package io.llmgw.internal.flight;

import io.llmgw.spi.CacheKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Upstream calls that are under way, by what they ask: whoever asks the same takes a seat in the
 * one that flies. Safe for use by many threads.
 *
 * @param <P> who waits
 * @param <R> what they wait for
 */
public final class Flights<P, R> {
  private final ConcurrentMap<CacheKey, Flight<P, R>> flying = new ConcurrentHashMap<>();
  private final AtomicLong ended = new AtomicLong();
  private final Consumer<Flight<P, R>> starter;

  /**
   * Creates an empty sky.
   *
   * @param starter starts a new flight on a thread of its own
   */
  public Flights(Consumer<Flight<P, R>> starter) {
    this.starter = starter;
  }

  /**
   * Takes a seat in the flight that asks the same, or starts one.
   *
   * @param key what is asked
   * @param passenger who waits
   * @return the seat, which must be left again
   */
  public Seat<P, R> board(CacheKey key, P passenger) {
    while (true) {
      Flight<P, R> fresh = new Flight<>(this, key);
      Flight<P, R> flight = flying.putIfAbsent(key, fresh);
      if (flight == null) {
        Seat<P, R> first = fresh.first(passenger);
        start(fresh);
        return first;
      }
      Seat<P, R> seat = flight.board(passenger);
      if (seat != null) {
        return seat;
      }
      remove(key, flight); // it takes nobody any more
    }
  }

  /** A flight that cannot start would keep everybody waiting. */
  private void start(Flight<P, R> flight) {
    boolean started = false;
    try {
      starter.accept(flight);
      started = true;
    } finally {
      if (!started) {
        flight.close();
      }
    }
  }

  void remove(CacheKey key, Flight<P, R> flight) {
    ended.incrementAndGet(); // first: who then finds nobody flying is to look again
    flying.remove(key, flight);
  }

  /**
   * Returns how many have ended. Who finds as many before and after nothing was in a store knows
   * that none has put anything there meanwhile.
   *
   * @return the number
   */
  public long ended() {
    return ended.get();
  }

  /**
   * Returns how many are under way.
   *
   * @return the number
   */
  public int size() {
    return flying.size();
  }
}
