package io.llmgw.internal.accounts;

import io.llmgw.value.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of one configuration, in order. Immutable. */
public final class RuleSet {
  private static final long NOT_ASKED = Long.MIN_VALUE;

  private final Rule[] rules;
  private final boolean byCaller;

  RuleSet(List<Rule> rules) {
    this.rules = rules.toArray(new Rule[0]);
    this.byCaller = rules.stream().anyMatch(rule -> rule.fixedAmount().isEmpty());
  }

  Rule[] all() {
    return rules;
  }

  Rule rule(int index) {
    return rules[index];
  }

  int size() {
    return rules.length;
  }

  /**
   * Tells whether there are no rules.
   *
   * @return true if nothing has to be reserved
   */
  public boolean isEmpty() {
    return rules.length == 0;
  }

  /**
   * Asks the application for amounts that depend on the caller; not to be done under the lock.
   *
   * @return by the rules' order; null if all are fixed
   */
  long @Nullable [] amounts(Subject subject, Caller caller) {
    if (!byCaller) {
      return null;
    }
    long[] amounts = new long[rules.length];
    for (int i = 0; i < rules.length; i++) {
      boolean ask = rules[i].fixedAmount().isEmpty() && rules[i].applies(subject);
      amounts[i] = ask ? rules[i].amount(caller) : NOT_ASKED;
    }
    return amounts;
  }

  static boolean isAsked(long amount) {
    return amount != NOT_ASKED;
  }
}
