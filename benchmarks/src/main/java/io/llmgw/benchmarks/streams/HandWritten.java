package io.llmgw.benchmarks.streams;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.function.Consumer;

/**
 * What a competent developer writes by hand for one format if cost matters: bytes scanned for
 * frames, Jackson's streaming parser over each of them, no tree. Reads what this benchmark asks for
 * and skips the rest; knows nothing of errors, of other servers, of what may come in another order.
 */
abstract class HandWritten {
  private static final JsonFactory JSON = new JsonFactory();

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder arguments = new StringBuilder();
  private final Consumer<String> deltas;
  String callId = "";
  String callName = "";
  String finishReason = "";
  long inputTokens;
  long outputTokens;

  HandWritten(Consumer<String> deltas) {
    this.deltas = deltas;
  }

  /** Makes a parser for one stream. */
  interface Maker {
    HandWritten make(Consumer<String> deltas);
  }

  /** Reads a format by hand. */
  static Contender contender(Maker maker) {
    return (body, deltas) -> {
      HandWritten parser = maker.make(deltas);
      parser.frames(body);
      return parser.answer();
    };
  }

  private Answer answer() {
    return new Answer(
        text.toString(),
        callId,
        callName,
        arguments.toString(),
        finishReason,
        inputTokens,
        outputTokens);
  }

  /** Finds the frames; server-sent events unless a format says otherwise. */
  void frames(InputStream body) throws IOException {
    Lines.read(body, "data: ".length(), this::event);
  }

  /** Reads one event's JSON object. */
  final void event(byte[] bytes, int start, int end) throws IOException {
    try (JsonParser json = JSON.createParser(bytes, start, end - start)) {
      json.nextToken();
      event(json);
    }
  }

  /** Reads one event; the parser stands at the beginning of the object. */
  abstract void event(JsonParser json) throws IOException;

  final void text(JsonParser json) throws IOException {
    add(text, json);
  }

  final void arguments(JsonParser json) throws IOException {
    add(arguments, json);
  }

  private void add(StringBuilder all, JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      add(all, json.getText());
    } else {
      json.skipChildren();
    }
  }

  private void add(StringBuilder all, String piece) {
    if (!piece.isEmpty()) {
      all.append(piece);
      deltas.accept(piece);
    }
  }

  /** Takes arguments that come as an object instead of its text. */
  final void wholeArguments(JsonParser json) throws IOException {
    StringWriter object = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(object)) {
      out.copyCurrentStructure(json);
    }
    add(arguments, object.toString());
  }

  /** Reads the numbers of two fields of an object, and nothing else of it. */
  final void usage(JsonParser json, String input, String output) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (field.equals(input)) {
        inputTokens = json.getLongValue();
      } else if (field.equals(output)) {
        outputTokens = json.getLongValue();
      } else {
        json.skipChildren();
      }
    }
  }
}
