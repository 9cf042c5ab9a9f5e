package io.llmgw.benchmarks.streams;

import static io.llmgw.benchmarks.streams.Wire.quote;

import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.cohere.CohereChatFormat;

/** Cohere's chat of version 2: a named event a token, deeply nested. */
final class CohereSample implements Sample {
  private final Wire wire = new Wire("\n");

  @Override
  public String name() {
    return "Cohere v2";
  }

  @Override
  public byte[] body() {
    wire.event(
        "message-start",
        "{\"id\":\"ce257b09-c6da-4aed-b722-6384504180f5\",\"type\":\"message-start\",\"delta\":"
            + "{\"message\":{\"role\":\"assistant\",\"content\":[],\"tool_plan\":\"\","
            + "\"tool_calls\":[],\"citations\":[]}}}");
    event("content-start", 0, "\"content\":{\"type\":\"text\",\"text\":\"\"}");
    for (String piece : Content.pieces(350, 1)) {
      event("content-delta", 0, "\"content\":{\"text\":" + quote(piece) + "}");
    }
    wire.event("content-end", "{\"type\":\"content-end\",\"index\":0}");
    event(
        "tool-call-start",
        0,
        "\"tool_calls\":{\"id\":\"book_workshop_slot_mp1131yrhbga\",\"type\":\"function\","
            + "\"function\":{\"name\":"
            + quote(Content.TOOL)
            + ",\"arguments\":\"\"}}");
    for (String piece : Content.arguments()) {
      event(
          "tool-call-delta",
          0,
          "\"tool_calls\":{\"function\":{\"arguments\":" + quote(piece) + "}}");
    }
    wire.event("tool-call-end", "{\"type\":\"tool-call-end\",\"index\":0}");
    wire.event(
        "message-end",
        """
        {"type":"message-end","delta":{"finish_reason":"TOOL_CALL","usage":{"billed_units":\
        {"input_tokens":%d,"output_tokens":%d},"tokens":{"input_tokens":1368,"output_tokens":430},\
        "cached_tokens":0}}}"""
            .formatted(Content.INPUT_TOKENS, Content.OUTPUT_TOKENS));
    wire.data("[DONE]");
    return wire.bytes();
  }

  private void event(String type, int index, String message) {
    wire.event(
        type,
        "{\"type\":\""
            + type
            + "\",\"index\":"
            + index
            + ",\"delta\":{\"message\":{"
            + message
            + "}}}");
  }

  @Override
  public Contender handWritten() {
    return HandWritten.contender(CohereParser::new);
  }

  @Override
  public ChatFormat format() {
    return new CohereChatFormat();
  }
}
