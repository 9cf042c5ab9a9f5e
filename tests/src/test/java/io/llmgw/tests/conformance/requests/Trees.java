package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds places in JSON trees. */
final class Trees {
  /**
   * A place in a tree.
   *
   * @param parent the object or array that holds it
   * @param key the field's name or the element's index
   * @param pointer the JSON pointer of the place
   */
  record Place(JsonNode parent, String key, String pointer) {
    JsonNode value() {
      return parent.isArray() ? parent.get(Integer.parseInt(key)) : parent.get(key);
    }
  }

  private Trees() {}

  /** Parses what is known to be JSON. */
  static JsonNode parse(String json) {
    try {
      return RecordedRequest.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + json, e);
    }
  }

  /** Makes an object of one field. */
  static ObjectNode object(String field, JsonNode value) {
    return RecordedRequest.JSON.createObjectNode().set(field, value);
  }

  static boolean holdsNull(JsonNode value) {
    if (value.isNull()) {
      return true;
    }
    for (JsonNode child : value) {
      if (holdsNull(child)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Finds places.
   *
   * @param pattern a JSON pointer in which {@code *} stands for every element and every field, and
   *     {@code **} for any number of them
   */
  static List<Place> find(JsonNode root, String pattern) {
    List<Place> places =
        List.of(new Place(RecordedRequest.JSON.createArrayNode().add(root), "0", ""));
    for (String step : pattern.substring(1).split("/", -1)) {
      List<Place> next = new ArrayList<>();
      for (Place place : places) {
        if (step.equals("**")) {
          below(place, next);
          continue;
        }
        children(place).stream()
            .filter(child -> step.equals("*") || child.key().equals(step))
            .forEach(next::add);
      }
      places = next;
    }
    return places;
  }

  private static void below(Place place, List<Place> all) {
    all.add(place);
    children(place).forEach(child -> below(child, all));
  }

  /** Returns the places directly below one. */
  static List<Place> children(Place of) {
    JsonNode parent = of.value();
    List<Place> children = new ArrayList<>();
    if (parent.isArray()) {
      for (int i = 0; i < parent.size(); i++) {
        children.add(new Place(parent, Integer.toString(i), of.pointer() + "/" + i));
      }
    } else {
      for (Map.Entry<String, JsonNode> field : parent.properties()) {
        String step = field.getKey().replace("~", "~0").replace("/", "~1");
        children.add(new Place(parent, field.getKey(), of.pointer() + "/" + step));
      }
    }
    return children;
  }
}
