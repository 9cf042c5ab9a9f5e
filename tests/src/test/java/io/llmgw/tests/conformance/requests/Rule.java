package io.llmgw.tests.conformance.requests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One way in which two requests may differ and mean the same.
 *
 * @param says the rule in words
 * @param effect brings both requests into the same form
 */
record Rule(String says, Effect effect) {
  /** Changes copies of the recorded and of the written request. */
  interface Effect {
    void apply(ObjectNode recorded, ObjectNode written);
  }

  /** A field that is null is as good as none. */
  static final Rule NULLS = both("a field that is null says nothing", Rule::removeNulls);

  /** Brings each of the two into the same form on its own. */
  static Rule both(String says, Consumer<ObjectNode> change) {
    return new Rule(
        says,
        (recorded, written) -> {
          change.accept(recorded);
          change.accept(written);
        });
  }

  /** A field that says what holds anyway is as good as none. */
  static Rule usual(String pattern, String says, String... values) {
    Set<JsonNode> usual = Stream.of(values).map(Trees::parse).collect(Collectors.toSet());
    return both(
        says,
        root ->
            Trees.find(root, pattern).stream()
                .filter(place -> usual.contains(place.value()))
                .forEach(Rule::remove));
  }

  /** A field that has no meaning in a request. */
  static Rule ignored(String pattern, String says) {
    return both(says, root -> Trees.find(root, pattern).forEach(Rule::remove));
  }

  /** A field that we add on our own. */
  static Rule added(String pattern, String says) {
    return new Rule(
        says,
        (recorded, written) ->
            Trees.find(written, pattern).stream()
                .filter(place -> recorded.at(place.pointer()).isMissingNode())
                .forEach(Rule::remove));
  }

  /** A field with two names. */
  static Rule renamed(String pattern, String to, String says) {
    return both(
        says,
        root ->
            Trees.find(root, pattern)
                .forEach(
                    place -> {
                      if (place.parent() instanceof ObjectNode object && !object.has(to)) {
                        object.set(to, object.remove(place.key()));
                      }
                    }));
  }

  /** A value that can be written in several ways. */
  static Rule value(String pattern, String says, UnaryOperator<JsonNode> form) {
    return both(says, root -> change(root, pattern, form));
  }

  /** Content that is a string is a list of one text block. */
  static Rule oneText(String pattern, String type) {
    return value(
        pattern,
        "content that is a string is one block of text",
        content ->
            content.isTextual()
                ? RecordedRequest.JSON
                    .createArrayNode()
                    .add(Trees.object("type", TextNode.valueOf(type)).set("text", content))
                : content);
  }

  /** A string that holds JSON is compared as JSON; an empty one is an empty object. */
  static Rule json(String pattern, String says) {
    return value(
        pattern,
        says,
        text -> {
          if (!text.isTextual()) {
            return text;
          }
          try {
            return RecordedRequest.JSON.readTree(text.asText().isBlank() ? "{}" : text.asText());
          } catch (JsonProcessingException e) {
            return text;
          }
        });
  }

  /** Two words for the same. */
  static Rule word(String pattern, String from, String to, String says) {
    return value(pattern, says, text -> text.asText("").equals(from) ? TextNode.valueOf(to) : text);
  }

  private static void change(JsonNode root, String pattern, UnaryOperator<JsonNode> form) {
    for (Trees.Place place : Trees.find(root, pattern)) {
      if (place.parent() instanceof ObjectNode object) {
        object.set(place.key(), form.apply(place.value()));
      }
    }
  }

  private static void remove(Trees.Place place) {
    if (place.parent() instanceof ObjectNode object) {
      object.remove(place.key());
    }
  }

  private static void removeNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(field -> field.getValue().isNull());
    }
    node.forEach(Rule::removeNulls);
  }
}
