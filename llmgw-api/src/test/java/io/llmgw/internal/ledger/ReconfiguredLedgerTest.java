package io.llmgw.internal.ledger;

import static io.llmgw.internal.ledger.Accounts.A;
import static io.llmgw.internal.ledger.Accounts.B;
import static io.llmgw.internal.ledger.Accounts.nanos;
import static io.llmgw.internal.ledger.Accounts.tokens;
import static io.llmgw.internal.ledger.Accounts.usd;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.budget.BudgetWindow.Interval;
import io.llmgw.budget.Reserve;
import io.llmgw.internal.ledger.Shortage.Reason;
import io.llmgw.limit.Limit;
import io.llmgw.limit.RequestLimit;
import io.llmgw.limit.TokenLimit;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules that change while accounts are in use, and accounts that are forgotten. */
class ReconfiguredLedgerTest {
  private static final ZoneId UTC = ZoneOffset.UTC;

  private static Budget budget(long nanos) {
    return Budget.usd("b", nanos(nanos));
  }

  private static void configure(Accounts accounts, Budget... budgets) {
    accounts.configure(List.of(budgets), List.of());
  }

  @Test
  void aChangedAmountHoldsAtOnceAndLosesNothingInFlight() {
    Accounts accounts = Accounts.of(budget(100));
    Accounts.Call inFlight = accounts.call().reserved(usd(60));
    configure(accounts, budget(50));
    assertThat(accounts.call().refused(usd(1))).isEqualTo(Reason.FULL);
    inFlight.settle(30);
    accounts.call().reserved(usd(20)).release();
    configure(accounts, budget(200));
    accounts.call().reserved(usd(170));
    assertThat(accounts.ledger.totals().outstanding()).isEqualTo(170);
  }

  @Test
  void aMonthThatATotalBecomesKeepsWhatWasSpent() {
    Accounts accounts = Accounts.of(Budget.usd("b", "50"));
    accounts.spend(42_000_000_000L);
    configure(accounts, Budget.usd("b", "50").perMonth(UTC));
    assertThat(accounts.balance("b").spent()).isEqualByComparingTo("42");
    assertThat(accounts.balance("b").window())
        .isEqualTo(
            new Interval(
                Instant.parse("2024-02-01T00:00:00Z"), Instant.parse("2024-03-01T00:00:00Z")));
    accounts.days(25);
    assertThat(accounts.balance("b").spent()).isZero();
  }

  @Test
  void aWindowThatWasOverIsNotCountedInTheNewKindOfWindow() {
    Accounts accounts = Accounts.of(budget(100).perDay(UTC));
    accounts.spend(90);
    accounts.days(1);
    configure(accounts, budget(100).perMonth(UTC));
    assertThat(accounts.spent("b")).isZero();
  }

  @Test
  void marksThatWereToldAreNotToldAgainWhenOthersAreAdded() {
    Accounts accounts = Accounts.of(budget(100).marks(80, 100));
    assertThat(accounts.call().reserved(usd(85)).marks(85)).containsExactly(80);
    Accounts.Call old = accounts.call().reserved(usd(1));
    configure(accounts, budget(100).marks(50, 80, 90));
    assertThat(old.marks(1)).containsExactly(50);
    assertThat(accounts.call().reserved(usd(5)).marks(5)).containsExactly(90);
  }

  @Test
  void anAccountThatACallOfTheOldConfigurationOpensHasTheNewAmount() {
    Accounts accounts = Accounts.of(budget(100).each(Scope.PROVIDER));
    Accounts.Call old = accounts.call().to(A).reserved(usd(10));
    configure(accounts, budget(20).each(Scope.PROVIDER));
    old.to(B).reserved(usd(10)).settle(10);
    assertThat(accounts.call().to(B).refused(usd(11))).isEqualTo(Reason.FULL);
  }

  @Test
  void aTagThatBecomesRequiredKeepsItsAccounts() {
    Accounts accounts = Accounts.of(budget(100).each(Scope.tag("team")));
    accounts.call().tagged("team", "x").reserved(usd(70)).settle(70);
    configure(accounts, budget(100).each(Scope.requiredTag("team")));
    assertThat(accounts.call().tagged("team", "x").refused(usd(31))).isEqualTo(Reason.FULL);
  }

  @Test
  void aBudgetThatCountsSomethingElseBeginsAnew() {
    Accounts accounts = Accounts.of(budget(100));
    Accounts.Call inFlight = accounts.call().reserved(usd(70));
    configure(accounts, Budget.tokens("b", 10));
    inFlight.settle(70);
    accounts.call().reserved(tokens(5, 5));
    assertThat(accounts.spent("b")).isZero();
  }

