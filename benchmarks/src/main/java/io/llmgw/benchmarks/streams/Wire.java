package io.llmgw.benchmarks.streams;

import java.nio.charset.StandardCharsets;

/** Writes bodies. The samples' parts are joined by hand, so that they are as their provider's. */
final class Wire {
  private static final String PADDING =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  private final StringBuilder body = new StringBuilder();
  private final String newline;
  private int events;

  Wire(String newline) {
    this.newline = newline;
  }

  /** Adds a server-sent event without a name. */
  void data(String json) {
    body.append("data: ").append(json).append(newline).append(newline);
    events++;
  }

  /** Adds a server-sent event with a name. */
  void event(String name, String json) {
    body.append("event: ").append(name).append(newline);
    data(json);
  }

  /** Adds a line. */
  void line(String json) {
    body.append(json).append(newline);
    events++;
  }

  /** Returns letters without meaning, of another length for every event. */
  String padding(int longest) {
    return PADDING.substring(0, 1 + events * 7 % longest);
  }

  /** Returns spaces, another number of them for every event. */
  String spaces() {
    return " ".repeat(events * 5 % 16);
  }

  /** Returns how many events there are. */
  int events() {
    return events;
  }

  byte[] bytes() {
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Returns a JSON string. */
  static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
