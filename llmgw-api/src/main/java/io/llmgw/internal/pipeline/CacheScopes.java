package io.llmgw.internal.pipeline;

import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Whose answers a call may get, as part of a key. Names and lengths make the values unambiguous: no
 * tenant and user can be chosen to look like others.
 */
final class CacheScopes {
  private static final int REMEMBERED = 256; // a power of two

  private final List<Scope> scopes;

  /**
   * What was made for callers, each in the one place it may be in, or nothing if the tags of a call
   * decide too: a scope costs more to make than to find, and a string remembers its hash.
   */
  private final AtomicReferenceArray<@Nullable Known> known;

  /** The scope of a caller. */
  private record Known(String tenant, String user, String scope) {
    boolean isOf(Caller caller) {
      return tenant.equals(caller.tenant()) && user.equals(caller.user());
    }
  }

  CacheScopes(List<Scope> scopes) {
    this.scopes = scopes;
    boolean byTags = scopes.stream().anyMatch(Scope::isTag);
    this.known = new AtomicReferenceArray<>(byTags ? 0 : REMEMBERED);
  }

  /** Returns the scope of a call; null if it lacks a value. */
  @Nullable String of(Caller caller, Map<String, String> callTags) {
    if (scopes.isEmpty()) {
      return "";
    }
    if (known.length() == 0) {
      return make(caller, callTags);
    }
    int place = (31 * caller.tenant().hashCode() + caller.user().hashCode()) & (REMEMBERED - 1);
    Known there = known.get(place);
    if (there != null && there.isOf(caller)) {
      return there.scope();
    }
    String scope = make(caller, callTags);
    if (scope != null) {
      known.set(place, new Known(caller.tenant(), caller.user(), scope));
    }
    return scope;
  }

  private @Nullable String make(Caller caller, Map<String, String> callTags) {
    StringBuilder scope = new StringBuilder(40);
    for (Scope by : scopes) {
      String value = value(by, caller, callTags);
      if (value.isEmpty()) {
        return null;
      }
      if (by.equals(Scope.USER)) { // a user is one within its tenant
        add(scope, Scope.TENANT.name(), caller.tenant());
      }
      add(scope, by.name(), value);
    }
    return scope.toString();
  }

  /** Returns what a call lacks, for people. */
  String missing(Caller caller, Map<String, String> callTags) {
    for (Scope by : scopes) {
      if (value(by, caller, callTags).isEmpty()) {
        return by.isTag() ? "tag \"" + by.tag() + "\"" : by.name();
      }
    }
    return "";
  }

  private static void add(StringBuilder scope, String name, String value) {
    scope.append(name.length()).append(':').append(name);
    scope.append(value.length()).append(':').append(value);
  }

  private static String value(Scope scope, Caller caller, Map<String, String> callTags) {
    if (scope.isTag()) {
      String own = caller.tags().get(scope.tag());
      return own != null ? own : callTags.getOrDefault(scope.tag(), "");
    }
    return scope.equals(Scope.TENANT) ? caller.tenant() : caller.user();
  }
}