  @Test
  void aBucketIsFilledAtItsOldRateUntilTheChange() {
    Accounts accounts = Accounts.of(TokenLimit.perMinute("l", 60));
    accounts.call().reserved(tokens(60, 0)).settleTokens(60, 0);
    accounts.time.step(Duration.ofSeconds(10));
    accounts.configure(List.of(), List.of(TokenLimit.perMinute("l", 6000)));
    assertThat(accounts.call().reserve(tokens(6000, 0)).room()).isEqualTo(10);
    accounts.time.step(Duration.ofSeconds(1));
    assertThat(accounts.call().reserve(tokens(6000, 0)).room()).isEqualTo(110);
  }

  private static Budget each(String name) {
    return Budget.usd(name, nanos(100)).perDay(UTC).each(Scope.TENANT);
  }

  @Test
  void beyondMaxAccountsANewOneIsRefusedUntilAWindowIsOverWithoutDebt() {
    Accounts accounts = new Accounts().max(2);
    configure(accounts, each("b").reserve(Reserve.EXPECTED));
    accounts.call("x").reserved(usd(10)).settle(10);
    accounts.call("y").reserved(usd(10)).settle(150);
    assertThat(accounts.call("z").refused(usd(1))).isEqualTo(Reason.TOO_MANY_ACCOUNTS);
    accounts.call("x").reserved(usd(1)).release();
    accounts.days(1);
    accounts.call("z").reserved(usd(1)).settle(1);
    assertThat(accounts.call("x").refused(usd(1))).isEqualTo(Reason.TOO_MANY_ACCOUNTS);
    assertThat(accounts.desk.balance("b", Caller.tenant("y")).spent())
        .isEqualByComparingTo(nanos(50));
  }

  @Test
  void anAccountWhoseCallHoldsNothingIsNotForgotten() {
    Accounts accounts = new Accounts().max(1);
    configure(accounts, each("b"));
    Accounts.Call free = accounts.call("x").reserved(usd(0));
    assertThat(accounts.call("y").refused(usd(1))).isEqualTo(Reason.TOO_MANY_ACCOUNTS);
    free.settle(30);
    assertThat(accounts.desk.balance("b", Caller.tenant("x")).spent())
        .isEqualByComparingTo(nanos(30));
  }

  @Test
  void accountsFoundForACallAreNotForgottenByItself() {
    int tenants = 3_000;
    Accounts accounts = new Accounts();
    accounts.configure(List.of(each("one"), each("two"), each("three")), List.of());
    for (int i = 0; i < tenants; i++) {
      accounts.call("t" + i).reserved(usd(7)).settle(7);
    }
    for (String budget : List.of("one", "two", "three")) {
      assertThat(accounts.desk.balances(budget))
          .hasSize(tenants)
          .allSatisfy(balance -> assertThat(balance.spent()).isEqualByComparingTo(nanos(7)));
    }
  }

  @Test
  void accountsThatNobodyNeedsAreForgottenAsOthersCome() {
    Accounts accounts = new Accounts();
    List<Limit<?>> limits =
        List.of(RequestLimit.per("l", 5, Duration.ofSeconds(1)).each(Scope.TENANT));
    accounts.configure(List.of(), limits);
    for (int i = 0; i < 20_000; i++) {
      accounts.call("t" + i).reserved(usd(0)).settle(0);
      accounts.time.step(Duration.ofMillis(10));
    }
    assertThat(accounts.ledger.books().get("l").size()).isLessThan(2_100);
  }

  @Test
  void anAccountOfTheBudgetsDeskStaysWhileItsLimitIsSet() {
    Accounts accounts = new Accounts().max(1);
    configure(accounts, each("b"));
    BudgetAccount account = BudgetAccount.of("b").with(Scope.TENANT, "x");
    accounts.desk.set(account, nanos(5));
    accounts.days(3);
    assertThat(accounts.call("y").refused(usd(1))).isEqualTo(Reason.TOO_MANY_ACCOUNTS);
    accounts.desk.unset(account);
    accounts.call("y").reserved(usd(1));
  }

  @Test
  void thereIsNoSearchForRoomWithEveryRefusal() {
    Accounts accounts = new Accounts().max(200_000);
    configure(accounts, each("b"));
    for (int i = 0; i < 200_000; i++) {
      accounts.call("t" + i).reserved(usd(1)).settle(1);
    }
    List<Reason> reasons = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      reasons.add(accounts.call("new").refused(usd(1))); // a search each would take minutes
    }
    assertThat(reasons).containsOnly(Reason.TOO_MANY_ACCOUNTS);
    accounts.days(1);
    accounts.call("new").reserved(usd(1));
  }
}
