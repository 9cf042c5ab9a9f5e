package io.llmgw.internal.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.chat.ChatRequest;
import io.llmgw.internal.flight.Landing.Arrived;
import io.llmgw.internal.flight.Landing.Failed;
import io.llmgw.internal.flight.Landing.Refused;
import io.llmgw.spi.CacheKey;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who boards, leaves and lands, one after the other and all at once. */
@Timeout(60)
class FlightsTest {
  private static CacheKey key(int number) {
    return CacheKey.ofChat("", "", "", ChatRequest.of("p/m", "question " + number));
  }

  @Test
  void whoCannotStartTellsThoseWhoHaveBoardedMeanwhile() {
    AtomicReference<Flights<String, String>> flights = new AtomicReference<>();
    AtomicReference<Seat<String, String>> other = new AtomicReference<>();
    flights.set(
        new Flights<>(
            flight -> {
              other.set(flights.get().board(key(1), "other"));
              throw new OutOfMemoryError("unable to create native thread");
            },
            passenger -> 0));

    assertThatThrownBy(() -> flights.get().board(key(1), "first"))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(other.get().landing()).isInstanceOf(Failed.class);
    assertThat(other.get().woken().getCount()).isZero();
    assertThat(flights.get().size()).isZero();
  }

  @Test
  void whatTheUpstreamCallThrowsIsToldToAllWithItsCause() {
    List<Flight<String, String>> started = new ArrayList<>();
    Flights<String, String> flights = new Flights<>(started::add, passenger -> 0);
    Seat<String, String> first = flights.board(key(1), "first");
    Seat<String, String> other = flights.board(key(1), "other");
    AssertionError defect = new AssertionError("a defect");

    assertThatThrownBy(
            () ->
                started
                    .get(0)
                    .fly(
                        (payer, flight) -> {
                          throw defect;
                        }))
        .isSameAs(defect);
    for (Seat<String, String> seat : List.of(first, other)) {
      assertThat(((Failed<String>) seat.landing()).failure()).hasCause(defect);
    }
    assertThat(flights.size()).isZero();
  }

  @Test
  void whoLeavesLastDoesNotStopTheFlightOfSomebodyWhoBoardsAtThatMoment() {
    List<Flight<String, String>> started = new ArrayList<>();
    Flights<String, String> flights = new Flights<>(started::add, passenger -> 0);
    Seat<String, String> first = flights.board(key(1), "first");
    AtomicReference<Seat<String, String>> next = new AtomicReference<>();
    started
        .get(0)
        .onEmpty(
            flight -> {
              next.set(flights.board(key(1), "next"));
              assertThat(flight.stopIfEmpty()).isFalse();
            });

    assertThat(first.leave()).isFalse();
    assertThat(next.get().flight()).isSameAs(first.flight());
    started.get(0).onEmpty(Flight::stopIfEmpty);
    assertThat(next.get().leave()).isTrue();
    assertThat(flights.size()).isZero();
  }

  @Test
  void aFlightWaitsAsLongAsTheMostPatientOfAll() {
    List<Flight<Long, String>> started = new ArrayList<>();
    Flights<Long, String> flights = new Flights<>(started::add, passenger -> passenger);
    flights.board(key(1), 5L);
    assertThat(started.get(0).until()).isEqualTo(5);
    flights.board(key(1), 9L);
    flights.board(key(1), 7L);
    assertThat(started.get(0).until()).isEqualTo(9);
  }

  /** Passengers board, wait or leave at random; upstream calls are refused, fail or bring. */
  @Test
  void nobodyWaitsForEverAndAKeyHasOneUpstreamCallAtATime() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    Sky sky = new Sky();
    Flights<Integer, String> flights =
        new Flights<>(flight -> threads.execute(() -> flight.fly(sky::fly)), passenger -> 0);
    List<Future<?>> travellers = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      SplittableRandom random = new SplittableRandom(thread);
      travellers.add(threads.submit(() -> sky.travel(flights, random)));
    }
    for (Future<?> traveller : travellers) {
      traveller.get();
    }
    threads.shutdown();

    assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).as("all flights end").isTrue();
    assertThat(sky.stranded).hasValue(0);
    assertThat(sky.tooMany).hasValue(0);
    assertThat(sky.stopped.get()).as("stopped by the last to leave").isPositive();
    assertThat(sky.landed.get()).isPositive();
    assertThat(flights.size()).isZero();
  }

  /** A flight under way: over once it is about to land. */
  private record Leg(Flight<Integer, String> flight, AtomicBoolean over) {}

  private static final class Sky {
    private final List<AtomicReference<Leg>> latest =
        List.of(new AtomicReference<>(), new AtomicReference<>(), new AtomicReference<>());
    final AtomicInteger tooMany = new AtomicInteger();
    final AtomicInteger stranded = new AtomicInteger();
    final AtomicInteger stopped = new AtomicInteger();
    final AtomicInteger landed = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();

    /** Every passenger is the number of its key. */
    Void travel(Flights<Integer, String> flights, SplittableRandom random)
        throws InterruptedException {
      for (int i = 0; i < 2_000; i++) {
        int asked = random.nextInt(latest.size());
        Seat<Integer, String> seat = flights.board(key(asked), asked);
        int patience = random.nextInt(4);
        if (patience == 0) {
          seat.landed().await(random.nextInt(50), TimeUnit.MICROSECONDS);
        } else if (!seat.landed().await(20, TimeUnit.SECONDS)) {
          stranded.incrementAndGet();
        }
        if (seat.landing() != null) {
          landed.incrementAndGet();
        }
        seat.leave();
      }
      return null;
    }

    Landing<String> fly(Seat<Integer, String> payer, Flight<Integer, String> flight) {
      Leg leg = new Leg(flight, new AtomicBoolean());
      Leg before = latest.get(payer.passenger()).getAndSet(leg);
      if (before != null && !before.over.get() && before.flight.passengers() > 0) {
        tooMany.incrementAndGet();
      }
      CountDownLatch stop = new CountDownLatch(1);
      flight.onEmpty(
          empty -> {
            if (empty.stopIfEmpty()) {
              stop.countDown();
            }
          });
      int call = calls.incrementAndGet();
      boolean left = false;
      try {
        left = stop.await(call % 5 * 20L, TimeUnit.MICROSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      leg.over.set(true);
      return landing(left, call);
    }

    private Landing<String> landing(boolean left, int call) {
      if (left) {
        stopped.incrementAndGet();
        return new Failed<>(new IllegalStateException("stopped"));
      }
      return switch (call % 3) {
        case 0 -> new Refused<>(new IllegalStateException("refused"));
        case 1 -> new Failed<>(new IllegalStateException("failed"));
        default -> new Arrived<>("arrived", false);
      };
    }
  }
}
