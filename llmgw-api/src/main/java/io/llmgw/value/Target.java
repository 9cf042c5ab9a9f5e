package io.llmgw.value;

import java.util.Objects;

/**
 * One model at one provider, written {@code provider/model}.
 *
 * <p>The provider is the name under which it was registered with the gateway; the model is the
 * provider's own id and may itself contain slashes ({@code openrouter/meta-llama/llama-3}).
 * Immutable.
 *
 * @param provider the registered provider's name, not blank, without a slash
 * @param model the provider's id of the model, not blank
 */
public record Target(String provider, String model) {

  /** Checks both parts. */
  public Target {
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(model, "model");
    if (provider.isBlank() || provider.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "provider of a target must not be blank or contain a slash: \"" + provider + "\"");
    }
    if (model.isBlank()) {
      throw new IllegalArgumentException(
          "model of a target must not be blank (provider \"" + provider + "\")");
    }
  }

  /**
   * Reads {@code provider/model}; everything after the first slash is the model.
   *
   * @param text for example {@code anthropic/claude-haiku-4-5}
   * @return the target
   * @throws IllegalArgumentException if there is no slash, or nothing before or after it
   */
  public static Target parse(String text) {
    int slash = text.indexOf('/');
    if (slash <= 0 || slash == text.length() - 1) {
      throw new IllegalArgumentException(
          "a target is written provider/model, for example openai/gpt-5-mini, but was \""
              + text
              + "\"");
    }
    return new Target(text.substring(0, slash), text.substring(slash + 1));
  }

  /**
   * Returns {@code provider/model}.
   *
   * @return the text that {@link #parse} reads
   */
  @Override
  public String toString() {
    return provider + "/" + model;
  }
}
