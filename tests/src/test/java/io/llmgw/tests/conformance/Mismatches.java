package io.llmgw.tests.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is not as expected: the field, what was expected, what came. */
final class Mismatches {
  private static final int AROUND = 60;

  private final Set<String> found = new LinkedHashSet<>();

  void add(String what) {
    found.add(what);
  }

  void expect(boolean asExpected, String otherwise) {
    if (!asExpected) {
      add(otherwise);
    }
  }

  void equal(String field, Object expected, Object actual) {
    expect(
        expected.equals(actual),
        field + ": expected " + shown(expected) + ", but was " + shown(actual));
  }

  /** Compares texts; long ones are shown around the first difference. */
  void text(String field, String expected, String actual) {
    if (expected.equals(actual)) {
      return;
    }
    if (expected.length() + actual.length() <= 4 * AROUND) {
      add(field + ": expected \"" + expected + "\", but was \"" + actual + "\"");
      return;
    }
    int at = 0;
    while (at < Math.min(expected.length(), actual.length())
        && expected.charAt(at) == actual.charAt(at)) {
      at++;
    }
    add(
        "%s: differs from character %d on (of %d, was %d): expected \"%s\", but was \"%s\""
            .formatted(
                field,
                at,
                expected.length(),
                actual.length(),
                around(expected, at),
                around(actual, at)));
  }

  /** Compares JSON as values; nothing at all and null are the empty object. */
  void json(String field, String expected, String actual) {
    JsonNode one = parsed(expected);
    JsonNode other = parsed(actual);
    boolean same = one == null ? expected.equals(actual) : one.equals(other);
    if (!same) {
      text(field, expected, actual);
    }
  }

  private static JsonNode parsed(String text) {
    try {
      JsonNode node = WireCase.JSON.readTree(text.isBlank() ? "{}" : text);
      return node.isNull() ? WireCase.JSON.createObjectNode() : node;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String around(String text, int at) {
    int from = Math.max(0, at - AROUND / 2);
    int to = Math.min(text.length(), at + AROUND);
    return (from > 0 ? "…" : "") + text.substring(from, to) + (to < text.length() ? "…" : "");
  }

  private static String shown(Object value) {
    String text = String.valueOf(value);
    return text.length() > 300 ? text.substring(0, 300) + "…" : text;
  }

  List<String> all() {
    return List.copyOf(found);
  }
}
