package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The ways in which Gemini's API lets the same be written. */
final class GeminiForms {
  /** What stands in these is the application's, and is not renamed. */
  private static final Set<String> NOT_OURS =
      Set.of(
          "args",
          "response",
          "parameters",
          "parametersJsonSchema",
          "responseSchema",
          "responseJsonSchema",
          "toolCall",
          "toolResponse");

  private static final Pattern SNAKE = Pattern.compile("_([a-z])");

  private GeminiForms() {}

  /** Returns a tree with the field names in camel case; JSON of protocol buffers has both. */
  static JsonNode camelCase(JsonNode node) {
    if (node.isArray()) {
      ArrayNode copy = RecordedRequest.JSON.createArrayNode();
      node.forEach(element -> copy.add(camelCase(element)));
      return copy;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode copy = RecordedRequest.JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name =
          SNAKE.matcher(field.getKey()).replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT));
      copy.set(name, NOT_OURS.contains(name) ? field.getValue() : camelCase(field.getValue()));
    }
    return copy;
  }

  /** Replaces the fields of an object by those in camel case. */
  static void rename(ObjectNode root) {
    JsonNode renamed = camelCase(root);
    root.removeAll();
    root.setAll((ObjectNode) renamed);
  }

  /** Returns the elements of a list; a single value is a list of one. */
  static Iterable<JsonNode> list(Optional<JsonNode> value) {
    return value.map(one -> one.isArray() ? one : List.of(one)).orElse(List.of());
  }

  /**
   * Returns what a tool returned: the one field of an object, whatever its name, else all of it.
   */
  static JsonNode result(JsonNode response) {
    Iterator<JsonNode> values = response.iterator();
    JsonNode value = response.isObject() && response.size() == 1 ? values.next() : response;
    if (!value.isTextual()) {
      return value;
    }
    try {
      JsonNode parsed = RecordedRequest.JSON.readTree(value.asText());
      return parsed.isContainerNode() ? result(parsed) : value;
    } catch (JsonProcessingException e) {
      return value;
    }
  }

  /** Returns what a tool returned as an application would hand it over. */
  static String resultText(JsonNode response) {
    JsonNode result = result(response);
    return result.isTextual() ? result.asText() : result.toString();
  }

  /** Returns a schema with the types in lower case: OpenAPI's subset shouts them. */
  static JsonNode schema(JsonNode schema) {
    if (schema.isArray()) {
      ArrayNode copy = RecordedRequest.JSON.createArrayNode();
      schema.forEach(element -> copy.add(schema(element)));
      return copy;
    }
    if (!schema.isObject()) {
      return schema;
    }
    ObjectNode copy = RecordedRequest.JSON.createObjectNode();
    schema
        .properties()
        .forEach(
            field -> {
              boolean type = field.getKey().equals("type") && field.getValue().isTextual();
              copy.set(
                  field.getKey(),
                  type
                      ? TextNode.valueOf(field.getValue().asText().toLowerCase(Locale.ROOT))
                      : schema(field.getValue()));
            });
    return copy;
  }
}
