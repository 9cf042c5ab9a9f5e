package io.llmgw.internal.ledger;

import io.llmgw.budget.Balance;
import io.llmgw.budget.Budget;
import io.llmgw.budget.BudgetAccount;
import io.llmgw.budget.BudgetEvent;
import io.llmgw.internal.ledger.Shortage.Reason;
import io.llmgw.limit.Limit;
import io.llmgw.value.Caller;
import io.llmgw.value.Target;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A ledger with rules, and calls to try them with. */
final class Accounts {
  static final Target A = Target.parse("openai/a");
  static final Target B = Target.parse("anthropic/b");

  final SteppedTime time = new SteppedTime("2024-02-05T10:30:00Z");
  final Ledger ledger = new Ledger(time);
  final BudgetDesk desk = new BudgetDesk(ledger, () -> this.rules);
  RuleSet rules = new RuleSet(List.of());
  private int maxAccounts = Integer.MAX_VALUE;
  private boolean shared;

  static Accounts of(Budget... budgets) {
    return new Accounts().configure(List.of(budgets), List.of());
  }

  static Accounts of(Limit<?>... limits) {
    return new Accounts().configure(List.of(), List.of(limits));
  }

  Accounts max(int accounts) {
    maxAccounts = accounts;
    return this;
  }

  Accounts withStore() {
    shared = true;
    return this;
  }

  Accounts configure(List<Budget> budgets, List<Limit<?>> limits) {
    rules = Rules.beforeSending(budgets, limits, ledger, maxAccounts, shared);
    return this;
  }

  /** An amount in nano-dollars as budgets are given it. */
  static String nanos(long amount) {
    return BigDecimal.valueOf(amount, 9).toPlainString();
  }

  static Amounts usd(long nanos) {
    Amounts amounts = new Amounts();
    amounts.usd(nanos, nanos);
    return amounts;
  }

  static Amounts tokens(long input, long output) {
    Amounts amounts = new Amounts();
    amounts.tokens(input, output, input, output);
    return amounts;
  }

  Call call() {
    return call(Caller.anonymous());
  }

  Call call(String tenant) {
    return call(Caller.tenant(tenant));
  }

  Call call(Caller caller) {
    return new Call(caller, false);
  }

  Call call(boolean batch) {
    return new Call(Caller.anonymous(), batch);
  }

  /** Spends at once; the call is known to fit. */
  void spend(long nanos) {
    call().reserved(usd(nanos)).settle(nanos);
  }

  Balance balance(String budget) {
    return desk.balance(BudgetAccount.of(budget));
  }

  /** An amount in the ledger's own unit. */
  static long units(Balance balance, Function<Balance, BigDecimal> amount) {
    return amount.apply(balance).movePointRight(balance.unit().decimals()).longValueExact();
  }

  long spent(String budget) {
    return units(balance(budget), Balance::spent);
  }

  long debt(String budget) {
    return units(balance(budget), Balance::debt);
  }

  long held(String budget) {
    return units(balance(budget), Balance::reserved);
  }

  void days(int days) {
    time.step(Duration.ofDays(days));
  }

  /** One call. */
  final class Call {
    final Reservation held;
    private final Caller caller;
    private Map<String, String> tags = Map.of();
    private Target target = A;

    private Call(Caller caller, boolean batch) {
      this.held = new Reservation(rules, batch);
      this.caller = caller;
    }

    Call tagged(String name, String value) {
      tags = Map.of(name, value);
      return this;
    }

    Call to(Target next) {
      target = next;
      return this;
    }

    Subject subject() {
      return Subject.of(caller, tags, "route", target);
    }

    @Nullable Shortage reserve(Amounts amounts) {
      return reserve(amounts, null, 0);
    }

    @Nullable Shortage reserve(Amounts amounts, @Nullable Waiter waiter, long longest) {
      Subject subject = subject();
      long[] asked = rules.amounts(subject, caller);
      return ledger.reserve(held, amounts, subject, asked, waiter, longest);
    }

    @Nullable Reason refused(Amounts amounts) {
      Shortage shortage = reserve(amounts);
      return shortage == null ? null : shortage.reason();
    }

    Call reserved(Amounts amounts) {
      Shortage shortage = reserve(amounts);
      if (shortage != null) {
        throw new AssertionError("refused: " + shortage.reason() + " by " + shortage.ruleName());
      }
      return this;
    }

    List<BudgetEvent> settle(long nanos) {
      return ledger.settle(held, nanos, 0, 0, true);
    }

    List<Integer> marks(long nanos) {
      return settle(nanos).stream().map(BudgetEvent::mark).toList();
    }

    void settleTokens(long input, long output) {
      List<BudgetEvent> unused = ledger.settle(held, 0, input, output, true);
    }

    /** An attempt was billed, and another one follows. */
    Call failed(long nanos) {
      List<BudgetEvent> unused = ledger.settle(held, nanos, 0, 0, false);
      return this;
    }

    Call unbilled(boolean sent) {
      ledger.settleUnbilled(held, sent);
      return this;
    }

    void release() {
      ledger.release(held);
    }
  }
}
