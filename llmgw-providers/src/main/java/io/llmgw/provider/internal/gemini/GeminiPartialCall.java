package io.llmgw.provider.internal.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.json.Json;
import io.llmgw.provider.internal.json.RawObject;
import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function call whose arguments come in pieces ({@code partialArgs}, sent if an application asks
 * for {@code streamFunctionCallArguments}): each piece names its place by a JSON path and holds a
 * value, or more of a string.
 */
final class GeminiPartialCall {
  private static final Pattern STEP =
      Pattern.compile("\\.([^.\\[\\]]+)|\\[(\\d{1,6})]|\\['([^']*)']|\\[\"([^\"]*)\"]");

  /** Elements come in order; a list with more missing in between is none that a model writes. */
  private static final int MOST_MISSING = 1_000;

  private final RawObject call;
  private final ObjectNode arguments = JsonNodeFactory.instance.objectNode();

  /** Starts with the call's first piece. */
  GeminiPartialCall(RawObject call) throws IOException {
    this.call = call;
    add(call);
  }

  /** Adds the pieces of arguments in a piece of the call. */
  void add(RawObject piece) throws IOException {
    String pieces = piece.raw("partialArgs");
    if (pieces == null) {
      return;
    }
    for (JsonNode one : Json.TREES.readTree(pieces)) {
      put(steps(one.path("jsonPath").asText("")), value(one));
    }
  }

  /** Returns the call with its arguments whole. */
  RawObject complete() {
    RawObject whole = new RawObject();
    call.fields()
        .forEach(
            (name, value) -> {
              if (!name.equals("partialArgs") && !name.equals("willContinue")) {
                whole.put(name, value);
              }
            });
    if (!arguments.isEmpty() || whole.raw("args") == null) {
      whole.put("args", arguments.toString());
    }
    return whole;
  }

  private static JsonNode value(JsonNode piece) {
    for (String field : List.of("stringValue", "numberValue", "boolValue")) {
      if (piece.has(field)) {
        return piece.get(field);
      }
    }
    return JsonNodeFactory.instance.nullNode();
  }

  private static List<Object> steps(String path) {
    List<Object> steps = new ArrayList<>();
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      if (step.group(2) != null) {
        steps.add(Integer.valueOf(step.group(2)));
      } else {
        String name = step.group(1) != null ? step.group(1) : step.group(3);
        steps.add(name != null ? name : step.group(4));
      }
    }
    return steps;
  }

  private void put(List<Object> steps, JsonNode value) {
    JsonNode at = arguments;
    for (int i = 0; i < steps.size(); i++) {
      boolean last = i + 1 == steps.size();
      JsonNode old = child(at, steps.get(i));
      if (last) {
        boolean more = old.isTextual() && value.isTextual();
        set(at, steps.get(i), more ? text(old.asText() + value.asText()) : value);
      } else if (old.isContainerNode()) {
        at = old;
      } else {
        JsonNode next =
            steps.get(i + 1) instanceof Integer
                ? JsonNodeFactory.instance.arrayNode()
                : JsonNodeFactory.instance.objectNode();
        set(at, steps.get(i), next);
        at = next;
      }
    }
  }

  private static JsonNode text(String text) {
    return JsonNodeFactory.instance.textNode(text);
  }

  private static JsonNode child(JsonNode at, Object step) {
    return step instanceof Integer index ? at.path(index) : at.path((String) step);
  }

  private static void set(JsonNode at, Object step, JsonNode value) {
    if (at instanceof ObjectNode object) {
      object.set(String.valueOf(step), value);
    } else if (at instanceof ArrayNode array && step instanceof Integer index) {
      if (index > array.size() + MOST_MISSING) {
        throw ProviderFailure.of(
            ErrorKind.MALFORMED_ANSWER, "the arguments of a call have no element before " + index);
      }
      while (array.size() <= index) {
        array.addNull();
      }
      array.set(index, value);
    }
  }
}
