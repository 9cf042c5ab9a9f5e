package io.llmgw.outcome;

import java.util.Objects;

/**
 * Something in a request that was sent differently from how it was written, because the target does
 * not take it so.
 *
 * @param kind what kind of thing it is
 * @param setting what was changed, for example {@code reasoning}
 * @param change what was done, for example {@code left out}
 * @param reason why
 */
public record Adjustment(Kind kind, String setting, String change, String reason) {
  /** What was changed. */
  public enum Kind {
    /** A setting of the request, such as a seed. Each route decides whether that is an error. */
    SETTING,
    /** A part of a message, such as a file, that the target does not take in this form. */
    CONTENT,
    /** Where the request went: a budget made the route use its cheaper branch. */
    ROUTE,
    /**
     * State of another provider, such as a reasoning signature, which only that one understands.
     */
    STATE
  }

  /** Refuses null. */
  public Adjustment {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(setting, "setting");
    Objects.requireNonNull(change, "change");
    Objects.requireNonNull(reason, "reason");
  }
}
