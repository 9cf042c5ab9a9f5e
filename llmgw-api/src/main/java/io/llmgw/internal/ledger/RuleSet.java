package io.llmgw.internal.ledger;

import io.llmgw.value.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of one configuration, in order. Immutable. */
public final class RuleSet {
  private static final long NOT_ASKED = Long.MIN_VALUE;

  private final Rule[] rules;
  private final boolean byCaller;
  private final boolean downgrading;
  private final boolean corrected;

  RuleSet(List<Rule> rules) {
    this.rules = rules.toArray(new Rule[0]);
    this.byCaller = rules.stream().anyMatch(rule -> rule.fixedAmount().isEmpty());
    this.corrected =
        rules.stream()
            .anyMatch(rule -> rule instanceof BucketRule limit && limit.isCorrectedByHeaders());
    this.downgrading =
        rules.stream()
            .anyMatch(
                rule ->
                    rule instanceof BudgetRule budget
                        && budget.budget().downgradeFrom().isPresent());
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
   * @param subject whose accounts
   * @param caller on whose behalf
   * @return by the rules' order; null if all are fixed
   */
  public long @Nullable [] amounts(Subject subject, Caller caller) {
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

  /**
   * What has to be known of an attempt.
   *
   * @param tokens whether its tokens count
   * @param usd whether its price counts
   * @param hardUsd whether a budget in dollars may refuse it
   * @param outputCap whether its output has to be limited, so that what is set aside is bounded
   */
  public record Needs(boolean tokens, boolean usd, boolean hardUsd, boolean outputCap) {}

  /**
   * Returns what has to be known of an attempt.
   *
   * @param subject whose accounts
   * @return the needs of the rules that apply
   */
  public Needs needs(Subject subject) {
    boolean tokens = false;
    boolean usd = false;
    boolean hardUsd = false;
    boolean outputCap = false;
    for (Rule rule : rules) {
      if (rule.applies(subject)) {
        Measure measure = rule.measure();
        usd |= measure.isUsd();
        hardUsd |= measure.isUsd() && rule.refuses();
        tokens |= measure.isUsd() || measure.isTokens();
        outputCap |= measure.dependsOnOutput() && rule.refuses();
      }
    }
    return new Needs(tokens, usd, hardUsd, outputCap);
  }

  /**
   * Tells what a call lacks that a rule needs.
   *
   * @param subject the call
   * @return rule and scope, for a person to read; null if nothing is missing
   */
  public @Nullable String missing(Subject subject) {
    for (Rule rule : rules) {
      Part part = rule.applies(subject) ? rule.missing(subject) : null;
      if (part != null) {
        return "\"" + rule.name() + "\" needs the caller's " + part.scope();
      }
    }
    return null;
  }

  /**
   * Tells whether a budget has reached the mark from which on cheaper targets are used. May ask the
   * application what an account had spent before.
   *
   * @param ledger where the accounts are
   * @param subject whose accounts
   * @param amounts what {@link #amounts} said
   * @return the budget's name and mark; null if none has
   */
  public @Nullable String downgrades(Ledger ledger, Subject subject, long @Nullable [] amounts) {
    for (int i = 0; i < rules.length; i++) {
      if (rules[i] instanceof BudgetRule rule
          && rule.budget().downgradeFrom().isPresent()
          && rule.applies(subject)) {
        int mark = rule.budget().downgradeFrom().getAsInt();
        if (rule.budget().spentSoFar().isPresent() && !ledger.has(rule, subject)) {
          ledger.seed(rule, subject, amounts == null ? 0 : amounts[i]);
        }
        if (ledger.hasReached(rule, subject, amounts == null ? NOT_ASKED : amounts[i], mark)) {
          return "budget \"" + rule.name() + "\" has reached " + mark + " %";
        }
      }
    }
    return null;
  }

  /**
   * Tells whether any budget can downgrade a route.
   *
   * @return false if nobody has to ask
   */
  public boolean canDowngrade() {
    return downgrading;
  }

  /**
   * Tells whether any limit is corrected by what providers say.
   *
   * @return false if nobody has to
   */
  public boolean followHeaders() {
    return corrected;
  }

  int indexOf(Rule rule) {
    for (int i = 0; i < rules.length; i++) {
      if (rules[i] == rule) {
        return i;
      }
    }
    throw new IllegalArgumentException("a rule of another configuration: " + rule.name());
  }

  static boolean isAsked(long amount) {
    return amount != NOT_ASKED;
  }
}
