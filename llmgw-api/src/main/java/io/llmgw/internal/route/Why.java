package io.llmgw.internal.route;

import io.llmgw.route.Preference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Why a target was chosen. Its text is made when somebody asks for it. Immutable. */
public final class Why implements Supplier<String> {
  static final Why FIRST = new Why("first choice");
  static final Why FALLBACK = new Why("fallback");

  private final String text;
  private final @Nullable Preference preference;
  private final int index;
  private final int candidates;
  private final @Nullable Why inner;

  Why(String text) {
    this(text, null, 0, 0, null);
  }

  private Why(
      String text,
      @Nullable Preference preference,
      int index,
      int candidates,
      @Nullable Why inner) {
    this.text = text;
    this.preference = preference;
    this.index = index;
    this.candidates = candidates;
    this.inner = inner;
  }

  /** Whether it is nothing but the next one in order. */
  boolean isPlain() {
    return equals(FIRST) || equals(FALLBACK);
  }

  /** One of several by what a strategy prefers, and then why within it. */
  static Why preferred(Preference preference, int index, int candidates, @Nullable Why inner) {
    return new Why("", preference, index, candidates, inner);
  }

  /**
   * Says why.
   *
   * @return a few words, with the numbers that decided
   */
  @Override
  public String get() {
    Preference numbers = preference;
    String own = numbers == null ? text : numbers.reason(index, candidates);
    Why within = inner;
    return within == null ? own : own + ", then " + within.get();
  }
}
