package io.llmgw.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Fields of a request that only one wire format knows, by the format's name. Immutable.
 *
 * <p>Values stand for JSON: strings, numbers, booleans, lists, maps with strings as keys, and
 * {@link RawJson}. Maps are kept and written sorted by key, at every depth, so that equal requests
 * are written byte for byte alike; JSON whose order matters is given as {@link RawJson}.
 */
public final class Extras {
  /** No fields. */
  public static final Extras NONE = new Extras(Map.of());

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

  private final Map<String, Map<String, Object>> byFormat;

  private Extras(Map<String, Map<String, Object>> byFormat) {
    this.byFormat = byFormat;
  }

  /**
   * Adds a field, or replaces it.
   *
   * @param format the wire format, for example {@code openai}
   * @param field the field's name in the request
   * @param value a string, number, boolean, list, map or {@link RawJson}; copied
   * @return the fields with this one
   * @throws IllegalArgumentException if the value is of another type
   */
  public Extras with(String format, String field, Object value) {
    Map<String, Object> fields = new TreeMap<>(of(format));
    fields.put(field, frozen(field, value));
    Map<String, Map<String, Object>> all = new TreeMap<>(byFormat);
    all.put(format, Collections.unmodifiableMap(fields));
    return new Extras(Collections.unmodifiableMap(all));
  }

  /**
   * Returns the fields for one wire format.
   *
   * @param format the wire format
   * @return by name, sorted; unmodifiable, empty if there are none
   */
  public Map<String, Object> of(String format) {
    return byFormat.getOrDefault(format, Map.of());
  }

  /**
   * Returns all fields.
   *
   * @return by wire format and name, sorted; unmodifiable
   */
  public Map<String, Map<String, Object>> asMap() {
    return byFormat;
  }

  private static Object frozen(String field, Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(element -> frozen(field, element)).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new TreeMap<>(); // written alike, however it was built
      map.forEach((key, element) -> copy.put(key(field, key), frozen(field, element)));
      return Collections.unmodifiableMap(copy);
    }
    if (value instanceof String
        || value instanceof Boolean
        || value instanceof RawJson
        || (value != null && NUMBERS.contains(value.getClass()))) {
      return value;
    }
    throw new IllegalArgumentException(
        "extra \""
            + field
            + "\" must be a string, number, boolean, list, map or RawJson, but is "
            + (value == null ? "null" : value.getClass().getName()));
  }

  private static String key(String field, Object key) {
    if (key instanceof String name) {
      return name;
    }
    throw new IllegalArgumentException(
        "extra \"" + field + "\" has a map whose keys are not strings");
  }

  /** Compares all fields. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Extras that && byFormat.equals(that.byFormat);
  }

  @Override
  public int hashCode() {
    return byFormat.hashCode();
  }

  /** Returns the fields' names, never their values. */
  @Override
  public String toString() {
    StringBuilder names = new StringBuilder("Extras[");
    byFormat.forEach((format, fields) -> names.append(format).append(fields.keySet()));
    return names.append(']').toString();
  }
}
