package io.llmgw.value;

import java.util.Objects;

/**
 * JSON as text, kept exactly as it was written.
 *
 * <p>The gateway's API has no JSON library: tool schemas, tool arguments, provider state and a
 * provider's own usage object are carried as the bytes that were sent. The text is not checked
 * here; what is sent to a provider is checked when the request is written. Two values are equal if
 * their texts are. Immutable.
 *
 * @param text the JSON text; empty means that there is none
 */
public record RawJson(String text) {
  /** No JSON at all. */
  public static final RawJson NONE = new RawJson("");

  /** Refuses null. */
  public RawJson {
    Objects.requireNonNull(text, "text");
  }

  /**
   * Wraps a JSON text.
   *
   * @param text the JSON text
   * @return the value
   */
  public static RawJson of(String text) {
    return text.isEmpty() ? NONE : new RawJson(text);
  }

  /**
   * Tells whether there is no text.
   *
   * @return true for {@link #NONE}
   */
  public boolean isEmpty() {
    return text.isEmpty();
  }

  /** Returns the JSON text. */
  @Override
  public String toString() {
    return text;
  }
}
