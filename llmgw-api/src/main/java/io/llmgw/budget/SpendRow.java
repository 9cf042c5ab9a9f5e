package io.llmgw.budget;

import io.llmgw.value.Scope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A line of a {@link SpendReport}. Immutable.
 *
 * @param values the value of each scope asked for, in that order; empty where calls had none
 * @param window the span of time; empty unless the report is split by time
 * @param total what was spent
 */
public record SpendRow(Map<Scope, String> values, Optional<SpendWindow> window, SpendTotal total) {

  /** Copies the values. */
  public SpendRow {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Returns the value of a scope.
   *
   * @param scope one that was asked for
   * @return the value; empty if calls had none
   * @throws IllegalArgumentException if the report was not asked for by this scope
   */
  public String value(Scope scope) {
    String value = values.get(Objects.requireNonNull(scope, "scope"));
    if (value == null) {
      throw new IllegalArgumentException(
          "the report is by " + values.keySet() + ", not by " + scope);
    }
    return value;
  }
}
