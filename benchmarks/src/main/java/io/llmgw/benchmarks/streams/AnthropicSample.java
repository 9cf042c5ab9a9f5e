package io.llmgw.benchmarks.streams;

import static io.llmgw.benchmarks.streams.Wire.quote;

import io.llmgw.provider.internal.anthropic.AnthropicDialect;
import io.llmgw.provider.internal.anthropic.AnthropicMessagesFormat;
import io.llmgw.provider.internal.client.ChatFormat;

/** Anthropic's Messages: named events, several tokens a delta, spaces as padding. */
final class AnthropicSample implements Sample {
  private static final String USAGE =
      "\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,";

  private final Wire wire = new Wire("\n");

  @Override
  public String name() {
    return "Anthropic Messages";
  }

  @Override
  public byte[] body() {
    event(
        "message_start",
        "\"message\":{\"id\":\"msg_01TqZkVb8mRxW2cLpYs5uHnE\",\"type\":\"message\","
            + "\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5-20250929\",\"content\":[],"
            + "\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":"
            + Content.INPUT_TOKENS
            + ","
            + USAGE
            + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":0,\"ephemeral_1h_input_tokens\":0},"
            + "\"output_tokens\":2,\"service_tier\":\"standard\"}}");
    event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
    event("ping", "");
    for (String piece : Content.pieces(250, 2)) {
      event(
          "content_block_delta",
          "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":" + quote(piece) + "}");
    }
    event("content_block_stop", "\"index\":0");
    event(
        "content_block_start",
        "\"index\":1,\"content_block\":{\"type\":\"tool_use\","
            + "\"id\":\"toolu_01KqV8mRxW2cLpYs5uHnEtZb\",\"name\":"
            + quote(Content.TOOL)
            + ",\"input\":{}}");
    json("");
    Content.arguments().forEach(this::json);
    event("content_block_stop", "\"index\":1");
    event(
        "message_delta",
        "\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{"
            + "\"input_tokens\":"
            + Content.INPUT_TOKENS
            + ","
            + USAGE
            + "\"output_tokens\":"
            + Content.OUTPUT_TOKENS
            + "}");
    event("message_stop", "");
    return wire.bytes();
  }

  private void json(String piece) {
    event(
        "content_block_delta",
        "\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":"
            + quote(piece)
            + "}");
  }

  private void event(String type, String fields) {
    String head = "{\"type\":\"" + type + "\"";
    wire.event(type, head + (fields.isEmpty() ? "" : "," + fields) + wire.spaces() + "}");
  }

  @Override
  public Contender handWritten() {
    return HandWritten.contender(AnthropicParser::new);
  }

  @Override
  public ChatFormat format() {
    return AnthropicMessagesFormat.create(AnthropicDialect.ANTHROPIC);
  }
}
