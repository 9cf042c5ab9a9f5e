package io.llmgw.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Writes messages of {@code application/vnd.amazon.eventstream} (smithy.io, Amazon Event Stream
 * specification): total length, length of the headers, CRC-32 of these eight bytes, headers,
 * payload, CRC-32 of everything before it. Numbers are big-endian.
 */
final class EventStreamFrames {
  private static final int PRELUDE = 12;
  private static final int CHECKSUM = 4;
  private static final byte STRING = 7;

  private EventStreamFrames() {}

  /** Returns one message; all headers are strings. */
  static byte[] message(Map<String, String> headers, String payload) {
    byte[] head = headers(headers);
    byte[] body = payload.getBytes(StandardCharsets.UTF_8);
    int length = PRELUDE + head.length + body.length + CHECKSUM;
    byte[] message = new byte[length];
    ByteBuffer out = ByteBuffer.wrap(message).putInt(length).putInt(head.length);
    out.putInt(checksum(message, out.position())).put(head).put(body);
    out.putInt(checksum(message, out.position()));
    return message;
  }

  private static byte[] headers(Map<String, String> headers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    headers.forEach(
        (name, value) -> {
          byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
          out.write(name.length()); // names are ASCII
          out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
          out.write(STRING);
          out.write(bytes.length >>> 8);
          out.write(bytes.length);
          out.writeBytes(bytes);
        });
    return out.toByteArray();
  }

  private static int checksum(byte[] message, int length) {
    CRC32 crc = new CRC32();
    crc.update(message, 0, length);
    return (int) crc.getValue();
  }
}
