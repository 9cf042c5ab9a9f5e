package io.llmgw.internal.ledger;

import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.budget.Budgets;
import io.llmgw.budget.LedgerSnapshot;
import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** What an application can see and change of its budgets while calls run. */
public final class BudgetDesk implements Budgets {
  private final Ledger ledger;
  private final Supplier<RuleSet> rules;

  /**
   * Opens the desk.
   *
   * @param ledger where the accounts are
   * @param rules the rules of the present configuration
   */
  public BudgetDesk(Ledger ledger, Supplier<RuleSet> rules) {
    this.ledger = ledger;
    this.rules = rules;
  }

  @Override
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Rule rule : rules.get().all()) {
      if (rule instanceof BudgetRule) {
        names.add(rule.name());
      }
    }
    return names;
  }

  @Override
  public Balance balance(BudgetAccount account) {
    return with(account, false, state -> state.balance(rule(account.budget()).budget()));
  }

  @Override
  public List<Balance> balances(String name) {
    BudgetRule rule = rule(name);
    return ledger.locked(
        () -> {
          List<Balance> all = new ArrayList<>();
          rule.book()
              .forEach(
                  account -> {
                    account.advance(ledger.clock());
                    all.add(((BudgetState) account).balance(rule.budget()));
                  });
          return all;
        });
  }

  @Override
  public void set(BudgetAccount account, String amount) {
    long units = units(account, amount);
    if (units < 0) {
      throw wrong(account.budget(), "its limit must not be negative: " + amount);
    }
    change(account, state -> state.override(units));
  }

  @Override
  public void unset(BudgetAccount account) {
    change(account, state -> state.override(BudgetState.NONE));
  }

  @Override
  public void addExtra(BudgetAccount account, String amount) {
    long units = units(account, amount);
    if (units <= 0) {
      throw wrong(account.budget(), "an extra must be more than 0: " + amount);
    }
    change(account, state -> state.addExtra(units));
  }

  @Override
  public void reset(BudgetAccount account) {
    change(account, BudgetState::reset);
  }

  @Override
  public LedgerSnapshot snapshot() {
    return new Snapshots(ledger).take();
  }

  private void change(BudgetAccount account, Consumer<BudgetState> change) {
    Boolean unused =
        with(
            account,
            true,
            state -> {
              change.accept(state);
              return true;
            });
  }

  private <T> T with(BudgetAccount account, boolean open, Function<BudgetState, T> action) {
    BudgetRule rule = rule(account.budget());
    Subject subject = subject(rule, account);
    long amount = amount(rule, account);
    seed(rule, subject, amount);
    return ledger.locked(
        () -> {
          BudgetState state = (BudgetState) ledger.account(rule, subject, amount, open);
          if (rule.book().rule().fixedAmount().isEmpty()) {
            rule.update(state, amount);
          }
          return action.apply(state);
        });
  }

  /** Asks what an account had spent before, if no call has used it yet. */
  private void seed(BudgetRule rule, Subject subject, long amount) {
    Budget budget = rule.budget();
    if (budget.spentSoFar().isPresent() && !ledger.has(rule, subject)) {
      BudgetAccount account = rule.book().account(subject);
      BigDecimal spent =
          Objects.requireNonNull(
              budget.spentSoFar().get().apply(account), "spentSoFar returned null");
      ledger.seed(rule, subject, amount, BudgetRule.units(budget, spent));
    }
  }

  private BudgetRule rule(String name) {
    for (Rule rule : rules.get().all()) {
      if (rule instanceof BudgetRule budget && rule.name().equals(name)) {
        return budget;
      }
    }
    throw new IllegalArgumentException("there is no budget \"" + name + "\"; there are " + names());
  }

  private static Subject subject(BudgetRule rule, BudgetAccount account) {
    Map<Scope, String> values = account.values();
    for (Part part : rule.parts()) {
      boolean needed = part.required() || part.optional();
      if (needed && values.getOrDefault(part.scope(), "").isEmpty()) {
        throw wrong(
            rule.name(),
            "it has an account for each " + part.scope() + ", but " + account + " names none");
      }
    }
    return Subject.of(values, rule.parts());
  }

  /** The configured limit of an account. May run the application's code. */
  static long amount(BudgetRule rule, BudgetAccount account) {
    return rule.fixedAmount().orElseGet(() -> rule.amount(caller(account)));
  }

  /** The caller an account stands for, as far as its budget's amount may depend on it. */
  private static Caller caller(BudgetAccount account) {
    String tenant = account.values().getOrDefault(Scope.TENANT, "");
    String user = account.values().getOrDefault(Scope.USER, "");
    Caller caller = tenant.isEmpty() ? Caller.anonymous() : Caller.tenant(tenant);
    caller = user.isEmpty() ? caller : caller.withUser(user);
    for (Map.Entry<Scope, String> value : account.values().entrySet()) {
      if (value.getKey().isTag()) {
        caller = caller.withTag(value.getKey().tag(), value.getValue());
      }
    }
    return caller;
  }

  private long units(BudgetAccount account, String amount) {
    Budget budget = rule(account.budget()).budget();
    BigDecimal decimal;
    try {
      decimal = new BigDecimal(amount);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "budget \"" + budget.name() + "\": \"" + amount + "\" is not a decimal number", e);
    }
    return decimal.signum() < 0 ? -1 : BudgetRule.units(budget, decimal);
  }

  private static IllegalArgumentException wrong(String name, String what) {
    return new IllegalArgumentException("budget \"" + name + "\": " + what);
  }
}
