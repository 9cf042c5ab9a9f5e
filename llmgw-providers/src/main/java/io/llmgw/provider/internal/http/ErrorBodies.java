package io.llmgw.provider.internal.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import io.llmgw.provider.internal.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Finds type, code and message in an error, whatever its shape. */
public final class ErrorBodies {
  private static final ErrorBody EMPTY = new ErrorBody("", "", "");
  private static final String[] MESSAGES = {
    "message", "Message", "msg", "detail", "details", "error_description", "title"
  };
  private static final String[] TYPES = {"type", "error_type", "__type", "status"};
  private static final String[] CODES = {"code", "error_code", "status_code"};

  private ErrorBodies() {}

  /** Reads the body of an error response; what is no JSON is the message itself. */
  public static ErrorBody read(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    if (text.startsWith("{") || text.startsWith("[")) {
      try {
        return of(Json.TREES.readTree(text));
      } catch (IOException e) {
        return new ErrorBody("", "", text); // cut or broken: better than nothing
      }
    }
    return text.isEmpty() ? EMPTY : new ErrorBody("", "", text);
  }

  /** Reads the value the parser stands at, or before if it has not begun. */
  public static ErrorBody read(JsonParser parser) throws IOException {
    JsonNode node = Json.TREES.readTree(parser);
    return node == null ? EMPTY : of(node);
  }

  /** Reads an error object, or something that has one under {@code error}. */
  public static ErrorBody of(JsonNode root) {
    JsonNode node = root;
    while (node.isArray() && !node.isEmpty()) {
      node = node.get(0);
    }
    if (node.isValueNode()) {
      return new ErrorBody("", "", node.asText(""));
    }
    JsonNode error = node.path("error");
    if (error.isArray()) {
      error = error.path(0);
    }
    if (error.isObject()) {
      ErrorBody inner = fields(error);
      return inner.message().isEmpty()
          ? new ErrorBody(
              inner.type(),
              inner.code(),
              fields(node).message(),
              inner.reasons(),
              inner.retryAfter())
          : inner;
    }
    ErrorBody outer = fields(node);
    return error.isTextual() ? new ErrorBody(outer.type(), outer.code(), error.asText()) : outer;
  }

  private static ErrorBody fields(JsonNode node) {
    JsonNode details = node.path("details");
    return new ErrorBody(
        scalar(node, TYPES),
        scalar(node, CODES),
        message(node, 0),
        ErrorDetails.reasons(details),
        ErrorDetails.retryAfter(details));
  }

  private static String scalar(JsonNode node, String[] names) {
    for (String name : names) {
      JsonNode value = node.path(name);
      if (value.isValueNode() && !value.isNull() && !value.asText().isEmpty()) {
        return value.asText();
      }
    }
    return "";
  }

  private static String message(JsonNode node, int depth) {
    for (String name : MESSAGES) {
      JsonNode value = node.path(name);
      if (value.isArray() && !value.isEmpty()) {
        value = value.get(0); // FastAPI lists its complaints
      }
      if (value.isTextual() && !value.asText().isEmpty()) {
        return value.asText();
      }
      if (value.isObject() && depth < 3) {
        String inner = message(value, depth + 1);
        return inner.isEmpty() ? value.toString() : inner;
      }
    }
    return "";
  }
}
