package io.llmgw.benchmarks.streams;

import static io.llmgw.benchmarks.streams.Wire.quote;

import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.responses.ResponsesDialect;
import io.llmgw.provider.internal.responses.ResponsesFormat;

/** OpenAI's Responses: a named event a token; parts, items and the answer again as a whole. */
final class ResponsesSample implements Sample {
  private static final String MESSAGE = "msg_0a7c36d51cf182dd016a3c132cf4b881a2947fb8d598";
  private static final String CALL = "fc_0a7c36d51cf182dd016a3c132e5e1881a1b60647836c";
  private static final String CALL_ID = "call_5nGx0QmVtYz8KdLwPa3RcBu1";

  private final Wire wire = new Wire("\n");

  @Override
  public String name() {
    return "OpenAI Responses";
  }

  @Override
  public byte[] body() {
    response("created", "in_progress", "[]", "null");
    response("in_progress", "in_progress", "[]", "null");
    event("output_item.added", "\"output_index\":0,\"item\":" + message("in_progress", ""));
    event("content_part.added", part("\"part\":" + text("")));
    StringBuilder said = new StringBuilder();
    for (String piece : Content.pieces(300, 1)) {
      said.append(piece);
      event(
          "output_text.delta",
          part(
              "\"delta\":"
                  + quote(piece)
                  + ",\"logprobs\":[],\"obfuscation\":\""
                  + wire.padding(16)
                  + '"'));
    }
    String whole = said.toString();
    event("output_text.done", part("\"text\":" + quote(whole) + ",\"logprobs\":[]"));
    event("content_part.done", part("\"part\":" + text(whole)));
    String message = message("completed", text(whole));
    event("output_item.done", "\"output_index\":0,\"item\":" + message);
    event("output_item.added", "\"output_index\":1,\"item\":" + call("in_progress", ""));
    for (String piece : Content.arguments()) {
      event(
          "function_call_arguments.delta",
          "\"item_id\":\""
              + CALL
              + "\",\"output_index\":1,\"delta\":"
              + quote(piece)
              + ",\"obfuscation\":\""
              + wire.padding(16)
              + '"');
    }
    event(
        "function_call_arguments.done",
        "\"item_id\":\""
            + CALL
            + "\",\"output_index\":1,\"arguments\":"
            + quote(Content.wholeArguments()));
    String call = call("completed", Content.wholeArguments());
    event("output_item.done", "\"output_index\":1,\"item\":" + call);
    String usage =
        """
        {"input_tokens":%d,"input_tokens_details":{"cached_tokens":0},"output_tokens":%d,\
        "output_tokens_details":{"reasoning_tokens":0},"total_tokens":%d}"""
            .formatted(
                Content.INPUT_TOKENS,
                Content.OUTPUT_TOKENS,
                Content.INPUT_TOKENS + Content.OUTPUT_TOKENS);
    response("completed", "completed", "[" + message + "," + call + "]", usage);
    return wire.bytes();
  }

  private void event(String type, String fields) {
    wire.event(
        "response." + type,
        "{\"type\":\"response."
            + type
            + "\",\"sequence_number\":"
            + wire.events()
            + ","
            + fields
            + "}");
  }

  private static String part(String fields) {
    return "\"item_id\":\"" + MESSAGE + "\",\"output_index\":0,\"content_index\":0," + fields;
  }

  private static String text(String text) {
    return "{\"type\":\"output_text\",\"annotations\":[],\"logprobs\":[],\"text\":"
        + quote(text)
        + "}";
  }

  private static String message(String status, String content) {
    return "{\"id\":\""
        + MESSAGE
        + "\",\"type\":\"message\",\"status\":\""
        + status
        + "\",\"content\":["
        + content
        + "],\"role\":\"assistant\"}";
  }

  private static String call(String status, String arguments) {
    return "{\"id\":\""
        + CALL
        + "\",\"type\":\"function_call\",\"status\":\""
        + status
        + "\",\"arguments\":"
        + quote(arguments)
        + ",\"call_id\":\""
        + CALL_ID
        + "\",\"name\":"
        + quote(Content.TOOL)
        + "}";
  }

  private void response(String type, String status, String output, String usage) {
    event(
        type,
        """
        "response":{"id":"resp_0a7c36d51cf182dd016a3c132cf3b991a1947fb8d49798","object":"response",\
        "created_at":1782400000,"status":"%s","background":false,"completed_at":null,"error":null,\
        "frequency_penalty":0.0,"incomplete_details":null,"instructions":null,\
        "max_output_tokens":4000,"max_tool_calls":null,"model":"gpt-5-2025-08-07","output":%s,\
        "parallel_tool_calls":true,"presence_penalty":0.0,"previous_response_id":null,\
        "prompt_cache_key":null,"prompt_cache_retention":"in_memory",\
        "reasoning":{"effort":"minimal","summary":null},"safety_identifier":null,\
        "service_tier":"default","store":false,"temperature":1.0,\
        "text":{"format":{"type":"text"},"verbosity":"medium"},"tool_choice":"auto",\
        "tools":[{"type":"function","description":"Books a place in a workshop",\
        "name":"book_workshop_slot","parameters":{"type":"object","properties":{\
        "workshop":{"type":"string"},"day":{"type":"string"},"from":{"type":"string"},\
        "minutes":{"type":"integer"},"work":{"type":"array","items":{"type":"string"}},\
        "note":{"type":"string"}},"required":["workshop","day"]},"strict":false}],\
        "top_logprobs":0,"top_p":1.0,"truncation":"disabled","usage":%s,"user":null,\
        "metadata":{}}"""
            .formatted(status, output, usage));
  }

  @Override
  public Contender handWritten() {
    return HandWritten.contender(ResponsesParser::new);
  }

  @Override
  public ChatFormat format() {
    return new ResponsesFormat(ResponsesDialect.openAi());
  }
}
