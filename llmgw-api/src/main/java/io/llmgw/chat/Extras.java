package io.llmgw.chat;

import io.llmgw.value.RawJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks and copies values that stand for JSON: strings, numbers, booleans, lists, maps and raw
 * JSON.
 */
final class Extras {
  /** Numbers that cannot change after they have been part of a hash code. */
  private static final Set<Class<?>> NUMBERS =
      Set.of(
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class);

  private Extras() {}

  static void check(String field, Object value) {
    if (value instanceof List<?> list) {
      list.forEach(element -> check(field, element));
    } else if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, element) -> {
            if (!(key instanceof String)) {
              throw new IllegalArgumentException(
                  "extra \"" + field + "\" has a map whose keys are not strings");
            }
            check(field, element);
          });
    } else if (!(value instanceof String
        || (value != null && NUMBERS.contains(value.getClass()))
        || value instanceof Boolean
        || value instanceof RawJson)) {
      throw new IllegalArgumentException(
          "extra \""
              + field
              + "\" must be a string, number, boolean, list, map or RawJson, but is "
              + (value == null ? "null" : value.getClass().getName()));
    }
  }

  static Map<String, Map<String, Object>> freeze(Map<String, Map<String, Object>> extras) {
    Map<String, Map<String, Object>> copy = new TreeMap<>();
    extras.forEach(
        (provider, fields) -> {
          Map<String, Object> frozen = new TreeMap<>();
          fields.forEach((field, value) -> frozen.put(field, freezeValue(value)));
          copy.put(provider, Collections.unmodifiableMap(frozen));
        });
    return Collections.unmodifiableMap(copy);
  }

  private static Object freezeValue(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Extras::freezeValue).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(key, freezeValue(element)));
      return Collections.unmodifiableMap(copy);
    }
    return value;
  }
}
