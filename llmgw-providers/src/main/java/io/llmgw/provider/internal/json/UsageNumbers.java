package io.llmgw.provider.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import io.llmgw.value.RawJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The fields of a usage object and of the objects in it, as far as they are numbers. Without a
 * tree, because every answer has one of these.
 */
public final class UsageNumbers {
  private static final long NO_NUMBER = Long.MIN_VALUE;
  private static final String TOP = "";

  private String[] objects = new String[16];
  private String[] names = new String[16];
  private long[] values = new long[16];
  private int size;

  public static UsageNumbers read(RawJson json) throws IOException {
    UsageNumbers numbers = new UsageNumbers();
    byte[] bytes = json.text().getBytes(StandardCharsets.UTF_8);
    try (JsonParser parser = Json.FACTORY.createParser(bytes)) {
      parser.nextToken();
      numbers.fields(parser, TOP);
    }
    return numbers;
  }

  private void fields(JsonParser json, String object) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      add(object, name, value.isNumeric() ? number(json, value) : NO_NUMBER);
      if (value == JsonToken.START_OBJECT && object.equals(TOP)) {
        fields(json, name);
      } else {
        json.skipChildren();
      }
    }
  }

  /** Some servers send 12.0. */
  private static long number(JsonParser json, JsonToken value) throws IOException {
    boolean fits =
        value == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != NumberType.BIG_INTEGER;
    return fits ? json.getLongValue() : (long) json.getDoubleValue();
  }

  private void add(String object, String name, long value) {
    if (size == names.length) {
      objects = Arrays.copyOf(objects, 2 * size);
      names = Arrays.copyOf(names, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    objects[size] = object;
    names[size] = name;
    values[size++] = value;
  }

  private int find(String object, String name) {
    int i = size - 1; // of two equal names the last one counts
    while (i >= 0 && !(names[i].equals(name) && objects[i].equals(object))) {
      i--;
    }
    return i;
  }

  /** Tells whether there is a field of this name, whatever its value. */
  public boolean has(String name) {
    return find(TOP, name) >= 0;
  }

  /** Tells whether the field is a number. */
  public boolean isNumber(String name) {
    int i = find(TOP, name);
    return i >= 0 && values[i] != NO_NUMBER;
  }

  /** Tells whether the object in a field has any number. */
  public boolean hasNumbers(String object) {
    for (int i = 0; i < size; i++) {
      if (objects[i].equals(object) && values[i] != NO_NUMBER) {
        return true;
      }
    }
    return false;
  }

  /** Returns a field's number; 0 if it is negative, no number, or not there. */
  public long count(String name) {
    return at(TOP, name);
  }

  /** Returns the number of a field of an object in a field; 0 as in {@link #count}. */
  public long at(String object, String name) {
    int i = find(object, name);
    return i < 0 ? 0 : Math.max(0, values[i]);
  }
}
