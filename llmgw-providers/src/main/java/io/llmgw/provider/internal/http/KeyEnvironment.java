package io.llmgw.provider.internal.http;

import io.llmgw.value.Secret;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a provider's key and base URL from environment variables.
 *
 * @param keyVariable the variable of the key
 * @param urlVariable the variable of the base URL, empty for none
 * @param variables looks a variable up; null if it is not set
 */
public record KeyEnvironment(
    String keyVariable, String urlVariable, Function<String, @Nullable String> variables) {
  /**
   * Reads the key.
   *
   * @param instead what to do if the variable is not wanted, for the message
   * @return the key
   * @throws IllegalArgumentException if the variable is not set or holds no key; the message names
   *     the variable
   */
  public Secret key(String instead) {
    String key = variables.apply(keyVariable);
    if (key == null || key.isBlank()) {
      throw new IllegalArgumentException(
          "environment variable " + keyVariable + " is not set; set it, or use " + instead);
    }
    try {
      return Secret.of(key.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(keyVariable + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the base URL.
   *
   * @return empty if the variable is not set
   */
  public Optional<String> url() {
    return Optional.of(urlVariable)
        .filter(variable -> !variable.isEmpty())
        .map(variables)
        .map(String::strip)
        .filter(url -> !url.isEmpty());
  }
}
