package io.llmgw.internal.spend;

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

  /**
   * Makes this the key of a combination with all its detail.
   *
   * @param newHash its {@link #hash}
   */
  void set(
      Caller newCaller,
      Map<String, String> newTags,
      String newRoute,
      Target newTarget,
      int newHash) {
    detail = Detail.ALL;
    caller = newCaller;
    tags = newTags;
    route = newRoute;
    target = newTarget;
    hash = newHash;
  }

  /** Returns the hash of a combination. It can be made before the book is locked. */
  static int hash(Caller caller, Map<String, String> tags, String route, Target target) {
    int sum = caller.tenant().hashCode();
    sum = 31 * sum + caller.user().hashCode();
    sum = 31 * sum + hash(caller.tags());
    sum = 31 * sum + hash(tags);
    sum = 31 * sum + route.hashCode();
    sum = 31 * sum + target.provider().hashCode();
    return 31 * sum + target.model().hashCode();
  }

  private static int hash(Map<String, String> map) {
    return map.isEmpty() ? 0 : map.hashCode();
  }

  /** Returns a key of its own, to be kept. */
  SpendKey copy() {
    SpendKey kept = new SpendKey();
    kept.set(caller, tags, route, target, hash);
    kept.detail = detail;
    return kept;
  }

  /** Returns the key of the tenant's combinations whose user and tags are given up. */
  SpendKey withoutUserAndTags() {
    if (detail != Detail.ALL) {
      return this;
    }
    SpendKey coarse = new SpendKey();
    Caller tenant = caller.tenant().isEmpty() ? Caller.anonymous() : Caller.tenant(caller.tenant());
    coarse.set(tenant, Map.of(), route, target, hash(tenant, Map.of(), route, target));
    coarse.detail = Detail.TENANT_AND_TARGET;
    return coarse;
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
