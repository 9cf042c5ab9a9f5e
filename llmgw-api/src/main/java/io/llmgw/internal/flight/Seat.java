package io.llmgw.internal.flight;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One passenger's place in a flight.
 *
 * @param <P> who waits
 * @param <R> what they wait for
 */
public final class Seat<P, R> {
  private final Flight<P, R> flight;
  private final P passenger;
  private final CountDownLatch landed = new CountDownLatch(1);
  private final CountDownLatch woken = new CountDownLatch(1);
  private volatile @Nullable Landing<R> landing;

  Seat(Flight<P, R> flight, P passenger) {
    this.flight = flight;
    this.passenger = passenger;
  }

  /**
   * Returns who waits.
   *
   * @return the passenger
   */
  public P passenger() {
    return passenger;
  }

  /**
   * Returns the flight.
   *
   * @return the flight this is a seat in
   */
  public Flight<P, R> flight() {
    return flight;
  }

  /**
   * Returns what opens when it is known how the flight has ended for this passenger.
   *
   * @return the latch
   */
  public CountDownLatch landed() {
    return landed;
  }

  /**
   * Returns how the flight has ended for this passenger.
   *
   * @return null while that is open
   */
  public @Nullable Landing<R> landing() {
    return landing;
  }

  /**
   * Returns what opens when it is known how the flight has ended, or the passenger is to look up.
   *
   * @return the latch
   */
  public CountDownLatch woken() {
    return woken;
  }

  /** Has the passenger look up. */
  public void wake() {
    woken.countDown();
  }

  void land(Landing<R> how) {
    if (landing == null) {
      landing = how;
      landed.countDown();
      woken.countDown();
    }
  }

  /**
   * Leaves the flight. Only the first time counts.
   *
   * @return whether nobody is left and the flight was stopped for that
   */
  public boolean leave() {
    return flight.leave(this);
  }
}
