package io.llmgw.internal.ledger;

import io.llmgw.value.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One component of an account's key. Scopes that mean two things are two parts: a user is known
 * within its tenant, a target is a provider and a model.
 *
 * @param kind what the value is taken from
 * @param scope the scope as it is reported
 * @param required whether a call without a value is refused, rather than left alone
 */
record Part(Kind kind, Scope scope, boolean required) {
  enum Kind {
    TENANT(0),
    USER(1),
    ROUTE(2),
    PROVIDER(3),
    MODEL(4),
    TAG(-1);

    /** How many kinds have one value. */
    static final int PLACES = 5;

    private final int place;

    Kind(int place) {
      this.place = place;
    }

    /** Where its value is in a subject; negative for tags, of which there are many. */
    int place() {
      return place;
    }
  }

  /** The parts of an account's key, without repetition. */
  static Part[] of(Collection<Scope> scopes) {
    List<Part> parts = new ArrayList<>();
    boolean tenant = scopes.contains(Scope.TENANT);
    for (Scope scope : scopes) {
      if (scope.isTag()) {
        add(parts, new Part(Kind.TAG, scope, scope.isRequired()));
      } else if (scope.equals(Scope.TENANT)) {
        add(parts, new Part(Kind.TENANT, scope, true));
      } else if (scope.equals(Scope.USER)) {
        if (!tenant) {
          add(parts, new Part(Kind.TENANT, Scope.TENANT, false));
        }
        add(parts, new Part(Kind.USER, scope, true));
      } else if (scope.equals(Scope.ROUTE)) {
        add(parts, new Part(Kind.ROUTE, scope, true));
      } else {
        if (!scope.equals(Scope.MODEL)) {
          add(parts, new Part(Kind.PROVIDER, Scope.PROVIDER, true));
        }
        if (!scope.equals(Scope.PROVIDER)) {
          add(parts, new Part(Kind.MODEL, Scope.MODEL, true));
        }
      }
    }
    return parts.toArray(new Part[0]);
  }

  private static void add(List<Part> parts, Part part) {
    if (!parts.contains(part)) {
      parts.add(part);
    }
  }

  static boolean isOfTarget(Collection<Scope> scopes) {
    return scopes.stream().anyMatch(Scope::isOfTarget);
  }

  /** Whether it is taken from the same, required or not. */
  boolean means(Part other) {
    return kind == other.kind && scope.equals(other.scope);
  }

  /** Whether a missing value means that the rule does not apply. */
  boolean optional() {
    return kind == Kind.TAG && !required;
  }
}
