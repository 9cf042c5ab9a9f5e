package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Compares what was sent with what we send instead. The order of fields never matters. */
final class RequestComparison {
  /**
   * A place at which the two differ.
   *
   * @param pointer the JSON pointer
   * @param what what stands there on either side
   */
  record Difference(String pointer, String what) {
    @Override
    public String toString() {
      return pointer + ": " + what;
    }
  }

  private static final int LONGEST = 160;

  private final List<Difference> differences = new ArrayList<>();

  private RequestComparison() {}

  /** Returns in what two requests differ when the rules have been applied in their order. */
  static List<Difference> differences(ObjectNode recorded, ObjectNode written, List<Rule> rules) {
    ObjectNode one = recorded.deepCopy();
    ObjectNode other = written.deepCopy();
    rules.forEach(rule -> rule.effect().apply(one, other));
    RequestComparison comparison = new RequestComparison();
    comparison.compare("", one, other);
    return comparison.differences;
  }

  private void compare(String pointer, JsonNode recorded, JsonNode written) {
    if (recorded.isObject() && written.isObject()) {
      TreeSet<String> names = new TreeSet<>();
      recorded.fieldNames().forEachRemaining(names::add);
      written.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        String step = name.replace("~", "~0").replace("/", "~1");
        compare(pointer + "/" + step, recorded.path(name), written.path(name));
      }
    } else if (recorded.isArray() && written.isArray()) {
      for (int i = 0; i < Math.max(recorded.size(), written.size()); i++) {
        compare(pointer + "/" + i, recorded.path(i), written.path(i));
      }
    } else if (!same(recorded, written)) {
      differences.add(new Difference(pointer, what(recorded, written)));
    }
  }

  private static boolean same(JsonNode recorded, JsonNode written) {
    return (recorded.isNumber() && written.isNumber())
        ? recorded.decimalValue().compareTo(written.decimalValue()) == 0
        : recorded.equals(written);
  }

  private static String what(JsonNode recorded, JsonNode written) {
    return recorded.isMissingNode()
        ? "added " + excerpt(written)
        : written.isMissingNode()
            ? "lost " + excerpt(recorded)
            : "was " + excerpt(recorded) + ", is " + excerpt(written);
  }

  private static String excerpt(JsonNode value) {
    String text = value.toString();
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
