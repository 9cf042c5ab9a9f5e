package io.llmgw.budget;

import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import io.llmgw.value.Target;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Names one account of a budget: the budget, and for each of its scopes the value. Values for
 * scopes that the budget does not have are of no consequence. Immutable.
 *
 * @param budget the budget's name
 * @param values sorted by scope; unmodifiable
 */
public record BudgetAccount(String budget, Map<Scope, String> values) {
  /** Copies the values. */
  public BudgetAccount {
    Objects.requireNonNull(budget, "budget");
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /**
   * Returns the account of a budget without scopes.
   *
   * @param budget the budget's name
   * @return the account
   */
  public static BudgetAccount of(String budget) {
    return new BudgetAccount(budget, Map.of());
  }

  /**
   * Returns a caller's account.
   *
   * @param budget the budget's name
   * @param caller whose tenant, user and tags are the values
   * @return the account
   */
  public static BudgetAccount of(String budget, Caller caller) {
    TreeMap<Scope, String> values = new TreeMap<>();
    if (!caller.tenant().isEmpty()) {
      values.put(Scope.TENANT, caller.tenant());
    }
    if (!caller.user().isEmpty()) {
      values.put(Scope.USER, caller.user());
    }
    caller.tags().forEach((name, value) -> values.put(Scope.tag(name), value));
    return new BudgetAccount(budget, values);
  }

  /**
   * Returns this account for a route.
   *
   * @param route the route's name
   * @return a copy
   */
  public BudgetAccount route(String route) {
    return with(Scope.ROUTE, route);
  }

  /**
   * Returns this account for a target.
   *
   * @param target {@code provider/model}
   * @return a copy
   */
  public BudgetAccount target(String target) {
    Target parsed = Target.parse(target);
    return with(Scope.PROVIDER, parsed.provider()).with(Scope.MODEL, parsed.model());
  }

  /**
   * Returns this account with another value.
   *
   * @param scope the scope
   * @param value its value
   * @return a copy
   */
  public BudgetAccount with(Scope scope, String value) {
    TreeMap<Scope, String> copy = new TreeMap<>(values);
    copy.put(scope, value);
    return new BudgetAccount(budget, copy);
  }

  /** Returns for example {@code tenant-daily[tenant=acme]}. */
  @Override
  public String toString() {
    return budget + (values.isEmpty() ? "" : values.toString().replace('{', '[').replace('}', ']'));
  }
}
