package io.llmgw.internal.accounts;

import io.llmgw.budget.Budget;
import io.llmgw.budget.Reserve;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.limit.Limit;
import io.llmgw.limit.RequestLimit;
import io.llmgw.limit.TokenLimit;
import io.llmgw.value.Scope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes rules of budgets and limits. State stays by name: a rule finds the accounts that an earlier
 * one of its name has left, as long as both count the same.
 */
public final class Rules {
  private Rules() {}

  /**
   * Checks what can be told without the books.
   *
   * @param budgets the budgets
   * @param limits the limits
   * @throws IllegalArgumentException if two have one name, or one can never apply
   */
  public static void check(List<Budget> budgets, List<Limit<?>> limits) {
    Set<String> names = new HashSet<>();
    budgets.forEach(budget -> unique(names, "budget", budget.name()));
    limits.forEach(limit -> unique(names, "limit", limit.name()));
    budgets.forEach(budget -> checkTarget("budget", budget.name(), budget.only()));
    limits.forEach(limit -> checkTarget("limit", limit.name(), limit.only()));
    for (Limit<?> limit : limits) {
      if (limit instanceof RequestLimit requests
          && requests.countsCacheHits()
          && limit.isOfTarget()) {
        throw new IllegalArgumentException(
            "limit \"" + limit.name() + "\": a cached answer goes to no target");
      }
    }
  }

  private static void unique(Set<String> names, String what, String name) {
    if (!names.add(name)) {
      throw new IllegalArgumentException(
          what + " \"" + name + "\": there is another budget or limit of this name");
    }
  }

  private static void checkTarget(String what, String name, Map<Scope, String> only) {
    String target = only.get(Scope.TARGET);
    if (target != null && (target.indexOf('/') <= 0 || target.endsWith("/"))) {
      throw new IllegalArgumentException(
          what + " \"" + name + "\": a target is written provider/model, but was " + target);
    }
  }

  /**
   * Makes the rules of a configuration that apply on the way to a provider.
   *
   * @param budgets the budgets
   * @param limits the limits
   * @param ledger where their accounts are
   * @param maxAccounts how many accounts there may be
   * @param shared whether a store grants what hard budgets may spend
   * @return the rules, budgets first
   */
  public static RuleSet beforeSending(
      List<Budget> budgets, List<Limit<?>> limits, Ledger ledger, int maxAccounts, boolean shared) {
    return ledger.locked(
        () -> {
          Map<String, Book> books = ledger.books(maxAccounts);
          List<Rule> rules = new ArrayList<>();
          for (Budget budget : budgets) {
            Book book = book(books, budget.name(), budget.scopes(), shape(budget));
            BudgetRule rule = new BudgetRule(budget, book);
            book.serve(rule, shared && budget.isHard(), ledger.clock());
            rules.add(rule);
          }
          for (Limit<?> limit : limits) {
            if (!countsHits(limit)) {
              rules.add(rule(limit, books));
            }
          }
          return settled(rules, ledger.clock());
        });
  }

  /**
   * Makes the rules of a configuration that apply before the prompt cache is asked.
   *
   * @param limits the limits
   * @param ledger where their accounts are
   * @return the rules
   */
  public static RuleSet beforeCache(List<Limit<?>> limits, Ledger ledger) {
    return ledger.locked(
        () -> {
          Map<String, Book> books = ledger.books();
          List<Rule> rules = new ArrayList<>();
          for (Limit<?> limit : limits) {
            if (countsHits(limit)) {
              rules.add(rule(limit, books));
            }
          }
          return settled(rules, ledger.clock());
        });
  }

  private static boolean countsHits(Limit<?> limit) {
    return limit instanceof RequestLimit requests && requests.countsCacheHits();
  }

  private static Rule rule(Limit<?> limit, Map<String, Book> books) {
    if (limit instanceof ConcurrencyLimit slots) {
      return new SlotsRule(slots, book(books, limit.name(), limit.scopes(), "slots"));
    }
    Measure measure =
        limit instanceof TokenLimit tokens
            ? Measure.tokens(tokens.counts(), Reserve.EXPECTED)
            : Measure.REQUEST;
    return new BucketRule(
        limit, measure, book(books, limit.name(), limit.scopes(), "bucket of " + measure));
  }

  private static String shape(Budget budget) {
    return "budget in " + budget.unit() + " " + budget.tokens();
  }

  private static Book book(
      Map<String, Book> books, String name, Set<Scope> scopes, String counting) {
    Part[] parts = Part.of(scopes);
    Book book = books.get(name);
    if (book == null || !book.keeps(parts, counting)) {
      book = new Book(name, parts, counting);
      books.put(name, book);
    }
    return book;
  }

  /** Amounts that are the same for all are taken over by the accounts that are there. */
  private static RuleSet settled(List<Rule> rules, Clock now) {
    for (Rule rule : rules) {
      rule.book().serve(rule);
      rule.fixedAmount()
          .ifPresent(amount -> rule.book().forEach(a -> update(rule, a, amount, now)));
    }
    return new RuleSet(rules);
  }

  private static void update(Rule rule, Account account, long amount, Clock now) {
    account.advance(now); // at the rate it had
    rule.update(account, amount);
    account.wake();
  }
}
