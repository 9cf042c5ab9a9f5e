package io.llmgw.testkit.wire;

import io.llmgw.testkit.wire.WireResponse.Frame;
import io.llmgw.testkit.wire.WireResponse.Role;
import io.llmgw.value.RawJson;

/** Server-sent events. */
final class Sse {
  static final String CONTENT_TYPE = "text/event-stream; charset=utf-8";

  private Sse() {}

  /** Returns an event without a name. */
  static Frame data(Role role, RawJson data) {
    return Frame.of(role, "data: " + data + "\n\n");
  }

  /** Returns an event with a name. */
  static Frame event(Role role, String name, RawJson data) {
    return Frame.of(role, "event: " + name + "\ndata: " + data + "\n\n");
  }

  /** Returns the marker with which OpenAI began to end streams. */
  static Frame done() {
    return Frame.of(Role.PLAIN, "data: [DONE]\n\n");
  }
}
