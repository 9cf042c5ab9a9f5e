package io.llmgw.benchmarks.streams;

import static io.llmgw.benchmarks.streams.Wire.quote;

import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.ollama.OllamaChatFormat;

/** Ollama's own chat: a line a token, a tool call as a whole. */
final class OllamaSample implements Sample {
  private final Wire wire = new Wire("\n");

  @Override
  public String name() {
    return "Ollama";
  }

  @Override
  public byte[] body() {
    for (String piece : Content.pieces(350, 1)) {
      message("\"content\":" + quote(piece), "\"done\":false");
    }
    message(
        "\"content\":\"\",\"tool_calls\":[{\"id\":\"call_x8k2m0qa\",\"function\":{\"index\":0,\"name\":"
            + quote(Content.TOOL)
            + ",\"arguments\":"
            + Content.wholeArguments()
            + "}}]",
        "\"done\":false");
    message(
        "\"content\":\"\"",
        """
        "done_reason":"stop","done":true,"total_duration":9722518334,"load_duration":1534053125,\
        "prompt_eval_count":%d,"prompt_eval_duration":179676000,"eval_count":%d,\
        "eval_duration":8006086000"""
            .formatted(Content.INPUT_TOKENS, Content.OUTPUT_TOKENS));
    return wire.bytes();
  }

  private void message(String message, String state) {
    wire.line(
        "{\"model\":\"qwen3:14b\",\"created_at\":\"2026-06-25T17:58:"
            + (10 + wire.events() / 10)
            + ".33782"
            + wire.events() % 10
            + "Z\",\"message\":{\"role\":\"assistant\","
            + message
            + "},"
            + state
            + "}");
  }

  @Override
  public Contender handWritten() {
    return HandWritten.contender(OllamaParser::new);
  }

  @Override
  public ChatFormat format() {
    return new OllamaChatFormat();
  }
}
