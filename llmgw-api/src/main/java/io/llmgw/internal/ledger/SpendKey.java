package io.llmgw.internal.ledger;

import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import io.llmgw.value.Target;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who spent and where: what sums of spend are kept by. The book changes one of them to look others
 * up without making a new one each time; what is in a map is never changed.
 */
final class SpendKey {
  private static final Target NOWHERE = new Target("-", "-");

  /** How much of a combination is kept. */
  private enum Detail {
    ALL,
    /** User and tags are given up. */
    TENANT_AND_TARGET,
    NOTHING
  }

  private Detail detail = Detail.NOTHING;
  private Caller caller = Caller.anonymous();
  private Map<String, String> tags = Map.of();
  private String route = "";
  private Target target = NOWHERE;
  private int hash;

  /** Makes this the key of a combination with all its detail. */
  SpendKey set(Caller newCaller, Map<String, String> newTags, String newRoute, Target newTarget) {
    return set(Detail.ALL, newCaller, newTags, newRoute, newTarget);
  }

  private SpendKey set(
      Detail newDetail,
      Caller newCaller,
      Map<String, String> newTags,
      String newRoute,
      Target newTarget) {
    detail = newDetail;
    caller = newCaller;
    tags = newTags;
    route = newRoute;
    target = newTarget;
    int sum = newCaller.tenant().hashCode();
    sum = 31 * sum + newCaller.user().hashCode();
    sum = 31 * sum + hash(newCaller.tags());
    sum = 31 * sum + hash(newTags);
    sum = 31 * sum + newRoute.hashCode();
    sum = 31 * sum + newTarget.provider().hashCode();
    sum = 31 * sum + newTarget.model().hashCode();
    hash = sum;
    return this;
  }

  private static int hash(Map<String, String> map) {
    return map.isEmpty() ? 0 : map.hashCode();
  }

  /** Returns a key of its own, to be kept. */
  SpendKey copy() {
    return new SpendKey().set(detail, caller, tags, route, target);
  }

  /** Returns the key of the tenant's combinations whose user and tags are given up. */
  SpendKey withoutUserAndTags() {
    if (detail != Detail.ALL) {
      return this;
    }
    Caller tenant = caller.tenant().isEmpty() ? Caller.anonymous() : Caller.tenant(caller.tenant());
    return new SpendKey().set(Detail.TENANT_AND_TARGET, tenant, Map.of(), route, target);
  }

  /** Returns the key of everything that is not told apart. */
  static SpendKey nothing() {
    return new SpendKey();
  }

  /** Returns the value of a scope: empty if there was none, null if it is not kept. */
  @Nullable String value(Scope scope) {
    if (detail == Detail.NOTHING) {
      return null;
    }
    if (scope.equals(Scope.TENANT)) {
      return caller.tenant();
    }
    if (scope.equals(Scope.ROUTE)) {
      return route;
    }
    if (scope.equals(Scope.PROVIDER)) {
      return target.provider();
    }
    if (scope.equals(Scope.MODEL)) {
      return target.model();
    }
    if (scope.equals(Scope.TARGET)) {
      return target.toString();
    }
    if (detail != Detail.ALL) {
      return null;
    }
    if (scope.equals(Scope.USER)) {
      return caller.user();
    }
    String own = caller.tags().get(scope.tag());
    return own != null ? own : tags.getOrDefault(scope.tag(), "");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SpendKey that
        && hash == that.hash
        && detail == that.detail
        && caller.equals(that.caller)
        && tags.equals(that.tags)
        && route.equals(that.route)
        && target.equals(that.target);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
