package io.llmgw.internal.ledger;

import static io.llmgw.internal.ledger.Accounts.A;
import static io.llmgw.internal.ledger.Accounts.B;
import static io.llmgw.internal.ledger.Accounts.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.internal.ledger.Shortage.Reason;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.limit.RequestLimit;
import io.llmgw.limit.TokenLimit;
import io.llmgw.usage.TokenKind;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsInTheLedgerTest {
  private static final long LONG = Duration.ofHours(1).toNanos();
  private static final Amounts ONE = tokens(0, 0);

  private static TokenLimit input(String name, long amount) {
    return TokenLimit.perMinute(name, amount).counting(TokenKind.INPUT);
  }

  @Test
  void aBucketIsFullAtFirstAndFillsEvenly() {
    Accounts accounts = Accounts.of(input("l", 50).burst(150));
    for (int i = 0; i < 13; i++) {
      accounts.call().reserved(tokens(11, 0)).settleTokens(11, 0);
    }
    Shortage shortage = accounts.call().reserve(tokens(11, 0));
    assertThat(shortage.reason()).isEqualTo(Reason.FULL);
    assertThat(shortage.room()).isEqualTo(7);
    assertThat(shortage.waitNanos()).isEqualTo(Duration.ofMillis(4800).toNanos());
    accounts.time.stepNanos(shortage.waitNanos() - 1);
    assertThat(accounts.call().reserve(tokens(11, 0)).waitNanos()).isEqualTo(1);
    accounts.time.stepNanos(1);
    accounts.call().reserved(tokens(11, 0));
  }

  @ParameterizedTest(name = "{0} in {1}")
  @CsvSource({
    "7, PT1M",
    "1, PT1M",
    "1100000000, PT1M",
    "60000000001, PT1M",
    "3, PT8784H",
    "1000, PT1S",
    "4000000000000000000, PT1M"
  })
  void refillIsExactHoweverOftenOneLooks(long amount, Duration window) {
    Accounts accounts = Accounts.of(TokenLimit.per("l", amount, window).burst(amount));
    Bucket bucket = bucket(accounts, amount);
    bucket.take(amount);
    Random random = new Random(amount);
    long start = accounts.time.nanoTime();
    long least = Math.max(1, window.toNanos() / amount);
    for (int i = 0; i < 2000; i++) {
      accounts.time.stepNanos(random.nextLong(Math.max(2, least / 3)));
      long elapsed = accounts.time.nanoTime() - start;
      long exact =
          BigInteger.valueOf(elapsed)
              .multiply(BigInteger.valueOf(amount))
              .divide(BigInteger.valueOf(window.toNanos()))
              .min(BigInteger.valueOf(amount))
              .longValueExact();
      assertThat(level(accounts, bucket)).isEqualTo(exact);
    }
  }

  private static Bucket bucket(Accounts accounts, long amount) {
    Rule rule = accounts.rules.rule(0);
    return accounts.ledger.locked(
        () -> (Bucket) accounts.ledger.account(rule, accounts.call().subject(), amount, true));
  }

  private static long level(Accounts accounts, Bucket bucket) {
    return accounts.ledger.locked(
        () -> {
          bucket.advance(accounts.ledger.clock());
          return bucket.room();
        });
  }

  @Test
  void aClockThatStepsBackFillsNothingAndTakesNothing() {
    Accounts accounts = Accounts.of(input("l", 60));
    accounts.call().reserved(tokens(60, 0)).settleTokens(60, 0);
    accounts.time.step(Duration.ofSeconds(30));
    assertThat(accounts.call().reserve(tokens(31, 0)).room()).isEqualTo(30);
    accounts.time.step(Duration.ofHours(-1));
    assertThat(accounts.call().reserve(tokens(31, 0)).room()).isEqualTo(30);
    accounts.time.step(Duration.ofHours(1));
    assertThat(accounts.call().reserve(tokens(31, 0)).room()).isEqualTo(30);
    accounts.time.stepCalendar(Duration.ofDays(1));
    assertThat(accounts.call().reserve(tokens(31, 0)).room()).isEqualTo(30);
  }

  @Test
  void inputAndOutputHaveBucketsOfTheirOwn() {
    TokenLimit in = TokenLimit.per("in", 10, Duration.ofHours(1)).counting(TokenKind.INPUT);
    TokenLimit out = TokenLimit.per("out", 100, Duration.ofHours(1)).counting(TokenKind.OUTPUT);
    Accounts accounts = Accounts.of(in, out);

    accounts.call().reserved(tokens(1, 20)).settleTokens(5, 20);
    accounts.call().reserved(tokens(1, 20)).settleTokens(10_000, 20);
    Shortage shortage = accounts.call().reserve(tokens(1, 0));
    assertThat(shortage.ruleName()).isEqualTo("in");
    assertThat(shortage.room()).isEqualTo(-9_995);
    assertThat(shortage.waitNanos()).isEqualTo(Duration.ofMinutes(9_996 * 6).toNanos());
    accounts.call().reserved(tokens(0, 60)).release();
  }

  @Test
  void whatWasTakenIsAmendedToWhatWasUsed() {
    Accounts accounts = Accounts.of(TokenLimit.perMinute("l", 10));
    accounts.call().reserved(tokens(2, 0)).settleTokens(0, 4);
    assertThat(accounts.call().refused(tokens(7, 0))).isEqualTo(Reason.FULL);
    accounts.call().reserved(tokens(6, 0)).settleTokens(1, 0);
    accounts.call().reserved(tokens(5, 0));
    assertThat(accounts.call().refused(tokens(11, 0))).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void whatALongCallUsedBeyondItsEstimateIsDebtAlsoIfTheBucketFilledMeanwhile() {
    Accounts accounts = Accounts.of(input("l", 60));
    Accounts.Call call = accounts.call().reserved(tokens(10, 0));
    accounts.time.step(Duration.ofMinutes(5));
    call.settleTokens(50, 0);
    assertThat(accounts.call().reserve(tokens(21, 0)).room()).isEqualTo(20);
  }

  @Test
  void aCallThatOneLimitRefusesIsNotTakenFromAnother() {
    Accounts accounts =
        Accounts.of(TokenLimit.perMinute("tokens", 10_000), RequestLimit.perMinute("calls", 3));
    for (int i = 0; i < 3; i++) {
      accounts.call().reserved(tokens(100, 0)).settleTokens(100, 0);
    }
    Shortage shortage = accounts.call().reserve(tokens(100, 0));
    assertThat(shortage.ruleName()).isEqualTo("calls");
    assertThat(shortage.waitNanos()).isEqualTo(Duration.ofSeconds(20).toNanos());
    assertThat(accounts.call().reserve(tokens(9_701, 0)).ruleName()).isEqualTo("tokens");
    assertThat(accounts.call().reserve(tokens(9_700, 0)).ruleName()).isEqualTo("calls");
  }

  @Test
  void nothingIsAllowedWhereTheCallersAmountIsZeroOrLess() {
    Accounts accounts =
        Accounts.of(
            RequestLimit.perMinute("l", caller -> Long.valueOf(caller.tenant().length() - 3))
                .each(Scope.TENANT));
    assertThat(accounts.call("ab").refused(ONE)).isEqualTo(Reason.TOO_LARGE);
    assertThat(accounts.call("abc").refused(ONE)).isEqualTo(Reason.TOO_LARGE);
    accounts.call("abcd").reserved(ONE);
    assertThat(accounts.call("abcd").refused(ONE)).isEqualTo(Reason.FULL);
  }

  @Test
  void aLimitThatWasZeroDoesNotFillForTheTimeItWas() {
    long[] amount = {60};
    Accounts accounts = Accounts.of(RequestLimit.perMinute("l", caller -> amount[0]).burst(60));
    accounts.call().reserved(ONE).settleTokens(0, 0);
    amount[0] = 0;
    assertThat(accounts.call().refused(ONE)).isEqualTo(Reason.TOO_LARGE);
    accounts.time.step(Duration.ofHours(1));
    amount[0] = 60;
    assertThat(accounts.call().refused(ONE)).isEqualTo(Reason.FULL);
    accounts.time.step(Duration.ofSeconds(1));
    accounts.call().reserved(ONE);
  }

  @Test
  void usersAndTheWholeAreLimitedSideBySide() {
    Accounts accounts =
        Accounts.of(
            RequestLimit.per("all", 5, Duration.ofSeconds(1)),
            RequestLimit.per("each", 2, Duration.ofSeconds(1)).each(Scope.USER));
    Caller ann = Caller.anonymous().withUser("ann");
    Caller bob = Caller.anonymous().withUser("bob");
    for (Caller caller : List.of(ann, ann, bob, bob)) {
      accounts.call(caller).reserved(ONE).settleTokens(0, 0);
    }
    assertThat(accounts.call(ann).reserve(ONE).ruleName()).isEqualTo("each");
    accounts.call(Caller.anonymous().withUser("eve")).reserved(ONE).settleTokens(0, 0);
    assertThat(accounts.call(Caller.anonymous().withUser("kim")).reserve(ONE).ruleName())
        .isEqualTo("all");
  }

  @Test
  void aCallersRequestsAreCountedOncePerCallAndATargetsOncePerAttempt() {
    Accounts accounts =
        Accounts.of(
            RequestLimit.perMinute("calls", 10),
            RequestLimit.perMinute("attempts", 10).each(Scope.TARGET));
    Accounts.Call call = accounts.call().reserved(ONE).unbilled(true);
    call.reserved(ONE).unbilled(true).to(B).reserved(ONE).unbilled(false);
    call.to(A).reserved(ONE).settleTokens(1, 1);

    assertThat(rooms(accounts, A)).containsExactly(9L, 7L);
    assertThat(rooms(accounts, B)).containsExactly(9L, 10L);
    accounts.call().reserved(ONE).unbilled(false).release();
    assertThat(rooms(accounts, A)).containsExactly(9L, 7L);
  }

  private static List<Long> rooms(Accounts accounts, io.llmgw.value.Target target) {
    return accounts.ledger.locked(
        () ->
            java.util.Arrays.stream(accounts.rules.all())
                .map(
                    rule ->
                        accounts
                            .ledger
                            .account(rule, accounts.call().to(target).subject(), 0, false)
                            .room())
                .toList());
  }

  @Test
  void callsAtOnceAreLimitedUntilTheyEnd() {
    Accounts accounts = Accounts.of(ConcurrencyLimit.of("l", 2));
    Accounts.Call first = accounts.call().reserved(ONE);
    Accounts.Call second = accounts.call().reserved(ONE);
    Shortage shortage = accounts.call().reserve(ONE);
    assertThat(shortage.reason()).isEqualTo(Reason.FULL);
    assertThat(shortage.waitNanos()).isZero();
    first.unbilled(true);
    assertThat(accounts.call().refused(ONE)).isEqualTo(Reason.FULL);
    first.reserved(ONE).settleTokens(1, 1);
    accounts.call().reserved(ONE);
    assertThat(accounts.call().refused(ONE)).isEqualTo(Reason.FULL);
    second.release();
    accounts.call().reserved(ONE);
  }

  @Test
  void aMoveIsGivenCreditForWhatItHoldsAlsoInItsWait() {
    Accounts accounts = Accounts.of(input("l", 60));
    Accounts.Call call = accounts.call().reserved(tokens(40, 0));
    accounts.call().reserved(tokens(20, 0)).settleTokens(20, 0);
    Shortage shortage = call.reserve(tokens(45, 0));
    assertThat(shortage.room()).isEqualTo(40);
    assertThat(shortage.waitNanos()).isEqualTo(Duration.ofSeconds(5).toNanos());
    call.reserved(tokens(30, 0));
    accounts.call().reserved(tokens(10, 0));
  }

  @Test
  void callsWaitInLineAndAreToldOnlyOfThoseBeforeThem() {
    Accounts accounts = Accounts.of(input("l", 60).orWaitUpTo(Duration.ofMinutes(1)));
    accounts.call().reserved(tokens(60, 0)).settleTokens(60, 0);
    Waiter one = new Waiter();
    Waiter two = new Waiter();
    Waiter three = new Waiter();
    Accounts.Call first = accounts.call();
    Accounts.Call second = accounts.call();
    Accounts.Call third = accounts.call();

    assertThat(first.reserve(tokens(20, 0), one, LONG).waitNanos()).isEqualTo(seconds(20));
    assertThat(second.reserve(tokens(10, 0), two, LONG).waitNanos()).isEqualTo(seconds(30));
    assertThat(third.reserve(tokens(1, 0), three, LONG).waitNanos()).isEqualTo(seconds(31));
    assertThat(first.reserve(tokens(20, 0), one, LONG).waitNanos()).isEqualTo(seconds(20));

    accounts.time.step(Duration.ofSeconds(20));
    assertThat(accounts.call().refused(tokens(1, 0))).isEqualTo(Reason.QUEUED);
    assertThat(second.reserve(tokens(10, 0), two, LONG).reason()).isEqualTo(Reason.QUEUED);
    assertThat(two.latch().getCount()).isOne();
    assertThat(first.reserve(tokens(20, 0), one, LONG)).isNull();
    assertThat(two.latch().getCount()).isZero();
    assertThat(second.reserve(tokens(10, 0), two, LONG).waitNanos()).isEqualTo(seconds(10));
    assertThat(two.latch().getCount()).isOne();

    first.settleTokens(5, 0);
    assertThat(two.latch().getCount()).isZero();
    assertThat(second.reserve(tokens(10, 0), two, LONG)).isNull();
    accounts.ledger.withdraw(three);
    accounts.call().reserved(tokens(5, 0));
  }

  private static long seconds(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void aCallThatLeavesTheLineLetsTheNextOneTry() {
    Accounts accounts = Accounts.of(ConcurrencyLimit.of("l", 1).orWaitUpTo(Duration.ofMinutes(1)));
    Accounts.Call running = accounts.call().reserved(ONE);
    Waiter one = new Waiter();
    Waiter two = new Waiter();
    Accounts.Call second = accounts.call();
    assertThat(accounts.call().reserve(ONE, one, LONG)).isNotNull();
    assertThat(second.reserve(ONE, two, LONG)).isNotNull();
    running.release();
    assertThat(one.latch().getCount()).isZero();
    assertThat(two.latch().getCount()).isOne();
    accounts.ledger.withdraw(one);
    assertThat(two.latch().getCount()).isZero();
    assertThat(second.reserve(ONE, two, LONG)).isNull();
  }

  @Test
  void aWaitThatWouldBeTooLongIsNotBegunAndNotGoneOnWith() {
    Accounts accounts = Accounts.of(input("l", 60).orWaitUpTo(Duration.ofMinutes(1)));
    accounts.call().reserved(tokens(60, 0)).settleTokens(60, 0);
    Waiter waiter = new Waiter();
    Accounts.Call call = accounts.call();
    assertThat(call.reserve(tokens(20, 0), waiter, seconds(19)).reason()).isEqualTo(Reason.FULL);
    assertThat(waiter.account).isNull();
    assertThat(call.reserve(tokens(20, 0), waiter, seconds(20)).reason()).isEqualTo(Reason.FULL);
    assertThat(waiter.account).isNotNull();
    assertThat(call.reserve(tokens(20, 0), waiter, seconds(19)).reason()).isEqualTo(Reason.FULL);
    assertThat(waiter.account).isNull();
  }

  @Test
  void aLineThatEmptiesAndARaisedLimitWakeWhoWaits() {
    ConcurrencyLimit limit = ConcurrencyLimit.of("l", 1).orWaitUpTo(Duration.ofMinutes(1));
    Accounts accounts = Accounts.of(limit);
    accounts.call().reserved(ONE);
    Waiter waiter = new Waiter();
    Accounts.Call call = accounts.call();
    assertThat(call.reserve(ONE, waiter, LONG)).isNotNull();
    accounts.configure(List.of(), List.of(ConcurrencyLimit.of("l", 2)));
    assertThat(waiter.latch().getCount()).isZero();
    assertThat(call.reserve(ONE, waiter, LONG)).isNull();
  }

  @Test
  void headersLowerALimitAndWhatIsLeftOfItButNeverRaiseThem() {
    Accounts accounts = Accounts.of(input("l", 100));
    Bucket bucket = bucket(accounts, 100);
    accounts.call().reserved(tokens(30, 0));
    bucket.drainTo(40);
    assertThat(bucket.room()).isEqualTo(40);
    bucket.drainTo(90);
    assertThat(bucket.room()).isEqualTo(40);
    BucketRule rule = (BucketRule) bucket.book.rule();
    bucket.lower(rule, 30);
    assertThat(bucket.limit()).isEqualTo(30);
    assertThat(bucket.room()).isEqualTo(30);
    bucket.lower(rule, 500);
    assertThat(bucket.limit()).isEqualTo(100);
    assertThat(bucket.room()).isEqualTo(30);
  }
}
