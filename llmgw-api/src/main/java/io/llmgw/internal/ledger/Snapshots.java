package io.llmgw.internal.ledger;

import io.llmgw.budget.Budget;
import io.llmgw.budget.LedgerSnapshot;
import io.llmgw.budget.LedgerSnapshot.Entry;
import io.llmgw.value.Scope;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes the accounts of budgets out of a ledger, and puts them into another one. */
public final class Snapshots {
  private final Ledger ledger;

  /**
   * Serves a ledger.
   *
   * @param ledger where the accounts are
   */
  public Snapshots(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * Takes a snapshot of all accounts of budgets, in one consistent state. What calls in flight hold
   * counts as spent, because it may be billed.
   *
   * @return the snapshot
   */
  public LedgerSnapshot take() {
    return ledger.locked(
        () -> {
          Clock now = ledger.clock();
          List<Entry> entries = new ArrayList<>();
          for (Book book : ledger.books().values()) {
            if (book.rule() instanceof BudgetRule rule) {
              book.forEach(
                  account -> {
                    account.advance(now);
                    if (account.held > 0 || !account.isAsNew()) {
                      entries.add(entry(rule.budget(), (BudgetState) account));
                    }
                  });
            }
          }
          return new LedgerSnapshot(Instant.ofEpochMilli(now.millis()), entries);
        });
  }

  private static Entry entry(Budget budget, BudgetState state) {
    long spent = state.spent + state.held;
    long debt =
        state.debt()
            + Math.max(0, spent - state.limit())
            - Math.max(0, state.spent - state.limit());
    int[] marks = state.book.marks();
    List<Integer> reached = new ArrayList<>();
    for (int i = 0; i < marks.length; i++) {
      if ((state.marks & (1 << i)) != 0) {
        reached.add(marks[i]);
      }
    }
    return new Entry(
        state.book.account(state),
        budget.unit(),
        state.windowEnd == Long.MAX_VALUE
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(state.windowEnd)),
        BudgetState.decimal(budget, spent),
        BudgetState.decimal(budget, debt),
        state.override == BudgetState.NONE
            ? Optional.empty()
            : Optional.of(BudgetState.decimal(budget, state.override)),
        BudgetState.decimal(budget, state.extra),
        reached);
  }

  /**
   * Puts accounts into the ledger, before calls use it. Accounts of budgets that there are no more,
   * or that are counted in another unit or by other scopes, are left out.
   *
   * @param snapshot the accounts
   * @param rules the rules of the present configuration
   */
  public void restore(LedgerSnapshot snapshot, RuleSet rules) {
    for (Entry entry : snapshot.accounts()) {
      for (Rule rule : rules.all()) {
        if (rule instanceof BudgetRule budget && isOf(budget, entry)) {
          restore(budget, entry);
        }
      }
    }
  }

  private static boolean isOf(BudgetRule rule, Entry entry) {
    Map<Scope, String> values = entry.account().values();
    return rule.name().equals(entry.account().budget())
        && rule.budget().unit() == entry.unit()
        && values.size() == rule.parts().length
        && Arrays.stream(rule.parts()).allMatch(part -> values.containsKey(part.scope()));
  }

  private void restore(BudgetRule rule, Entry entry) {
    Map<Scope, String> values = entry.account().values();
    Subject subject = Subject.of(values, rule.parts());
    long amount = BudgetDesk.amount(rule, entry.account());
    Budget budget = rule.budget();
    Boolean unused =
        ledger.locked(
            () -> {
              BudgetState state = (BudgetState) ledger.account(rule, subject, amount, true);
              state.spent = BudgetRule.units(budget, entry.spent());
              state.debt = BudgetRule.units(budget, entry.debt());
              state.extra = BudgetRule.units(budget, entry.extra());
              Optional<BigDecimal> override = entry.override();
              state.override =
                  override.map(set -> BudgetRule.units(budget, set)).orElse(BudgetState.NONE);
              state.marks = marks(state.book.marks(), entry.marks());
              long now = ledger.clock().millis();
              long end = entry.windowEnd().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
              state.windowEnd = end > now ? state.book.windowEnd(now) : end;
              state.advance(ledger.clock());
              return true;
            });
  }

  private static int marks(int[] marks, List<Integer> reached) {
    int bits = 0;
    for (int i = 0; i < marks.length; i++) {
      bits |= reached.contains(marks[i]) ? 1 << i : 0;
    }
    return bits;
  }
}
