package io.llmgw.benchmarks.streams;

import static io.llmgw.benchmarks.streams.Wire.quote;

import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.openai.OpenAiChatFormat;
import io.llmgw.provider.internal.openai.OpenAiDialect;

/** OpenAI's chat completions: a chunk a token, the same head in every one. */
final class OpenAiChatSample implements Sample {
  private final Wire wire = new Wire("\n");

  @Override
  public String name() {
    return "OpenAI Chat Completions";
  }

  @Override
  public byte[] body() {
    delta("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null");
    for (String piece : Content.pieces(300, 1)) {
      delta("{\"content\":" + quote(piece) + "}", "null");
    }
    delta(
        "{\"tool_calls\":[{\"index\":0,\"id\":\"call_5nGx0QmVtYz8KdLwPa3RcBu1\","
            + "\"type\":\"function\",\"function\":{\"name\":"
            + quote(Content.TOOL)
            + ",\"arguments\":\"\"}}]}",
        "null");
    for (String piece : Content.arguments()) {
      delta(
          "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":" + quote(piece) + "}}]}",
          "null");
    }
    delta("{}", "\"tool_calls\"");
    chunk(
        "[]",
        """
        {"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,\
        "prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},\
        "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,\
        "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}"""
            .formatted(
                Content.INPUT_TOKENS,
                Content.OUTPUT_TOKENS,
                Content.INPUT_TOKENS + Content.OUTPUT_TOKENS));
    wire.data("[DONE]");
    return wire.bytes();
  }

  private void delta(String delta, String finishReason) {
    chunk(
        "[{\"index\":0,\"delta\":"
            + delta
            + ",\"logprobs\":null,\"finish_reason\":"
            + finishReason
            + "}]",
        "null");
  }

  private void chunk(String choices, String usage) {
    wire.data(
        "{\"id\":\"chatcmpl-D2fTq81mVxW0cZrLbKs5uHpNyEo7a\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1782400000,\"model\":\"gpt-5-2025-08-07\",\"service_tier\":\"default\","
            + "\"system_fingerprint\":\"fp_560af6e559\",\"choices\":"
            + choices
            + ",\"usage\":"
            + usage
            + ",\"obfuscation\":\""
            + wire.padding(14)
            + "\"}");
  }

  @Override
  public Contender handWritten() {
    return HandWritten.contender(OpenAiChatParser::new);
  }

  @Override
  public ChatFormat format() {
    return new OpenAiChatFormat(OpenAiDialect.openAi());
  }
}
