package io.llmgw.chat;

import io.llmgw.value.RawJson;
import java.util.Objects;

/**
 * A function the model may ask to have called.
 *
 * @param name letters, digits, underscores and dashes, at most 64 (the rule OpenAI and Anthropic
 *     share)
 * @param description what it does and when to use it; may be empty
 * @param parameters the JSON schema of its arguments; {@link RawJson#NONE} for none
 * @param strict whether the provider must keep to the schema exactly, where it can
 */
public record Tool(String name, String description, RawJson parameters, boolean strict) {

  /** Checks the name. */
  public Tool {
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(parameters, "parameters");
    if (!name.matches("[a-zA-Z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "a tool's name consists of 1 to 64 letters, digits, underscores and dashes: \""
              + name
              + "\"");
    }
  }

  /**
   * Describes a tool that is not strict.
   *
   * @param name its name
   * @param description what it does
   * @param parameters the JSON schema of its arguments as text
   * @return the tool
   */
  public static Tool of(String name, String description, String parameters) {
    return new Tool(name, description, RawJson.of(parameters), false);
  }
}
