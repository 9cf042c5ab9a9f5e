package io.llmgw.internal.ledger;

import static io.llmgw.internal.ledger.Accounts.nanos;
import static io.llmgw.internal.ledger.Accounts.usd;
import static org.assertj.core.api.Assertions.assertThat;

import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.budget.Reserve;
import io.llmgw.internal.ledger.Leases.Demand;
import io.llmgw.internal.ledger.Leases.Due;
import io.llmgw.internal.ledger.Shortage.Reason;
import io.llmgw.value.Scope;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private final Accounts accounts = new Accounts().withStore();
  private final Leases leases = new Leases(accounts.ledger);

  @BeforeEach
  void configure() {
    Budget budget = Budget.usd("b", nanos(1000)).perDay(ZoneOffset.UTC);
    accounts.configure(List.of(budget.reserve(Reserve.EXPECTED)), List.of());
  }

  private Demand lease(Accounts.Call call, long wanted, long granted) {
    Shortage shortage = call.reserve(usd(wanted));
    assertThat(shortage.reason()).isEqualTo(Reason.UNLEASED);
    Demand demand = leases.demand(shortage);
    assertThat(leases.grant(demand, granted)).isTrue();
    return demand;
  }

  @Test
  void aCallAsksForWhatItLacksAndSomeMore() {
    Accounts.Call call = accounts.call();
    Demand demand = lease(call, 10, 50);
    assertThat(demand.least()).isEqualTo(10);
    assertThat(demand.wanted()).isEqualTo(50);
    assertThat(demand.lot().limit()).isEqualTo(1000);
    assertThat(demand.lot().account()).isEqualTo(BudgetAccount.of("b"));
    assertThat(demand.lot().window().end()).isEqualTo(Instant.parse("2024-02-06T00:00:00Z"));
    call.reserved(usd(10));
    Demand more = lease(accounts.call(), 60, 100);
    assertThat(more.least()).isEqualTo(20);
    assertThat(more.settled()).isZero();
    accounts.call().reserved(usd(140));
    assertThat(accounts.call().refused(usd(1001))).isEqualTo(Reason.TOO_LARGE);
    assertThat(accounts.call().refused(usd(851))).isEqualTo(Reason.FULL);
  }

  @Test
  void aShortageThatOthersHaveSeenToMeanwhileNeedsNoStore() {
    Shortage shortage = accounts.call().reserve(usd(900));
    Shortage late = accounts.call().reserve(usd(900));
    assertThat(leases.grant(leases.demand(shortage), 1000)).isTrue();
    assertThat(leases.demand(late)).isNull();
  }

  @Test
  void theStoreIsToldWhatWasSettledSinceTheLastTime() {
    lease(accounts.call(), 50, 50);
    accounts.call().reserved(usd(50)).settle(70);
    Demand demand = lease(accounts.call(), 10, 0);
    assertThat(demand.settled()).isEqualTo(70);
    assertThat(demand.least()).isEqualTo(30);
    assertThat(leases.demand(accounts.call().reserve(usd(10))).settled()).isZero();
    leases.untold(demand);
    assertThat(leases.demand(accounts.call().reserve(usd(10))).settled()).isEqualTo(70);
  }

  @Test
  void aResetDoesNotSpendALeaseTwice() {
    lease(accounts.call(), 50, 50);
    accounts.call().reserved(usd(50)).settle(50);
    accounts.desk.reset(BudgetAccount.of("b"));
    assertThat(accounts.call().refused(usd(1))).isEqualTo(Reason.UNLEASED);
    assertThat(leases.close()).extracting(Due::settled).containsExactly(50L);
  }

  @Test
  void aWindowThatIsOverIsReportedOnceAndItsDebtLeftToTheStore() {
    lease(accounts.call(), 100, 100);
    accounts.call().reserved(usd(100)).settle(1300);
    accounts.days(1);
    assertThat(accounts.spent("b")).isZero();
    assertThat(leases.dues())
        .singleElement()
        .satisfies(
            due -> {
              assertThat(due.settled()).isEqualTo(1300);
              assertThat(due.unused()).isZero();
              assertThat(due.lot().window().end()).isEqualTo(Instant.parse("2024-02-06T00:00:00Z"));
            });
    assertThat(leases.dues()).isEmpty();
    assertThat(accounts.call().refused(usd(1))).isEqualTo(Reason.UNLEASED);
  }

  @Test
  void aGrantForAWindowThatIsOverIsNotTaken() {
    Demand demand = leases.demand(accounts.call().reserve(usd(10)));
    accounts.days(1);
    assertThat(leases.grant(demand, 50)).isFalse();
    assertThat(accounts.call().refused(usd(10))).isEqualTo(Reason.UNLEASED);
  }

  @Test
  void aGrantForAnAccountThatWasForgottenMeanwhileIsNotTaken() {
    accounts.max(1);
    accounts.configure(
        List.of(Budget.usd("each", nanos(1000)).each(Scope.TENANT).perDay(ZoneOffset.UTC)),
        List.of());
    Demand demand = leases.demand(accounts.call("a").reserve(usd(10)));

    assertThat(accounts.call("b").refused(usd(10))).isEqualTo(Reason.UNLEASED);

    assertThat(leases.grant(demand, 50)).isFalse();
  }

  @Test
  void whatCouldNotBeToldBeforeTheWindowsEndIsDueAfterIt() {
    lease(accounts.call(), 50, 50);
    accounts.call().reserved(usd(50)).settle(50);
    Demand demand = leases.demand(accounts.call().reserve(usd(10)));
    accounts.days(1);
    leases.untold(demand);
    assertThat(leases.dues()).extracting(Due::settled).containsExactly(50L);
  }

  @Test
  void atTheEndWhatIsLeftGoesBackExceptWhatIsHeld() {
    lease(accounts.call(), 100, 100);
    accounts.call().reserved(usd(20)).settle(15);
    Accounts.Call inFlight = accounts.call().reserved(usd(30));
    assertThat(leases.close())
        .singleElement()
        .satisfies(
            due -> {
              assertThat(due.settled()).isEqualTo(15);
              assertThat(due.unused()).isEqualTo(55);
            });
    inFlight.settle(10);
    assertThat(leases.close())
        .singleElement()
        .satisfies(
            due -> {
              assertThat(due.settled()).isEqualTo(10);
              assertThat(due.unused()).isEqualTo(20);
            });
    assertThat(leases.close()).isEmpty();
  }

  @Test
  void callsInFlightOverTheWindowsEndAreNotCoveredByTheOldLease() {
    lease(accounts.call(), 100, 100);
    Accounts.Call inFlight = accounts.call().reserved(usd(60));
    accounts.days(1);
    Demand demand = lease(accounts.call(), 10, 70);
    assertThat(demand.least()).isEqualTo(70);
    accounts.call().reserved(usd(10)).settle(10);
    inFlight.settle(60);
    assertThat(accounts.spent("b")).isEqualTo(70);
    assertThat(leases.close()).extracting(Due::settled).contains(70L);
  }
}
