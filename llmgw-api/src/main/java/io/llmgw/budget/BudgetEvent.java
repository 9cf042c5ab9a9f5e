package io.llmgw.budget;

/**
 * An account has reached a mark of its budget, for the first time in its window.
 *
 * @param mark the mark, in percent of the limit
 * @param balance where the account stands
 */
public record BudgetEvent(int mark, Balance balance) {}
