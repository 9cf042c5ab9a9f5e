package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.value.RawJson;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;

/** The fields of an object that are still to be read. A field that is null is no field. */
final class Fields {
  private final Map<String, JsonNode> left = new LinkedHashMap<>();

  Fields(JsonNode object) {
    object
        .properties()
        .forEach(
            field -> {
              if (!field.getValue().isNull()) {
                left.put(field.getKey(), field.getValue());
              }
            });
  }

  boolean has(String name) {
    return left.containsKey(name);
  }

  boolean isEmpty() {
    return left.isEmpty();
  }

  /** Takes a field, whatever it is. */
  Optional<JsonNode> take(String name) {
    return Optional.ofNullable(left.remove(name));
  }

  /** Takes a field that is an object, and gives its fields; without it there are none. */
  Fields object(String name) {
    boolean object = left.containsKey(name) && left.get(name).isObject();
    return new Fields(object ? left.remove(name) : RecordedRequest.JSON.createObjectNode());
  }

  /** Takes a text; without it the text is empty. */
  String text(String name) {
    boolean text = left.containsKey(name) && left.get(name).isTextual();
    return text ? left.remove(name).asText() : "";
  }

  void text(String name, Consumer<String> to) {
    if (left.containsKey(name) && left.get(name).isTextual()) {
      to.accept(left.remove(name).asText());
    }
  }

  void number(String name, DoubleConsumer to) {
    if (left.containsKey(name) && left.get(name).isNumber()) {
      to.accept(left.remove(name).asDouble());
    }
  }

  void integer(String name, IntConsumer to) {
    if (left.containsKey(name) && left.get(name).canConvertToExactIntegral()) {
      to.accept(left.remove(name).asInt());
    }
  }

  void truth(String name, Consumer<Boolean> to) {
    if (left.containsKey(name) && left.get(name).isBoolean()) {
      to.accept(left.remove(name).asBoolean());
    }
  }

  /** Takes a field if it is exactly this. */
  boolean is(String name, String json) {
    boolean same = left.containsKey(name) && left.get(name).equals(Trees.parse(json));
    if (same) {
      left.remove(name);
    }
    return same;
  }

  /** Takes all fields that are left, as values of extras. */
  void rest(BiConsumer<String, Object> to) {
    for (Iterator<Map.Entry<String, JsonNode>> all = left.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> field = all.next();
      to.accept(field.getKey(), extra(field.getValue()));
      all.remove();
    }
  }

  /** Returns a value for an extra: maps and lists, or the JSON as it is if it holds a null. */
  static Object extra(JsonNode value) {
    return !Trees.holdsNull(value)
        ? RecordedRequest.JSON.convertValue(value, Object.class)
        : RawJson.of(value.toString());
  }

  /** Returns the fields that are left as an object. */
  ObjectNode left() {
    ObjectNode object = RecordedRequest.JSON.createObjectNode();
    left.forEach(object::set);
    return object;
  }
}
