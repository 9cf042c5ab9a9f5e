package io.llmgw.internal.ledger;

import static io.llmgw.internal.ledger.Accounts.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.internal.ledger.Shortage.Reason;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.limit.Limit;
import io.llmgw.limit.RequestLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose turn it is where interactive and batch calls wait for the same. */
class PrioritiesInTheLedgerTest {
  private static final long LONG = Duration.ofHours(1).toNanos();
  private static final Duration ONE_HOUR = Duration.ofHours(1);
  private static final Amounts ONE = tokens(0, 0);
  private static final boolean INTERACTIVE = false;
  private static final boolean BATCH = true;

  /** One call and its place in line; tries again only when it was woken, as the gateway does. */
  private static final class Guest {
    final boolean batch;
    final Accounts.Call call;
    final Waiter waiter = new Waiter();

    Guest(Accounts accounts, boolean batch) {
      this.batch = batch;
      this.call = accounts.call(batch);
    }

    @Nullable Shortage tries() {
      return call.reserve(ONE, waiter, LONG);
    }

    boolean isAwake() {
      return waiter.latch().getCount() == 0;
    }
  }

  /** Everybody there is at one limit. */
  private static final class House {
    final Accounts accounts;
    final List<Guest> waiting = new ArrayList<>();
    final List<Guest> inside = new ArrayList<>();
    final List<Boolean> served = new ArrayList<>();

    House(Limit<?> limit) {
      accounts = Accounts.of(limit);
    }

    void arrives(boolean batch) {
      Guest guest = new Guest(accounts, batch);
      if (guest.tries() == null) {
        inside.add(guest);
      } else {
        waiting.add(guest);
      }
    }

    void arrive(int guests, boolean batch) {
      for (int i = 0; i < guests; i++) {
        arrives(batch);
      }
    }

    /** All who were woken try again, until nobody is awake. */
    void settle() {
      boolean moved = true;
      while (moved) {
        moved = false;
        for (Iterator<Guest> guests = waiting.iterator(); guests.hasNext(); ) {
          Guest guest = guests.next();
          if (guest.isAwake()) {
            moved = true;
            if (guest.tries() == null) {
              served.add(guest.batch);
              inside.add(guest);
              guests.remove();
            }
          }
        }
      }
    }

    void leaves(boolean batch) {
      Guest guest = inside.stream().filter(g -> g.batch == batch).findFirst().orElseThrow();
      inside.remove(guest);
      guest.call.release();
    }

    long inside(boolean batch) {
      return inside.stream().filter(guest -> guest.batch == batch).count();
    }
  }

