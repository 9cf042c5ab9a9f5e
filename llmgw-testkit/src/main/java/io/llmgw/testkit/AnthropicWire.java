package io.llmgw.testkit;

import static io.llmgw.testkit.Json.quoted;

import java.util.List;

/**
 * Anthropic's Messages, as documented at docs.anthropic.com/en/api/messages and
 * /messages-streaming.
 */
final class AnthropicWire implements WireFormat {
  @Override
  public String requestIdHeader() {
    return "request-id";
  }

  @Override
  public String answer(WireAnswer answer) {
    String content =
        answer
            .toolCall()
            .map(
                call ->
                    "{\"type\":\"tool_use\",\"id\":"
                        + quoted(call.id())
                        + ",\"name\":"
                        + quoted(call.name())
                        + ",\"input\":"
                        + call.arguments().text()
                        + "}")
            .orElseGet(() -> "{\"type\":\"text\",\"text\":" + quoted(answer.text()) + "}");
    return message(answer, content, "\"" + stopReason(answer) + "\"", answer.output());
  }

  private static String message(WireAnswer answer, String content, String stopReason, long output) {
    return "{\"id\":\"msg_standin"
        + answer.number()
        + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
        + quoted(answer.model())
        + ",\"content\":["
        + content
        + "],\"stop_reason\":"
        + stopReason
        + ",\"stop_sequence\":null,\"usage\":{\"input_tokens\":"
        + answer.input()
        + ",\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":"
        + output
        + "}}";
  }

  private static String stopReason(WireAnswer answer) {
    return answer.toolCall().isPresent() ? "tool_use" : "end_turn";
  }

  @Override
  public List<String> opening(WireAnswer answer) {
    String block =
        answer
            .toolCall()
            .map(
                call ->
                    "{\"type\":\"tool_use\",\"id\":"
                        + quoted(call.id())
                        + ",\"name\":"
                        + quoted(call.name())
                        + ",\"input\":{}}")
            .orElse("{\"type\":\"text\",\"text\":\"\"}");
    return List.of(
        event("message_start", ",\"message\":" + message(answer, "", "null", 1)),
        event("content_block_start", ",\"index\":0,\"content_block\":" + block),
        event("ping", ""));
  }

  @Override
  public String piece(WireAnswer answer, String piece) {
    String delta =
        answer.toolCall().isPresent()
            ? "{\"type\":\"input_json_delta\",\"partial_json\":" + quoted(piece) + "}"
            : "{\"type\":\"text_delta\",\"text\":" + quoted(piece) + "}";
    return event("content_block_delta", ",\"index\":0,\"delta\":" + delta);
  }

  @Override
  public List<String> closing(WireAnswer answer) {
    return List.of(
        event("content_block_stop", ",\"index\":0"),
        event(
            "message_delta",
            ",\"delta\":{\"stop_reason\":\""
                + stopReason(answer)
                + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":"
                + answer.output()
                + "}"),
        event("message_stop", ""));
  }

  private static String event(String type, String fields) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + fields + "}\n\n";
  }

  @Override
  public String error(int status, String requestId) {
    String type =
        switch (status) {
          case 401 -> "authentication_error";
          case 402 -> "billing_error";
          case 403 -> "permission_error";
          case 404 -> "not_found_error";
          case 413 -> "request_too_large";
          case 429 -> "rate_limit_error";
          case 504 -> "timeout_error";
          case 529 -> "overloaded_error";
          default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    return "{\"type\":\"error\",\"error\":{\"type\":\""
        + type
        + "\",\"message\":\"The stand-in server fails with "
        + status
        + ".\"},\"request_id\":"
        + quoted(requestId)
        + "}";
  }
}
