package io.llmgw.value;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * A credential that never prints itself.
 *
 * <p>{@link #toString()} shows nothing of the value and the type is not serializable, so a secret
 * cannot reach a log, an exception message or an event by accident. Immutable and safe to share.
 */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /**
   * Wraps a credential.
   *
   * @param value the credential as the provider issued it
   * @return the secret
   * @throws IllegalArgumentException if it is blank or contains white space or control characters
   *     (such a value can only be a copying mistake, and would break or split an HTTP header); the
   *     message does not contain the value
   */
  public static Secret of(String value) {
    Objects.requireNonNull(value, "secret");
    if (value.isBlank()) {
      throw new IllegalArgumentException("the key is blank");
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        throw new IllegalArgumentException(
            "the key contains white space, a control character or a character outside ASCII at position "
                + i
                + " of "
                + value.length());
      }
    }
    return new Secret(value);
  }

  /**
   * Returns the credential itself. Meant for the one place that writes it to the wire.
   *
   * @return the value given to {@link #of}
   */
  public String reveal() {
    return value;
  }

  /**
   * Removes every occurrence of this secret from a text, for instance from an error message in
   * which a provider repeats the key it refused.
   *
   * @param text any text
   * @return the text with {@code [secret]} in the secret's place
   */
  public String redactIn(String text) {
    return text.contains(value) ? text.replace(value, "[secret]") : text;
  }

  /** Compares in constant time. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** Returns a constant that says nothing about the value. */
  @Override
  public String toString() {
    return "Secret[***]";
  }
}
