package io.llmgw.budget;

import io.llmgw.value.Caller;
import java.util.List;
import java.util.Set;

/**
 * The budgets of a running gateway: where they stand, and changes at run time. Every change is one
 * step and loses nothing that is in flight. Safe for use by many threads; nothing here blocks,
 * except that the first look at an account of a budget with {@link Budget#spentSoFar} asks that.
 *
 * <p>Amounts are decimal numbers in the budget's unit, as text: {@code "500.00"} for dollars,
 * {@code "200000"} for tokens. An account that no call has used yet can be asked for and changed
 * too. All methods throw {@link IllegalArgumentException} for a budget that does not exist, and for
 * an account that lacks the value of one of the budget's scopes.
 */
public interface Budgets {
  /**
   * Returns the budgets' names.
   *
   * @return the configured budgets
   */
  Set<String> names();

  /**
   * Returns where an account stands.
   *
   * @param account the account
   * @return its balance now
   */
  Balance balance(BudgetAccount account);

  /**
   * Returns where a caller's account stands.
   *
   * @param budget the budget's name
   * @param caller whose account; {@link Caller#anonymous()} for a budget without scopes
   * @return its balance now
   */
  default Balance balance(String budget, Caller caller) {
    return balance(BudgetAccount.of(budget, caller));
  }

  /**
   * Returns all accounts of a budget that are in memory.
   *
   * @param budget the budget's name
   * @return their balances, in no order
   */
  List<Balance> balances(String budget);

  /**
   * Sets an account's limit, in this window and those that follow, instead of the configured one.
   *
   * @param account the account
   * @param amount at least 0; with 0 nothing is allowed
   */
  void set(BudgetAccount account, String amount);

  /**
   * Sets the limit of a caller's account, as {@link #set(BudgetAccount, String)}.
   *
   * @param budget the budget's name
   * @param caller whose account
   * @param amount at least 0
   */
  default void set(String budget, Caller caller, String amount) {
    set(BudgetAccount.of(budget, caller), amount);
  }

  /**
   * Goes back to the configured limit.
   *
   * @param account the account
   */
  void unset(BudgetAccount account);

  /**
   * Allows an account more in its present window only.
   *
   * @param account the account
   * @param amount more than 0; adds to earlier extras of the window
   */
  void addExtra(BudgetAccount account, String amount);

  /**
   * Allows a caller's account more in its present window only.
   *
   * @param budget the budget's name
   * @param caller whose account
   * @param amount more than 0
   */
  default void addExtra(String budget, Caller caller, String amount) {
    addExtra(BudgetAccount.of(budget, caller), amount);
  }

  /**
   * Forgives what an account has spent, its debt included. What is reserved for calls in flight
   * stays reserved, and is booked when they end. Marks can be reached again.
   *
   * @param account the account
   */
  void reset(BudgetAccount account);

  /**
   * Forgives what a caller's account has spent, as {@link #reset(BudgetAccount)}.
   *
   * @param budget the budget's name
   * @param caller whose account
   */
  default void reset(String budget, Caller caller) {
    reset(BudgetAccount.of(budget, caller));
  }

  /**
   * Returns where all accounts stand now, in one consistent state, to go on from there after a
   * restart ({@link io.llmgw.LlmGatewayBuilder#ledger}). What calls in flight hold counts as spent.
   *
   * @return the snapshot
   */
  LedgerSnapshot snapshot();
}
