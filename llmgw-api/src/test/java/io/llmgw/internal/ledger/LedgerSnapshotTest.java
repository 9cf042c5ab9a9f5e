package io.llmgw.internal.ledger;

import static io.llmgw.internal.ledger.Accounts.nanos;
import static io.llmgw.internal.ledger.Accounts.usd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.budget.LedgerSnapshot;
import io.llmgw.budget.Reserve;
import io.llmgw.internal.ledger.Shortage.Reason;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerSnapshotTest {
  private static final Caller ODD =
      Caller.tenant("a b=&%\n-").withUser("-").withTag("te am", "x,y €");

  private static Budget daily() {
    return Budget.usd("b", nanos(100)).perDay(ZoneOffset.UTC).reserve(Reserve.EXPECTED);
  }

  private static Accounts restarted(LedgerSnapshot snapshot, int days, Budget... budgets) {
    Accounts accounts = new Accounts();
    accounts.days(days);
    accounts.configure(List.of(budgets), List.of());
    new Snapshots(accounts.ledger).restore(LedgerSnapshot.parse(snapshot.toText()), accounts.rules);
    return accounts;
  }

  private static LedgerSnapshot of(Accounts accounts) {
    return new Snapshots(accounts.ledger).take();
  }

  @Test
  void whatWasSpentAndHeldCountsInTheSameWindow() {
    Accounts before = Accounts.of(daily().marks(50, 90));
    before.spend(60);
    Accounts.Call inFlight = before.call().reserved(usd(20));
    before.desk.addExtra(BudgetAccount.of("b"), nanos(10));

    Accounts after = restarted(of(before), 0, daily().marks(50, 90));
    assertThat(after.spent("b")).isEqualTo(80);
    assertThat(after.balance("b").limit()).isEqualByComparingTo(nanos(110));
    assertThat(after.call().refused(usd(31))).isEqualTo(Reason.FULL);
    assertThat(after.call().reserved(usd(20)).marks(20)).containsExactly(90);
    inFlight.release();
  }

  @Test
  void ofAWindowThatIsOverOnlyDebtIsLeft() {
    Accounts before = Accounts.of(daily());
    before.spend(60);
    before.call().reserved(usd(40)).settle(290);
    assertThat(before.debt("b")).isEqualTo(250);
    LedgerSnapshot snapshot = of(before);

    assertThat(restarted(snapshot, 0, daily()).spent("b")).isEqualTo(350);
    assertThat(restarted(snapshot, 0, daily()).debt("b")).isEqualTo(250);
    assertThat(restarted(snapshot, 1, daily()).spent("b")).isEqualTo(250);
    assertThat(restarted(snapshot, 2, daily()).spent("b")).isEqualTo(150);
    assertThat(restarted(snapshot, 3, daily()).spent("b")).isEqualTo(50);
    assertThat(restarted(snapshot, 4, daily()).spent("b")).isZero();
  }

  @Test
  void limitsThatWereSetStaySet() {
    Accounts before = Accounts.of(daily());
    before.desk.set(BudgetAccount.of("b"), nanos(7));
    Accounts after = restarted(of(before), 3, daily());
    assertThat(after.balance("b").limit()).isEqualByComparingTo(nanos(7));
    after.desk.unset(BudgetAccount.of("b"));
    assertThat(after.balance("b").limit()).isEqualByComparingTo(nanos(100));
  }

  @Test
  void accountsAreFoundByAnyNames() {
    Budget budget = daily().each(Scope.TENANT, Scope.USER, Scope.requiredTag("te am"));
    Accounts before = Accounts.of(budget);
    before.call(ODD).reserved(usd(30)).settle(30);
    Accounts after = restarted(of(before), 0, budget);
    assertThat(after.desk.balance("b", ODD).spent()).isEqualByComparingTo(nanos(30));
    assertThat(after.call(ODD).refused(usd(71))).isEqualTo(Reason.FULL);
  }

  @Test
  void accountsOfOtherBudgetsAreLeftOut() {
    Accounts before = Accounts.of(daily(), Budget.usd("gone", "1"));
    before.spend(10);
    Accounts scoped = restarted(of(before), 0, daily().each(Scope.TENANT));
    assertThat(scoped.desk.balances("b")).isEmpty();
    assertThat(restarted(of(before), 0, Budget.tokens("b", 5)).spent("b")).isZero();
  }

  @Test
  void accountsThatAreAsNewAreNotWritten() {
    Accounts accounts = Accounts.of(daily());
    accounts.call().reserved(usd(3)).release();
    assertThat(of(accounts).accounts()).isEmpty();
  }

  @Test
  void itIsTheSameAfterAFile(@TempDir Path folder) {
    Accounts accounts = Accounts.of(daily(), Budget.calls("calls", 10), Budget.tokens("t", 500));
    accounts.spend(10);
    LedgerSnapshot snapshot = of(accounts);
    Path file = folder.resolve("ledger");
    snapshot.writeTo(file);
    snapshot.writeTo(file);
    assertThat(LedgerSnapshot.readFrom(file)).isEqualTo(snapshot);
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
    assertThatThrownBy(() -> LedgerSnapshot.readFrom(folder.resolve("none")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | first line",
        "{} | first line",
        "llmgw-ledger 2 2024-02-05T10:30:00Z 0 | version 2",
        "llmgw-ledger 1 yesterday 0 | line 1",
        "llmgw-ledger 1 2024-02-05T10:30:00Z 1 | should have 1 accounts, but has 0",
        "llmgw-ledger 1 2024-02-05T10:30:00Z 1;b - USD - 1 0 - 0 | line 2",
        "llmgw-ledger 1 2024-02-05T10:30:00Z 1;b - EUR - 1 0 - 0 - | line 2",
        "llmgw-ledger 1 2024-02-05T10:30:00Z 1;b - USD - -1 0 - 0 - | negative",
        "llmgw-ledger 1 2024-02-05T10:30:00Z 1;b - USD - x 0 - 0 - | line 2",
        "llmgw-ledger 1 2024-02-05T10:30:00Z 1;b colour=red USD - 1 0 - 0 - | scope \"colour\"",
        "llmgw-ledger 1 2024-02-05T10:30:00Z 1;b tenant USD - 1 0 - 0 - | line 2",
        "llmgw-ledger 1 2024-02-05T10:30:00Z 1;b - USD - 1 0 - 0 50,x | line 2",
      })
  void whatIsNoSnapshotIsRefusedWithTheLine(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LedgerSnapshot.parse(text.replace(';', '\n')))
        .withMessageContaining(message);
  }
}
