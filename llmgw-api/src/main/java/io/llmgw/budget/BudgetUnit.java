package io.llmgw.budget;

/** What a budget is kept in. */
public enum BudgetUnit {
  /** US dollars, counted in nano-dollars; each charge is rounded up once. */
  USD(9),
  /** Tokens. */
  TOKENS(0),
  /** Calls of which at least one attempt was charged. */
  CALLS(0);

  private final int decimals;

  BudgetUnit(int decimals) {
    this.decimals = decimals;
  }

  /**
   * Returns how many decimals amounts of this unit have.
   *
   * @return 9 for dollars, 0 for what is counted one by one
   */
  public int decimals() {
    return decimals;
  }
}
