package io.llmgw.internal.ledger;

import io.llmgw.value.Caller;
import io.llmgw.value.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A budget or limit as the ledger applies it. Immutable; its accounts are in its book. */
abstract class Rule {
  private final String name;
  private final Part[] parts;
  private final Part[] onlyParts;
  private final String[] onlyValues;
  private final Measure measure;
  private final boolean ofAttempt;
  private final boolean conditional;
  private final boolean ofTarget;

  Rule(
      String name,
      Collection<Scope> scopes,
      Map<Scope, String> only,
      Measure measure,
      boolean ofAttempt) {
    this.name = name;
    this.parts = Part.of(scopes);
    List<Part> filter = new ArrayList<>();
    List<String> values = new ArrayList<>();
    only.forEach(
        (scope, value) -> {
          // A target is written provider/model, and has two parts.
          if (scope.equals(Scope.TARGET)) {
            int slash = value.indexOf('/');
            filter.add(new Part(Part.Kind.PROVIDER, Scope.PROVIDER, false));
            values.add(value.substring(0, slash));
            filter.add(new Part(Part.Kind.MODEL, Scope.MODEL, false));
            values.add(value.substring(slash + 1));
          } else {
            Part[] all = Part.of(List.of(scope));
            filter.add(all[all.length - 1]);
            values.add(value);
          }
        });
    this.onlyParts = filter.toArray(new Part[0]);
    this.onlyValues = values.toArray(new String[0]);
    this.measure = measure;
    this.ofAttempt = ofAttempt;
    this.ofTarget = Part.isOfTarget(scopes) || Part.isOfTarget(only.keySet());
    this.conditional = onlyParts.length > 0 || Arrays.stream(parts).anyMatch(Part::optional);
  }

  final String name() {
    return name;
  }

  final Part[] parts() {
    return parts;
  }

  final Measure measure() {
    return measure;
  }

  /** Whether it is taken for each attempt, rather than once for the call. */
  final boolean ofAttempt() {
    return ofAttempt;
  }

  /** Whether it is about where an attempt goes, so that another target may have room. */
  final boolean ofTarget() {
    return ofTarget;
  }

  /**
   * Whether nothing of it is held between attempts: who waits for one target must not keep others
   * from another.
   */
  final boolean endsWithAttempt() {
    return ofTarget && measure == Measure.SLOT;
  }

  /** Whether it says anything about this subject. */
  final boolean applies(Subject subject) {
    return !conditional || meets(subject);
  }

  private boolean meets(Subject subject) {
    for (int i = 0; i < onlyParts.length; i++) {
      if (!onlyValues[i].equals(subject.value(onlyParts[i]))) {
        return false;
      }
    }
    for (Part part : parts) {
      if (part.optional() && subject.value(part).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** What the subject has no value for, although the rule needs one. */
  final @Nullable Part missing(Subject subject) {
    for (Part part : parts) {
      if (part.required() && subject.value(part).isEmpty()) {
        return part;
      }
    }
    return null;
  }

  abstract Book book();

  /** The amount, if it is the same for all callers, in the ledger's unit. */
  abstract OptionalLong fixedAmount();

  /** The amount for a caller, in the ledger's unit. Runs the application's code. */
  abstract long amount(Caller caller);

  /** Whether what does not fit is refused. */
  abstract boolean refuses();

  abstract Account create(Object key, int hash, long amount, Clock now);

  /** Takes over an amount that may have changed. */
  abstract void update(Account account, long amount);

  /** How long calls may wait for room. */
  abstract Duration maxWait();

  /** How many calls of a priority may wait for room at an account. */
  abstract int maxQueue();
}
