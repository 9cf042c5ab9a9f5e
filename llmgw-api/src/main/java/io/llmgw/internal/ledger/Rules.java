package io.llmgw.internal.ledger;

import io.llmgw.budget.Budget;
import io.llmgw.budget.Reserve;
import io.llmgw.limit.ConcurrencyLimit;
import io.llmgw.limit.Limit;
import io.llmgw.limit.RequestLimit;
import io.llmgw.limit.TokenLimit;
import io.llmgw.value.Scope;
import io.llmgw.value.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
   * @param providers names of the registered providers
   * @param routes names of the routes
   * @throws IllegalArgumentException if two have one name, or one can never apply
   */
  public static void check(
      List<Budget> budgets, List<Limit<?>> limits, Set<String> providers, Set<String> routes) {
    Set<String> names = new HashSet<>();
    budgets.forEach(budget -> unique(names, "budget", budget.name()));
    limits.forEach(limit -> unique(names, "limit", limit.name()));
    for (Budget budget : budgets) {
      String what = "budget \"" + budget.name() + "\": ";
      checkOnly(what, budget.only());
      checkThere(what, budget.only(), providers, routes);
    }
    for (Limit<?> limit : limits) {
      String what = "limit \"" + limit.name() + "\": ";
      checkOnly(what, limit.only());
      checkThere(what, limit.only(), providers, routes);
      if (countsHits(limit) && limit.isOfTarget()) {
        throw new IllegalArgumentException(
            what + "a cached answer goes to no target, so it cannot be counted for one");
      }
      if (limit.isCorrectedByHeaders() && !limit.isOfTarget()) {
        throw new IllegalArgumentException(
            what + "headers speak of a target, so it needs each(Scope.TARGET)");
      }
    }
  }

  private static void unique(Set<String> names, String what, String name) {
    if (!names.add(name)) {
      throw new IllegalArgumentException(
          what + " \"" + name + "\": there is another budget or limit of this name");
    }
  }

  /** A scope that no call can have is a mistake: the rule would never apply. */
  private static void checkOnly(String what, Map<Scope, String> only) {
    String provider = only.get(Scope.PROVIDER);
    if (provider != null && provider.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          what + "a provider's name has no slash, but was " + provider + "; see Scope.TARGET");
    }
    String target = only.get(Scope.TARGET);
    if (target == null) {
      return;
    }
    int slash = target.indexOf('/');
    if (slash <= 0 || target.endsWith("/")) {
      throw new IllegalArgumentException(
          what + "a target is written provider/model, but was " + target);
    }
    agree(what, target, Scope.PROVIDER, provider, target.substring(0, slash));
    agree(what, target, Scope.MODEL, only.get(Scope.MODEL), target.substring(slash + 1));
  }

  /** A provider or route that the gateway does not have is a scope that no call can have. */
  private static void checkThere(
      String what, Map<Scope, String> only, Set<String> providers, Set<String> routes) {
    String provider = only.get(Scope.PROVIDER);
    if (provider != null) {
      there(what, "provider", provider, providers);
    }
    String target = only.get(Scope.TARGET);
    if (target != null) {
      there(what, "provider", Target.parse(target).provider(), providers);
    }
    String route = only.get(Scope.ROUTE);
    int slash = route == null ? -1 : route.indexOf('/');
    if (route != null && slash < 0) {
      there(what, "route", route, routes);
    } else if (route != null) { // calls that name a target themselves
      there(what, "provider", route.substring(0, slash), providers);
    }
  }

  private static void there(String what, String kind, String name, Set<String> all) {
    if (!all.contains(name)) {
      throw new IllegalArgumentException(
          what
              + "there is no "
              + kind
              + " \""
              + name
              + "\", so it would never apply; there are "
              + all.stream().sorted().toList());
    }
  }

  private static void agree(
      String what, String target, Scope scope, @Nullable String said, String ofTarget) {
    if (said != null && !said.equals(ofTarget)) {
      throw new IllegalArgumentException(
          what + "no call goes to target " + target + " and " + scope + " " + said);
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
