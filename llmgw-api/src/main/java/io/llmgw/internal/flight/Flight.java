package io.llmgw.internal.flight;

import io.llmgw.internal.flight.Landing.Arrived;
import io.llmgw.internal.flight.Landing.Failed;
import io.llmgw.internal.flight.Landing.Refused;
import io.llmgw.spi.CacheKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One upstream call for several passengers. It is made on behalf of the one who came first; a
 * refusal that is only that one's passes it on to the next. The last one to leave stops it, nobody
 * earlier. Safe for use by many threads.
 *
 * @param <P> who waits
 * @param <R> what they wait for
 */
public final class Flight<P, R> {
  private final Flights<P, R> flights;
  private final CacheKey key;

  // Guarded by this.
  private final Set<Seat<P, R>> present = new LinkedHashSet<>();
  private @Nullable Arrived<R> arrived;
  private boolean closed;
  private boolean stopped;
  private Consumer<Flight<P, R>> onEmpty = flight -> {};

  private volatile int passengers;
  private volatile long until = Long.MIN_VALUE;
  private volatile @Nullable Seat<P, R> payer;

  Flight(Flights<P, R> flights, CacheKey key) {
    this.flights = flights;
    this.key = key;
  }

  /** Makes the upstream call for one of the passengers. */
  public interface Upstream<P, R> {
    /**
     * Makes it. Blocks. Whatever it throws fails the flight for everybody.
     *
     * @param payer on whose behalf
     * @param flight to be told what stops it
     * @return how it ended
     */
    Landing<R> fly(Seat<P, R> payer, Flight<P, R> flight);
  }

  /** The one who starts it sits in it before anybody can find it. */
  synchronized Seat<P, R> first(P passenger) {
    Seat<P, R> seat = new Seat<>(this, passenger);
    present.add(seat);
    passengers = present.size();
    until = Math.max(until, flights.patienceOf(passenger));
    return seat;
  }

  /** Takes one more, unless it is too late. */
  synchronized @Nullable Seat<P, R> board(P passenger) {
    if (closed) {
      return null;
    }
    Seat<P, R> seat = first(passenger);
    if (arrived != null) {
      seat.land(arrived);
    }
    return seat;
  }

  /**
   * Flies, for one payer after the other, until it lands for everybody or nobody is left. Blocks;
   * for the flight's own thread.
   *
   * @param upstream makes the call
   */
  public void fly(Upstream<P, R> upstream) {
    Seat<P, R> next = nextPayer();
    while (next != null) {
      Landing<R> landing = attempt(upstream, next);
      if (landing instanceof Refused<R>) {
        refuse(next, landing);
        next = nextPayer();
      } else {
        land(next, landing);
        next = null;
      }
    }
  }

  private Landing<R> attempt(Upstream<P, R> upstream, Seat<P, R> seat) {
    try {
      return upstream.fly(seat, this);
    } catch (RuntimeException | Error e) { // a defect: nobody may wait for ever
      land(seat, defect(e));
      throw e;
    }
  }

  private static <R> Landing<R> defect(Throwable cause) {
    return new Failed<>(
        new IllegalStateException("the shared upstream call was ended by an error", cause));
  }

  /** It cannot start: those who have boarded already are told so. */
  void cannotStart(Throwable cause) {
    List<Seat<P, R>> waiting;
    synchronized (this) {
      closeNow();
      waiting = new ArrayList<>(present);
    }
    waiting.forEach(seat -> seat.land(defect(cause)));
  }

  private synchronized @Nullable Seat<P, R> nextPayer() {
    Iterator<Seat<P, R>> left = present.iterator();
    Seat<P, R> next = left.hasNext() ? left.next() : null;
    payer = next;
    onEmpty = flight -> {};
    if (next == null) {
      closeNow();
    }
    return next;
  }

  private synchronized void refuse(Seat<P, R> seat, Landing<R> why) {
    present.remove(seat);
    passengers = present.size();
    seat.land(why);
  }

  private void land(Seat<P, R> payingSeat, Landing<R> landing) {
    List<Seat<P, R>> waiting;
    synchronized (this) {
      if (landing instanceof Arrived<R> result && result.goesOn()) {
        arrived = result;
      } else {
        closeNow();
      }
      waiting = new ArrayList<>(present);
    }
    payingSeat.land(landing); // also if it has left: it may wait for its accounts
    waiting.forEach(seat -> seat.land(landing));
  }

  /** Takes nobody any more. Those who sit in it stay. */
  public synchronized void close() {
    closeNow();
  }

  private void closeNow() {
    closed = true;
    flights.remove(key, this);
  }

  /**
   * Sets what is done when nobody is left. It is done at once if that is so already.
   *
   * @param action runs at most once at a time; decides with {@link #stopIfEmpty} whether to stop
   */
  public void onEmpty(Consumer<Flight<P, R>> action) {
    boolean empty;
    synchronized (this) {
      onEmpty = action;
      empty = present.isEmpty();
    }
    if (empty) {
      action.accept(this);
    }
  }

  /**
   * Closes the flight if nobody is in it.
   *
   * @return true if this was the one that closed it, so the upstream call is to be stopped
   */
  public synchronized boolean stopIfEmpty() {
    if (!present.isEmpty() || stopped) {
      return false;
    }
    stopped = true;
    closeNow();
    return true;
  }

  boolean leave(Seat<P, R> seat) {
    Consumer<Flight<P, R>> action;
    synchronized (this) {
      if (!present.remove(seat)) {
        return false;
      }
      passengers = present.size();
      if (!present.isEmpty()) {
        return false;
      }
      action = onEmpty;
    }
    action.accept(this);
    synchronized (this) {
      return stopped; // not if somebody has boarded meanwhile
    }
  }

  /**
   * Tells whether a seat's passenger is the one on whose behalf the call is made now.
   *
   * @param seat the seat
   * @return true if it pays
   */
  public boolean isPaidBy(Seat<P, R> seat) {
    return seat.equals(payer);
  }

  /**
   * Returns how many wait.
   *
   * @return the number at one moment
   */
  public int passengers() {
    return passengers;
  }

  /**
   * Returns until when the most patient of all who have boarded waits. Those who are left may leave
   * before; the last of them stops the flight.
   *
   * @return a time of the monotonic clock
   */
  public long until() {
    return until;
  }
}
