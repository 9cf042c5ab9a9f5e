package io.llmgw.provider.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object whose fields are kept as the text that was sent, in the order in which they were
 * sent.
 *
 * <p>Made for blocks that have to go back to their provider unchanged although they arrived in
 * pieces: what is not touched is not rewritten either (no number is reformatted, no escape
 * changed).
 */
public final class RawObject {
  private final Map<String, String> fields = new LinkedHashMap<>();

  /**
   * Reads an object.
   *
   * @param json the text of one JSON object
   * @throws IOException if it is anything else
   */
  public static RawObject parse(String json) throws IOException {
    RawObject object = new RawObject();
    try (JsonParser parser = Json.FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonBytes.NotJsonException("expected a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        object.fields.put(name, text(parser, json));
      }
      if (parser.nextToken() != null) {
        throw new JsonBytes.NotJsonException("expected nothing after the JSON object");
      }
    }
    return object;
  }

  /** Returns the texts of an array's elements. */
  public static List<String> elements(String array) throws IOException {
    List<String> elements = new ArrayList<>();
    try (JsonParser parser = Json.FACTORY.createParser(array)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new JsonBytes.NotJsonException("expected a JSON array");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(text(parser, array));
      }
    }
    return elements;
  }

  /** Returns the text of the value the parser stands at, and moves to its last token. */
  static String text(JsonParser parser, String json) throws IOException {
    int from = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    parser.finishToken();
    return json.substring(from, (int) parser.currentLocation().getCharOffset()).strip();
  }

  /** Tells whether the text is exactly one JSON object. */
  public static boolean isObject(String json) {
    try (JsonParser parser = Json.FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the fields' texts by name, in order. */
  public Map<String, String> fields() {
    return Collections.unmodifiableMap(fields);
  }

  /** Returns a field's text, null if it is absent or JSON null. */
  public @Nullable String raw(String name) {
    String value = fields.get(name);
    return value == null || value.equals("null") ? null : value;
  }

  /** Returns a string field's value, empty if it is absent or not a string. */
  public String string(String name) throws IOException {
    String value = raw(name);
    return value == null || !isString(value) ? "" : decode(value);
  }

  /** Sets a field to the text of a JSON value; a new one comes last. */
  public void put(String name, String json) {
    fields.put(name, json);
  }

  /** Sets a field to a string. */
  public void putString(String name, CharSequence value) {
    fields.put(name, quote(value));
  }

  /** Appends to a field: strings and arrays grow, anything else is replaced. */
  public void append(String name, String json) throws IOException {
    String old = raw(name);
    if (old != null && isString(old) && isString(json)) {
      putString(name, decode(old) + decode(json));
    } else if (old != null && old.startsWith("[") && json.startsWith("[")) {
      String elements = json.substring(1, json.length() - 1).strip();
      put(name, elements.isEmpty() ? old : push(old, elements));
    } else if (old == null || !json.equals("null")) {
      put(name, json);
    }
  }

  /** Adds an element to an array field, which is made if it is not there. */
  public void appendElement(String name, String json) {
    String old = raw(name);
    put(name, old == null || !old.startsWith("[") ? "[" + json + "]" : push(old, json));
  }

  private static String push(String array, String elements) {
    String head = array.substring(0, array.length() - 1).stripTrailing();
    return head + (head.equals("[") ? "" : ",") + elements + "]";
  }

  private static boolean isString(String json) {
    return json.startsWith("\"");
  }

  private static String decode(String json) throws IOException {
    if (json.indexOf('\\') < 0) {
      return json.substring(1, json.length() - 1); // without escapes it says itself
    }
    try (JsonParser parser = Json.FACTORY.createParser(json)) {
      parser.nextToken();
      return parser.getText();
    }
  }

  private static String quote(CharSequence value) {
    StringBuilder text = new StringBuilder(value.length() + 16).append('"');
    JsonStringEncoder.getInstance().quoteAsString(value, text);
    return text.append('"').toString();
  }

  /** Returns the object's text. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(128).append('{');
    fields.forEach(
        (name, value) -> {
          text.append(text.length() > 1 ? "," : "");
          text.append(quote(name)).append(':').append(value);
        });
    return text.append('}').toString();
  }
}
