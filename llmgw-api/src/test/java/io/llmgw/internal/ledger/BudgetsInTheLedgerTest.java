package io.llmgw.internal.ledger;

import static io.llmgw.internal.ledger.Accounts.A;
import static io.llmgw.internal.ledger.Accounts.B;
import static io.llmgw.internal.ledger.Accounts.nanos;
import static io.llmgw.internal.ledger.Accounts.tokens;
import static io.llmgw.internal.ledger.Accounts.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.budget.Reserve;
import io.llmgw.internal.ledger.Shortage.Reason;
import io.llmgw.usage.TokenKind;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetsInTheLedgerTest {
  private static final ZoneId UTC = ZoneOffset.UTC;

  private static Budget hundred() {
    return Budget.usd("b", nanos(100));
  }

  private static Budget daily() {
    return hundred().perDay(UTC);
  }

  /** Counts what attempts come to, so that they can come to more. */
  private static Budget expecting(Budget budget) {
    return budget.reserve(Reserve.EXPECTED);
  }

  @Test
  void aHardBudgetRefusesWhatDoesNotFitBesideWhatIsHeld() {
    Accounts accounts = Accounts.of(hundred());
    Accounts.Call first = accounts.call().reserved(usd(60));

    assertThat(accounts.call().refused(usd(41))).isEqualTo(Reason.FULL);
    assertThat(accounts.call().refused(usd(101))).isEqualTo(Reason.TOO_LARGE);
    accounts.call().reserved(usd(40)).release();
    first.settle(10);
    accounts.call().reserved(usd(90));
    assertThat(accounts.spent("b")).isEqualTo(10);
    assertThat(accounts.held("b")).isEqualTo(90);
  }

  @Test
  void fiveCallsEachLargerThanTheBudgetAreAllRefused() {
    Accounts accounts = Accounts.of(Budget.usd("b", "0.45"));
    for (int i = 0; i < 5; i++) {
      assertThat(accounts.call().refused(usd(600_000_000))).isEqualTo(Reason.TOO_LARGE);
    }
    assertThat(accounts.spent("b")).isZero();
  }

  @Test
  void aSoftBudgetRefusesNothingAndTellsItsMarksOnceEach() {
    Accounts accounts = Accounts.of(daily().soft().marks(50, 80, 100, 200));

    assertThat(accounts.call().reserved(usd(49)).marks(49)).isEmpty();
    assertThat(accounts.call().reserved(usd(1)).marks(1)).containsExactly(50);
    assertThat(accounts.call().reserved(usd(70)).marks(70)).containsExactly(80, 100);
    assertThat(accounts.call().reserved(usd(10)).marks(10)).isEmpty();
    accounts.days(1);
    assertThat(accounts.spent("b")).isEqualTo(30);
    assertThat(accounts.call().reserved(usd(20)).marks(20)).containsExactly(50);
  }

  @Test
  void tokensAreCountedByTheirKind() {
    Accounts accounts =
        Accounts.of(
            Budget.tokens("all", 100),
            Budget.tokens("in", 60).counting(TokenKind.INPUT),
            Budget.tokens("out", 50).counting(TokenKind.OUTPUT));

    assertThat(accounts.call().reserve(tokens(61, 0)).ruleName()).isEqualTo("in");
    assertThat(accounts.call().reserve(tokens(0, 51)).ruleName()).isEqualTo("out");
    assertThat(accounts.call().reserve(tokens(60, 41)).ruleName()).isEqualTo("all");
    accounts.call().reserved(tokens(60, 40)).settleTokens(50, 20);
    assertThat(accounts.spent("all")).isEqualTo(70);
    assertThat(accounts.spent("in")).isEqualTo(50);
    assertThat(accounts.spent("out")).isEqualTo(20);
  }

  @Test
  void aCallCountsOnceHoweverManyAttemptsAreCharged() {
    Accounts accounts = Accounts.of(Budget.calls("b", 2));

    Accounts.Call first = accounts.call().reserved(usd(1)).failed(1);
    first.to(B).reserved(usd(1)).failed(1);
    first.to(A).reserved(usd(1)).settle(1);
    assertThat(accounts.spent("b")).isEqualTo(1);
    accounts.call().reserved(usd(1)).unbilled(true).release();
    assertThat(accounts.spent("b")).isEqualTo(1);
    accounts.call().reserved(usd(1)).settle(0);
    assertThat(accounts.call().refused(usd(1))).isEqualTo(Reason.FULL);
  }

  @Test
  void aBudgetOfCallsOfATargetCountsACallOncePerTarget() {
    Accounts accounts = Accounts.of(Budget.calls("b", 9).each(Scope.MODEL));

    Accounts.Call call = accounts.call().reserved(usd(1)).failed(1);
    call.reserved(usd(1)).failed(1);
    call.to(B).reserved(usd(1)).failed(1);
    call.to(A).reserved(usd(1)).settle(1);

    for (String model : List.of("a", "b")) {
      BudgetAccount account = BudgetAccount.of("b").with(Scope.MODEL, model);
      assertThat(accounts.desk.balance(account).spent()).isEqualByComparingTo("1");
      assertThat(accounts.desk.balance(account).reserved()).isZero();
    }
  }

  @Test
  void aBudgetOfCallsOnlyForAProviderAppliesAfterFailoverToo() {
    Accounts accounts = Accounts.of(Budget.calls("b", 1).only(Scope.PROVIDER, "anthropic"));

    accounts.call().reserved(usd(1)).unbilled(true).to(B).reserved(usd(1)).settle(1);
    assertThat(accounts.spent("b")).isEqualTo(1);
    assertThat(accounts.call().to(B).refused(usd(1))).isEqualTo(Reason.FULL);
    accounts.call().to(A).reserved(usd(1)).settle(1);
  }

  @Test
  void debtIsCarriedThroughEveryWindowLookedAtOrNot() {
    for (boolean looks : new boolean[] {true, false}) {
      Accounts accounts = Accounts.of(expecting(daily()));
      accounts.call().reserved(usd(100)).settle(350);
      assertThat(accounts.debt("b")).isEqualTo(250);
      long[] expected = {250, 150, 50, 0};
      for (long spent : expected) {
        accounts.days(1);
        if (looks) {
          assertThat(accounts.spent("b")).isEqualTo(spent);
        }
      }
      assertThat(accounts.spent("b")).isZero();
      assertThat(accounts.debt("b")).isZero();
    }
  }

  @Test
  void aBudgetInDebtRefusesUntilItIsPaid() {
    Accounts accounts = Accounts.of(expecting(daily()));
    accounts.call().reserved(usd(100)).settle(250);

    assertThat(accounts.call().refused(usd(1))).isEqualTo(Reason.FULL);
    accounts.days(1);
    assertThat(accounts.call().refused(usd(1))).isEqualTo(Reason.FULL);
    accounts.days(1);
    assertThat(accounts.call().refused(usd(51))).isEqualTo(Reason.FULL);
    accounts.call().reserved(usd(50));
  }

  @Test
  void loweringALimitMakesNoDebtAndRaisingItTakesDebtAway() {
    Accounts accounts = Accounts.of(expecting(daily()));
    BudgetAccount account = BudgetAccount.of("b");
    accounts.spend(80);
    accounts.desk.set(account, nanos(50));
    assertThat(accounts.debt("b")).isZero();
    accounts.desk.unset(account);
    accounts.call().reserved(usd(20)).settle(70);
    assertThat(accounts.debt("b")).isEqualTo(50);
    accounts.desk.addExtra(account, nanos(30));
    assertThat(accounts.debt("b")).isEqualTo(20);
    accounts.configure(List.of(expecting(Budget.usd("b", nanos(200)).perDay(UTC))), List.of());
    assertThat(accounts.debt("b")).isZero();
    accounts.call().reserved(usd(80)).settle(90);
    assertThat(accounts.debt("b")).isEqualTo(10);
  }

  @Test
  void anExtraIsForItsWindowAndASetLimitForAll() {
    Accounts accounts = Accounts.of(daily());
    BudgetAccount account = BudgetAccount.of("b");
    accounts.desk.addExtra(account, nanos(50));
    accounts.desk.addExtra(account, nanos(50));
    accounts.call().reserved(usd(200)).settle(200);
    accounts.days(1);
    assertThat(accounts.spent("b")).isZero();
    assertThat(accounts.call().refused(usd(101))).isEqualTo(Reason.TOO_LARGE);
    accounts.desk.set(account, nanos(300));
    accounts.days(1);
    accounts.call().reserved(usd(300)).settle(300);
    accounts.desk.set(account, "0");
    assertThat(accounts.call().refused(usd(1))).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void extrasBeyondAllMeasureDoNotOverflow() {
    Accounts accounts = Accounts.of(daily());
    for (int i = 0; i < 5; i++) {
      accounts.desk.addExtra(BudgetAccount.of("b"), "9000000000");
    }
    assertThat(accounts.balance("b").limit()).isPositive();
    accounts.spend(Long.MAX_VALUE / 4);
  }

  @Test
  void aResetForgivesButKeepsWhatIsHeld() {
    Accounts accounts = Accounts.of(daily().marks(50));
    Accounts.Call inFlight = accounts.call().reserved(usd(40));
    assertThat(accounts.call().reserved(usd(60)).marks(60)).containsExactly(50);

    accounts.desk.reset(BudgetAccount.of("b"));

    assertThat(accounts.spent("b")).isZero();
    assertThat(accounts.held("b")).isEqualTo(40);
    assertThat(accounts.call().refused(usd(61))).isEqualTo(Reason.FULL);
    assertThat(accounts.call().reserved(usd(60)).marks(60)).containsExactly(50);
    inFlight.settle(40);
    assertThat(accounts.spent("b")).isEqualTo(100);
  }

  @Test
  void whatEndsInTheNextWindowIsSpentThereLookedAtOrNot() {
    for (boolean looks : new boolean[] {true, false}) {
      Accounts accounts = Accounts.of(daily());
      accounts.spend(30);
      Accounts.Call late = accounts.call().reserved(usd(70));
      accounts.days(1);
      if (looks) {
        assertThat(accounts.held("b")).isEqualTo(70);
      }
      assertThat(late.settle(50)).isEmpty();
      assertThat(accounts.spent("b")).isEqualTo(50);
    }
  }

  @Test
  void aClockThatStepsBackRefundsNothing() {
    Accounts accounts = Accounts.of(daily());
    accounts.spend(100);
    accounts.days(1);
    accounts.spend(60);
    accounts.days(-2);
    assertThat(accounts.spent("b")).isEqualTo(60);
    accounts.days(1);
    assertThat(accounts.call().refused(usd(41))).isEqualTo(Reason.FULL);
    accounts.days(1);
    assertThat(accounts.spent("b")).isEqualTo(60);
    accounts.days(1);
    assertThat(accounts.spent("b")).isZero();
  }

  @Test
  void theWaitIsUntilTheWindowEndsUnlessCallsInFlightMayLeaveEnough() {
    Accounts accounts = Accounts.of(daily());
    Accounts.Call inFlight = accounts.call().reserved(usd(60));
    assertThat(accounts.call().reserve(usd(50)).waitNanos()).isZero();
    inFlight.settle(60);
    assertThat(accounts.call().reserve(usd(50)).waitNanos())
        .isEqualTo(Duration.ofMinutes(13 * 60 + 30).toNanos());
    assertThat(accounts.call().reserve(usd(101)).waitNanos()).isNegative();
    Accounts total = Accounts.of(hundred());
    total.spend(60);
    assertThat(total.call().reserve(usd(50)).waitNanos()).isNegative();
  }

  @Test
  void everyBudgetThatAppliesHasToHaveRoomAndARefusalTakesFromNone() {
    Accounts accounts =
        Accounts.of(
            Budget.usd("gateway", nanos(1000)),
            Budget.usd("tenant", nanos(200)).each(Scope.TENANT),
            Budget.usd("user", nanos(150)).each(Scope.TENANT, Scope.USER),
            Budget.usd("a", nanos(120)).only(Scope.TARGET, "openai/a"));
    Caller ann = Caller.tenant("acme").withUser("ann");
    Caller bob = Caller.tenant("acme").withUser("bob");

    accounts.call(ann).reserved(usd(110)).settle(110);
    assertThat(accounts.call(ann).to(B).reserve(usd(41)).ruleName()).isEqualTo("user");
    assertThat(accounts.call(bob).to(B).reserve(usd(91)).ruleName()).isEqualTo("tenant");
    assertThat(accounts.call(bob).reserve(usd(11)).ruleName()).isEqualTo("a");
    accounts.call(bob).to(B).reserved(usd(90)).settle(90);
    accounts.call(Caller.tenant("other").withUser("ann")).to(B).reserved(usd(150)).settle(150);

    assertThat(accounts.spent("gateway")).isEqualTo(350);
    assertThat(accounts.held("gateway")).isZero();
    assertThat(accounts.desk.balance("tenant", Caller.tenant("acme")).spent())
        .isEqualByComparingTo(nanos(200));
  }

  @Test
  void aTagIsTheCallersElseTheCallsAndWithoutOneTheRuleIsLeftOut() {
    Accounts accounts = Accounts.of(hundred().each(Scope.tag("team")));

    accounts.call().reserved(usd(1000)).release();
    accounts.call().tagged("team", "x").reserved(usd(100));
    Caller caller = Caller.tenant("t").withTag("team", "y");
    accounts.call(caller).tagged("team", "x").reserved(usd(100));
    assertThat(accounts.call().tagged("team", "y").refused(usd(1))).isEqualTo(Reason.FULL);
  }

  @Test
  void anAmountMayDependOnTheCaller() {
    Budget budget =
        Budget.usd("b", caller -> new BigDecimal(nanos(caller.tenant().length() * 10L)))
            .each(Scope.TENANT);
    Accounts accounts = Accounts.of(budget);

    assertThat(accounts.call("ab").refused(usd(21))).isEqualTo(Reason.TOO_LARGE);
    accounts.call("ab").reserved(usd(20));
    accounts.call("abc").reserved(usd(30));
    assertThat(accounts.desk.balance("b", Caller.tenant("abcd")).limit())
        .isEqualByComparingTo(nanos(40));
  }

  @Test
  void whatWasSpentBeforeIsAskedForOnceByWhoeverIsFirst() {
    List<BudgetAccount> asked = new ArrayList<>();
    Budget budget =
        daily()
            .each(Scope.TENANT)
            .spentSoFar(
                account -> {
                  asked.add(account);
                  return new BigDecimal(nanos(80));
                });
    Accounts accounts = Accounts.of(budget);

    Accounts.Call call = accounts.call("acme");
    Shortage shortage = call.reserve(usd(10));
    assertThat(shortage.reason()).isEqualTo(Reason.UNSEEDED);
    accounts.ledger.seed(shortage.rule(), call.subject(), 0, 80);
    assertThat(call.refused(usd(21))).isEqualTo(Reason.FULL);
    call.reserved(usd(20));

    BudgetAccount other = BudgetAccount.of("b").with(Scope.TENANT, "other");
    assertThat(accounts.desk.balance(other).spent()).isEqualByComparingTo(nanos(80));
    assertThat(accounts.desk.balance(other).spent()).isEqualByComparingTo(nanos(80));
    assertThat(asked).containsExactly(other);
    assertThat(accounts.call("other").refused(usd(21))).isEqualTo(Reason.FULL);
  }

  @Test
  void lookingAtABalanceOpensNoAccount() {
    Accounts accounts = Accounts.of(hundred().each(Scope.TENANT));
    assertThat(accounts.desk.balance("b", Caller.tenant("acme")).spent()).isZero();
    assertThat(accounts.desk.balances("b")).isEmpty();
    accounts.desk.set("b", Caller.tenant("acme"), nanos(5));
    assertThat(accounts.desk.balances("b")).hasSize(1);
  }

  @Test
  void theDeskSaysWhatIsWrong() {
    Accounts accounts = Accounts.of(hundred().each(Scope.TENANT));
    BudgetAccount account = BudgetAccount.of("b").with(Scope.TENANT, "acme");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> accounts.desk.balance(BudgetAccount.of("c")))
        .withMessageContaining("no budget \"c\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> accounts.desk.balance(BudgetAccount.of("b")))
        .withMessageContaining("each tenant");
    assertThatIllegalArgumentException().isThrownBy(() -> accounts.desk.set(account, "-1"));
    assertThatIllegalArgumentException().isThrownBy(() -> accounts.desk.addExtra(account, "0"));
    assertThatIllegalArgumentException().isThrownBy(() -> accounts.desk.set(account, "ten"));
  }

  @Test
  void aMoveTakesTheNewTargetsAccountsInOneStepOrLeavesAllAsItWas() {
    Accounts accounts =
        Accounts.of(
            Budget.usd("all", nanos(100)), Budget.usd("each", nanos(80)).each(Scope.PROVIDER));
    Accounts.Call other = accounts.call().to(B).reserved(usd(30));
    Accounts.Call call = accounts.call().to(A).reserved(usd(60));
    Ledger.Totals before = accounts.ledger.totals();

    assertThat(call.to(B).refused(usd(51))).isEqualTo(Reason.FULL);
    assertThat(call.to(B).refused(usd(71))).isEqualTo(Reason.FULL);
    assertThat(accounts.ledger.totals()).isEqualTo(before);
    assertThat(accounts.held("all")).isEqualTo(90);

    call.to(B).reserved(usd(50));
    assertThat(accounts.held("all")).isEqualTo(80);
    BudgetAccount a = BudgetAccount.of("each").with(Scope.PROVIDER, "openai");
    assertThat(accounts.desk.balance(a).reserved()).isZero();
    call.failed(20).reserved(usd(30));
    assertThat(accounts.held("all")).isEqualTo(60);
    assertThat(call.settle(30)).isEmpty();
    other.release();
    assertThat(accounts.spent("all")).isEqualTo(50);
    assertThat(accounts.held("all")).isZero();
    assertThat(accounts.ledger.totals().outstanding()).isZero();
  }
}
