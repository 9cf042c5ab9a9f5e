package io.llmgw.chat;

import io.llmgw.value.RawJson;
import java.util.Objects;

/**
 * The form of the answer: text, any JSON object, or JSON by a schema.
 *
 * @param kind the form
 * @param name the schema's name for {@link Kind#JSON_SCHEMA}, else empty
 * @param schema the JSON schema for {@link Kind#JSON_SCHEMA}, else {@link RawJson#NONE}
 * @param strict whether the provider must keep to the schema exactly, where it can
 */
public record ResponseFormat(Kind kind, String name, RawJson schema, boolean strict) {
  /** Plain text, the default. */
  public static final ResponseFormat TEXT = new ResponseFormat(Kind.TEXT, "", RawJson.NONE, false);

  /** Some JSON object; most providers also want the word JSON in the prompt. */
  public static final ResponseFormat JSON = new ResponseFormat(Kind.JSON, "", RawJson.NONE, false);

  /** The form of an answer. */
  public enum Kind {
    /** Text. */
    TEXT,
    /** Some JSON object. */
    JSON,
    /** JSON by a schema. */
    JSON_SCHEMA
  }

  /** Checks that there is a schema exactly where one is needed. */
  public ResponseFormat {
    Objects.requireNonNull(name, "name");
    if ((kind == Kind.JSON_SCHEMA) == schema.isEmpty()) {
      throw new IllegalArgumentException(
          "a response format has a schema if and only if it is JSON_SCHEMA");
    }
  }

  /**
   * JSON by a schema, strictly.
   *
   * @param name the schema's name, for example {@code weather}
   * @param schema the JSON schema as text
   * @return the format
   */
  public static ResponseFormat jsonSchema(String name, String schema) {
    return new ResponseFormat(Kind.JSON_SCHEMA, name, RawJson.of(schema), true);
  }
}
