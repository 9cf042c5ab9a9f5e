package io.llmgw.benchmarks.streams;

import static io.llmgw.benchmarks.streams.Wire.quote;

import io.llmgw.provider.internal.client.ChatFormat;
import io.llmgw.provider.internal.gemini.GeminiChatFormat;
import io.llmgw.provider.internal.gemini.GeminiPlatform;

/** Gemini: some twenty tokens a chunk, the usage in every one, a tool call as a whole. */
final class GeminiSample implements Sample {
  private static final int CHUNKS = 200;
  private static final String SIGNATURE = "CuUBAb4+9vvLzzQmVtYz8KdLwPa3RcBu1".repeat(24) + "==";

  private final Wire wire = new Wire("\r\n");

  @Override
  public String name() {
    return "Gemini";
  }

  @Override
  public byte[] body() {
    int tokens = 0;
    for (String piece : Content.pieces(CHUNKS, 15)) {
      chunk("{\"text\": " + quote(piece) + "}", "", ++tokens);
    }
    chunk(
        "{\"functionCall\": {\"name\": "
            + quote(Content.TOOL)
            + ",\"args\": "
            + Content.wholeArguments()
            + ",\"id\": \"8hd01vsf\"},\"thoughtSignature\": \""
            + SIGNATURE
            + "\"}",
        "",
        ++tokens);
    chunk("{\"text\": \"\"}", "\"finishReason\": \"STOP\",", Content.OUTPUT_TOKENS);
    return wire.bytes();
  }

  private void chunk(String part, String finishReason, int tokens) {
    wire.data(
        "{\"candidates\": [{\"content\": {\"parts\": ["
            + part
            + "],\"role\": \"model\"},"
            + finishReason
            + "\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": "
            + Content.INPUT_TOKENS
            + ",\"candidatesTokenCount\": "
            + tokens
            + ",\"totalTokenCount\": "
            + (Content.INPUT_TOKENS + tokens)
            + ",\"promptTokensDetails\": [{\"modality\": \"TEXT\",\"tokenCount\": "
            + Content.INPUT_TOKENS
            + "}],\"serviceTier\": \"standard\"},\"modelVersion\": \"gemini-3-pro-preview\","
            + "\"responseId\": \"UwCzaaGdI_aEz7IPqoinwQM\"}");
  }

  @Override
  public Contender handWritten() {
    return HandWritten.contender(GeminiParser::new);
  }

  @Override
  public ChatFormat format() {
    return new GeminiChatFormat(GeminiPlatform.DEVELOPER);
  }
}
