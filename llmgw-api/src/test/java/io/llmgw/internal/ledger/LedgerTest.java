package io.llmgw.internal.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.internal.ledger.Ledger.Balance;
import io.llmgw.internal.ledger.Ledger.Reservation;
import io.llmgw.model.ModelInfo;
import io.llmgw.model.PriceRules;
import io.llmgw.usage.Usage;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Target TARGET = new Target("p", "m");
  private static final Optional<ModelInfo> CHEAP =
      Optional.of(ModelInfo.builder("cheap").price("1", "2").build());
  private static final Optional<ModelInfo> DEAR =
      Optional.of(ModelInfo.builder("dear").price("10", "20").build());

  private final Ledger ledger = new Ledger(new Pricer(PriceRules.none()));

  private static void assertBalanced(Balance b) {
    assertThat(b.reserved() + b.overrun()).isEqualTo(b.settled() + b.released() + b.outstanding());
    assertThat(b.outstanding()).isNotNegative();
  }

  @Test
  void whatIsReservedAndNotUsedIsReleased() {
    Reservation held = ledger.reserve(TARGET, CHEAP, 1_000, 1_000);
    assertThat(ledger.balance().outstanding()).isEqualTo(3_000_000);

    held.settle(new Settlement.Reported(Usage.of(1_000, 100), "cheap"));
    held.release();

    assertThat(ledger.balance()).isEqualTo(new Balance(3_000_000, 0, 1_200_000, 1_800_000, 0));
  }

  @Test
  void whatExceedsTheReservationIsAnOverrunAndNotLost() {
    Reservation held = ledger.reserve(TARGET, CHEAP, 1, 1);

    held.settle(new Settlement.Reported(Usage.of(1, 10), "cheap"));
    held.release();

    assertThat(ledger.balance()).isEqualTo(new Balance(3_000, 18_000, 21_000, 0, 0));
  }

  @Test
  void onFailoverTheReservationIsMovedToTheNextPrice() {
    Reservation held = ledger.reserve(TARGET, CHEAP, 1_000, 0);
    held.settle(Settlement.NOTHING);
    held.moveTo(TARGET, DEAR, 1_000, 0);

    assertThat(ledger.balance().outstanding()).isEqualTo(10_000_000);
    assertThat(
            held.settle(new Settlement.Reported(Usage.of(1_000, 0), "dear"))
                .orElseThrow()
                .cost()
                .usd())
        .contains(new BigDecimal("0.010000"));
    held.release();
    assertBalanced(ledger.balance());
    assertThat(ledger.balance().outstanding()).isZero();
  }

  @Test
  void amountsBelowANanoDollarAreRoundedUpOnce() {
    Optional<ModelInfo> tiny =
        Optional.of(ModelInfo.builder("tiny").price("0.0001", "0.0001").build());
    Reservation held = ledger.reserve(TARGET, tiny, 0, 0);

    held.settle(new Settlement.Reported(Usage.of(1, 0), "tiny"));

    assertThat(ledger.balance().settled()).isEqualTo(1);
  }

  @Test
  void anUnknownPriceIsNotBookedAsZeroDollars() {
    Reservation held = ledger.reserve(TARGET, Optional.empty(), 1_000, 1_000);

    var settled = held.settle(new Settlement.Reported(Usage.of(1_000, 100), "x")).orElseThrow();

    assertThat(settled.cost().isKnown()).isFalse();
    assertThat(settled.cost().reason()).contains("no price");
    assertThat(ledger.balance().settled()).isZero();
  }

  @Test
  void anAttemptOfWhichNothingCameBackIsChargedItsEstimatedInput() {
    Reservation held = ledger.reserve(TARGET, CHEAP, 500, 100);

    var settled = held.settle(new Settlement.Unknown(500)).orElseThrow();

    assertThat(settled.usage().source()).isEqualTo(Usage.Source.ESTIMATED);
    assertThat(settled.usage().inputTokens()).isEqualTo(500);
    assertThat(settled.cost().usd().orElseThrow()).isEqualByComparingTo("0.0005");
  }

  @Test
  void releasingTwiceReleasesOnce() {
    Reservation held = ledger.reserve(TARGET, CHEAP, 1_000, 0);
    held.release();
    held.release();

    assertThat(ledger.balance()).isEqualTo(new Balance(1_000_000, 0, 0, 1_000_000, 0));
  }

  /** Random lives of reservations; the books balance after every step. */
  @RepeatedTest(20)
  void theBooksBalanceAfterEveryStep(RepetitionInfo repetition) {
    long seed = 1_000L + repetition.getCurrentRepetition();
    Random random = new Random(seed);
    List<Reservation> open = new ArrayList<>();
    for (int step = 0; step < 500; step++) {
      randomStep(random, open);
      Balance balance = ledger.balance();
      assertThat(balance.reserved() + balance.overrun())
          .as("seed %d, step %d", seed, step)
          .isEqualTo(balance.settled() + balance.released() + balance.outstanding());
    }
    open.forEach(Reservation::release);
    assertThat(ledger.balance().outstanding()).isZero();
  }

  private void randomStep(Random random, List<Reservation> open) {
    Optional<ModelInfo> model =
        random.nextBoolean() ? CHEAP : random.nextBoolean() ? DEAR : Optional.empty();
    if (open.isEmpty() || random.nextInt(4) == 0) {
      open.add(ledger.reserve(TARGET, model, random.nextInt(1_000), random.nextInt(1_000)));
      return;
    }
    Reservation one = open.get(random.nextInt(open.size()));
    switch (random.nextInt(4)) {
      case 0 -> one.moveTo(TARGET, model, random.nextInt(1_000), random.nextInt(1_000));
      case 1 ->
          one.settle(
              new Settlement.Reported(Usage.of(random.nextInt(2_000), random.nextInt(2_000)), ""));
      case 2 ->
          one.settle(
              random.nextBoolean()
                  ? Settlement.NOTHING
                  : new Settlement.Unknown(random.nextInt(100)));
      default -> {
        one.release();
        open.remove(one);
      }
    }
  }

  @Test
  void theBooksBalanceUnderManyThreads() throws Exception {
    int threads = 16;
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> lives = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        lives.add(
            executor.submit(
                () -> {
                  start.await();
                  for (int i = 0; i < 2_000; i++) {
                    Reservation held = ledger.reserve(TARGET, CHEAP, 100, 100);
                    held.moveTo(TARGET, DEAR, 100, 100);
                    held.settle(new Settlement.Reported(Usage.of(100, 100), ""));
                    held.release();
                  }
                  return null;
                }));
      }
      for (Future<?> life : lives) {
        life.get();
      }
    } finally {
      executor.shutdownNow();
    }

    assertBalanced(ledger.balance());
    assertThat(ledger.balance().outstanding()).isZero();
    assertThat(ledger.balance().settled()).isEqualTo(16L * 2_000 * 3_000_000);
  }
}
