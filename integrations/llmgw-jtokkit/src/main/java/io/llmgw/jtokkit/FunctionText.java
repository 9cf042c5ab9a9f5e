package io.llmgw.jtokkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.llmgw.chat.Tool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Tools as text, as OpenAI shows them to its models: a TypeScript namespace of function types. Not
 * published; found out by the community (OpenAI developer forum, "How to calculate the tokens when
 * using function call") and good to a few tokens.
 */
final class FunctionText {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final StringBuilder text = new StringBuilder(256);

  private FunctionText() {}

  static String of(List<Tool> tools) {
    FunctionText all = new FunctionText();
    all.text.append("namespace functions {\n\n");
    tools.forEach(all::function);
    all.text.append("} // namespace functions");
    return all.text.toString();
  }

  private void function(Tool tool) {
    comment(tool.description(), 0);
    text.append("type ").append(tool.name()).append(" = (");
    JsonNode schema = schema(tool);
    if (schema.path("properties").isEmpty()) {
      text.append(") => any;\n\n");
      return;
    }
    text.append("_: {\n");
    properties(schema, 0);
    text.append("}) => any;\n\n");
  }

  /** A schema that is no JSON is refused when the request is written; here it is only counted. */
  private static JsonNode schema(Tool tool) {
    try {
      return JSON.readTree(tool.parameters().text());
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  private void properties(JsonNode object, int indent) {
    Set<String> required = new HashSet<>();
    object.path("required").forEach(name -> required.add(name.asText()));
    for (Map.Entry<String, JsonNode> property : object.path("properties").properties()) {
      comment(property.getValue().path("description").asText(""), indent);
      text.append(" ".repeat(indent)).append(property.getKey());
      text.append(required.contains(property.getKey()) ? ": " : "?: ");
      type(property.getValue(), indent);
      text.append(",\n");
    }
  }

  private void comment(String description, int indent) {
    if (!description.isEmpty()) {
      text.append(" ".repeat(indent)).append("// ").append(description).append('\n');
    }
  }

  private void type(JsonNode schema, int indent) {
    if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
      List<String> values = new ArrayList<>();
      schema.path("enum").forEach(value -> values.add(value.toString()));
      text.append(String.join(" | ", values));
      return;
    }
    for (String combined : List.of("anyOf", "oneOf")) {
      if (schema.path(combined).isArray() && !schema.path(combined).isEmpty()) {
        union(schema.path(combined), indent);
        return;
      }
    }
    if (schema.path("type").isArray()) {
      List<String> names = new ArrayList<>();
      schema.path("type").forEach(name -> names.add(named(name.asText())));
      text.append(String.join(" | ", names));
      return;
    }
    switch (schema.path("type").asText("")) {
      case "object" -> object(schema, indent);
      case "array" -> {
        type(schema.path("items"), indent);
        text.append("[]");
      }
      default -> text.append(named(schema.path("type").asText("")));
    }
  }

  private void union(JsonNode alternatives, int indent) {
    String between = "";
    for (JsonNode alternative : alternatives) {
      text.append(between);
      type(alternative, indent);
      between = " | ";
    }
  }

  private void object(JsonNode schema, int indent) {
    if (schema.path("properties").isEmpty()) {
      text.append("object");
      return;
    }
    text.append("{\n");
    properties(schema, indent + 2);
    text.append(" ".repeat(indent)).append('}');
  }

  private static String named(String type) {
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "string", "boolean", "null", "object" -> type;
      case "integer", "number" -> "number";
      default -> "any";
    };
  }
}
