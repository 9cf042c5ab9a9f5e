package io.llmgw.benchmarks.streams;

import static io.llmgw.benchmarks.streams.Wire.quote;

import io.llmgw.provider.internal.bedrock.BedrockConverseFormat;
import io.llmgw.provider.internal.client.ChatFormat;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Bedrock's Converse: a binary message a token, with checksums, and letters as padding. */
final class BedrockSample implements Sample {
  private static final int STRING = 7;

  private final Wire padding = new Wire("");
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  @Override
  public String name() {
    return "Bedrock Converse";
  }

  @Override
  public byte[] body() {
    event("messageStart", "{", "\"role\":\"assistant\"}");
    for (String piece : Content.pieces(300, 1)) {
      delta(0, "{\"text\":" + quote(piece) + "}");
    }
    event("contentBlockStop", "{\"contentBlockIndex\":0,", "}");
    event(
        "contentBlockStart",
        "{\"contentBlockIndex\":1,",
        "\"start\":{\"toolUse\":{\"name\":"
            + quote(Content.TOOL)
            + ",\"toolUseId\":\"tooluse_V8mRxW2cLpYs5uHnEtZbKq\"}}}");
    for (String piece : Content.arguments()) {
      delta(1, "{\"toolUse\":{\"input\":" + quote(piece) + "}}");
    }
    event("contentBlockStop", "{\"contentBlockIndex\":1,", "}");
    event("messageStop", "{", "\"stopReason\":\"tool_use\"}");
    event(
        "metadata",
        "{\"metrics\":{\"latencyMs\":5176},",
        "\"usage\":{\"inputTokens\":%d,\"outputTokens\":%d,\"serverToolUsage\":{},\"totalTokens\":%d}}"
            .formatted(
                Content.INPUT_TOKENS,
                Content.OUTPUT_TOKENS,
                Content.INPUT_TOKENS + Content.OUTPUT_TOKENS));
    return body.toByteArray();
  }

  private void delta(int index, String delta) {
    event(
        "contentBlockDelta", "{\"contentBlockIndex\":" + index + ",\"delta\":" + delta + ",", "}");
  }

  /** Adds a message; fields are in alphabetical order, with the padding as "p". */
  private void event(String type, String before, String after) {
    padding.line("");
    String field = "\"p\":\"" + padding.padding(62) + (after.equals("}") ? "\"" : "\",");
    try {
      message(headers(type), (before + field + after).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] headers(String type) throws IOException {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(headers);
    header(out, ":event-type", type);
    header(out, ":content-type", "application/json");
    header(out, ":message-type", "event");
    return headers.toByteArray();
  }

  private static void header(DataOutputStream out, String name, String value) throws IOException {
    out.writeByte(name.length());
    out.writeBytes(name);
    out.writeByte(STRING);
    out.writeUTF(value);
  }

  private void message(byte[] headers, byte[] payload) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(message);
    out.writeInt(16 + headers.length + payload.length);
    out.writeInt(headers.length);
    out.writeInt(crc(message.toByteArray()));
    out.write(headers);
    out.write(payload);
    out.writeInt(crc(message.toByteArray()));
    message.writeTo(body);
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  @Override
  public Contender handWritten() {
    return HandWritten.contender(BedrockParser::new);
  }

  @Override
  public ChatFormat format() {
    return BedrockConverseFormat.create();
  }
}
