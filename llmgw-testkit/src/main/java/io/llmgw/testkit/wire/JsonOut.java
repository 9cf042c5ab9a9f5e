package io.llmgw.testkit.wire;

import io.llmgw.value.RawJson;
import java.util.Collection;

/** Writes JSON: strings are quoted, raw JSON, numbers and booleans are written as they are. */
final class JsonOut {
  static final RawJson NULL = RawJson.of("null");

  private JsonOut() {}

  /** Returns an object of alternating names and values. */
  static RawJson object(Object... namesAndValues) {
    StringBuilder out = new StringBuilder("{");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      out.append(i == 0 ? "" : ",").append(Json.quoted((String) namesAndValues[i])).append(':');
      append(out, namesAndValues[i + 1]);
    }
    return RawJson.of(out.append('}').toString());
  }

  /** Returns the object with more fields at its end. */
  static RawJson plus(RawJson object, Object... namesAndValues) {
    String more = object(namesAndValues).text();
    String text = object.text();
    String comma = text.equals("{}") || more.equals("{}") ? "" : ",";
    return RawJson.of(text.substring(0, text.length() - 1) + comma + more.substring(1));
  }

  private static void append(StringBuilder out, Object value) {
    if (value instanceof String text) {
      out.append(Json.quoted(text));
    } else if (value instanceof Collection<? extends Object> values) {
      String comma = "[";
      for (Object one : values) {
        out.append(comma);
        append(out, one);
        comma = ",";
      }
      out.append(values.isEmpty() ? "[]" : "]");
    } else {
      out.append(value); // RawJson, Number, Boolean
    }
  }
}