  @Test
  void interactiveCallsGoBeforeBatchCallsThatCameFirst() {
    House house = new House(ConcurrencyLimit.of("l", 1).orWaitUpTo(ONE_HOUR));
    house.arrives(INTERACTIVE);
    house.arrive(2, BATCH);
    house.arrive(2, INTERACTIVE);
    for (int i = 0; i < 4; i++) {
      house.leaves(house.inside.get(0).batch);
      house.settle();
    }
    assertThat(house.served).containsExactly(INTERACTIVE, INTERACTIVE, BATCH, BATCH);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 9})
  void ofFewSlotsEveryTenthThatBecomesFreeGoesToBatch(int limit) {
    House house = new House(ConcurrencyLimit.of("l", limit).orWaitUpTo(ONE_HOUR));
    house.arrive(limit, INTERACTIVE);
    house.arrive(40, BATCH);
    house.arrive(200, INTERACTIVE);
    for (int i = 0; i < 200; i++) {
      house.leaves(house.inside.get(0).batch);
      house.settle();
      assertThat(house.inside).hasSize(limit);
    }
    assertThat(house.served).hasSize(200);
    for (int i = 0; i < 200; i++) {
      assertThat(house.served.get(i)).as("call %d", i).isEqualTo(i % 10 == 9);
    }
  }

  @ParameterizedTest
  @CsvSource({"10, 1", "25, 2", "50, 5"})
  void ofManySlotsATenthIsLeftToBatchHoweverLongItsCallsTake(int limit, int share) {
    House house = new House(ConcurrencyLimit.of("l", limit).orWaitUpTo(ONE_HOUR));
    house.arrive(limit, INTERACTIVE);
    house.arrive(20, BATCH);
    house.arrive(500, INTERACTIVE);
    for (int i = 0; i < 300; i++) { // batch calls take as long as fifty others
      house.leaves(i % 50 == 49 ? BATCH : INTERACTIVE);
      house.settle();
      assertThat(house.inside).hasSize(limit);
      assertThat(house.inside(BATCH)).isEqualTo(Math.min(i + 1, share));
    }
  }

  @Test
  void whatNoInteractiveCallWaitsForBatchMayHave() {
    House house = new House(ConcurrencyLimit.of("l", 20).orWaitUpTo(ONE_HOUR));
    house.arrive(30, BATCH);
    assertThat(house.inside(BATCH)).isEqualTo(20);
    house.arrive(5, INTERACTIVE);
    for (int i = 0; i < 5; i++) {
      house.leaves(BATCH);
      house.settle();
    }
    assertThat(house.inside(INTERACTIVE)).isEqualTo(5);
    house.leaves(INTERACTIVE);
    house.settle();
    assertThat(house.inside(BATCH)).isEqualTo(16);
  }

  @Test
  void aBucketFillsForInteractiveCallsAndEveryTenthTimeForBatch() {
    Accounts accounts = Accounts.of(RequestLimit.perMinute("l", 60).burst(1).orWaitUpTo(ONE_HOUR));
    accounts.call().reserved(ONE).settleTokens(1, 1);
    List<Guest> batches = List.of(new Guest(accounts, BATCH), new Guest(accounts, BATCH));
    List<Guest> others = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      others.add(new Guest(accounts, INTERACTIVE));
    }
    assertThat(wait(batches.get(0))).isEqualTo(1);
    assertThat(wait(batches.get(1))).isEqualTo(2);
    for (int i = 0; i < 9; i++) {
      assertThat(wait(others.get(i))).isEqualTo(i + 1);
    }
    for (int i = 9; i < 12; i++) { // after one batch call
      assertThat(wait(others.get(i))).isEqualTo(i + 2);
    }
    assertThat(wait(batches.get(0))).isEqualTo(10);
    assertThat(wait(batches.get(1))).isEqualTo(14);

    accounts.time.step(Duration.ofSeconds(1));
    assertThat(batches.get(0).tries()).isNotNull();
    assertThat(others.get(0).tries()).isNull();
    assertThat(wait(batches.get(0))).isEqualTo(9);
  }

  /** How long a call would have to wait, in seconds. */
  private static long wait(Guest guest) {
    Shortage shortage = guest.tries();
    assertThat(shortage).isNotNull();
    return Duration.ofNanos(shortage.waitNanos()).toSeconds();
  }

  @Test
  void eachPriorityHasAQueueThatIsBounded() {
    Accounts accounts = Accounts.of(ConcurrencyLimit.of("l", 1).orWaitUpTo(ONE_HOUR).queueOf(2));
    Accounts.Call running = accounts.call().reserved(ONE);
    Supplier<@Nullable Reason> batch = () -> reason(new Guest(accounts, BATCH).tries());
    assertThat(batch.get()).isEqualTo(Reason.FULL);
    assertThat(batch.get()).isEqualTo(Reason.FULL);
    assertThat(batch.get()).isEqualTo(Reason.QUEUE_FULL);
    Guest first = new Guest(accounts, INTERACTIVE);
    assertThat(reason(first.tries())).isEqualTo(Reason.FULL);
    assertThat(reason(new Guest(accounts, INTERACTIVE).tries())).isEqualTo(Reason.FULL);
    Guest late = new Guest(accounts, INTERACTIVE);
    assertThat(reason(late.tries())).isEqualTo(Reason.QUEUE_FULL);
    assertThat(late.waiter.isQueued()).isFalse();
    running.release();
    assertThat(first.tries()).isNull();
    assertThat(reason(late.tries())).isEqualTo(Reason.FULL);
  }

  private static @Nullable Reason reason(@Nullable Shortage shortage) {
    return shortage == null ? null : shortage.reason();
  }

  /**
   * Calls come, go, give up and are woken in any order, and the limit changes; who was not woken
   * does not try. If a wakeup were lost, somebody would be left waiting for a slot that is free.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 25})
  void nobodyIsForgottenWhateverHappens(int limit) {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      House house = new House(ConcurrencyLimit.of("l", limit).orWaitUpTo(ONE_HOUR));
      for (int i = 0; i < 200; i++) {
        anything(random, house, limit);
      }
      house.settle();
      while (!house.inside.isEmpty()) {
        house.leaves(house.inside.get(random.nextInt(house.inside.size())).batch);
        house.settle();
      }
      assertThat(house.waiting).as("seed %d", seed).isEmpty();
    }
  }

  private static void anything(Random random, House house, int limit) {
    int what = random.nextInt(20);
    if (what < 9) {
      house.arrives(random.nextInt(3) == 0);
    } else if (what < 15 && !house.inside.isEmpty()) {
      house.leaves(house.inside.get(random.nextInt(house.inside.size())).batch);
    } else if (what < 17 && !house.waiting.isEmpty()) {
      Guest tired = house.waiting.remove(random.nextInt(house.waiting.size()));
      house.accounts.ledger.withdraw(tired.waiter);
    } else if (what == 17) {
      long next = 1L + random.nextInt(2 * limit);
      house.accounts.configure(
          List.of(), List.of(ConcurrencyLimit.of("l", next).orWaitUpTo(ONE_HOUR)));
    } else { // one of those who were woken is quicker than the others
      house.waiting.stream()
          .filter(Guest::isAwake)
          .skip(random.nextInt(2))
          .findFirst()
          .filter(guest -> guest.tries() == null)
          .ifPresent(
              guest -> {
                house.waiting.remove(guest);
                house.inside.add(guest);
              });
    }
  }
}
