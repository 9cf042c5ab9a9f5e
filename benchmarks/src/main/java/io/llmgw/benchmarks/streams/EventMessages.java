package io.llmgw.benchmarks.streams;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Amazon's event stream by hand: checks both checksums and that a message is an event. */
final class EventMessages {
  private static final byte[] MESSAGE_TYPE = ":message-type".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);
  private static final int PRELUDE = 12;

  private final InputStream body;
  private final CRC32 crc = new CRC32();
  private byte[] window = new byte[16 * 1024];
  private int start;
  private int limit;

  EventMessages(InputStream body) {
    this.body = body;
  }

  void read(Lines.Objects payloads) throws IOException {
    while (has(PRELUDE)) {
      check(PRELUDE - 4);
      int length = number(start);
      if (!has(length)) {
        throw new IOException("the stream was cut");
      }
      check(length - 4);
      int payload = start + PRELUDE + number(start + 4);
      if (!isEvent(start + PRELUDE, payload)) {
        throw new IOException("the service reports an error");
      }
      payloads.accept(window, payload, start + length - 4);
      start += length;
    }
  }

  private boolean has(int length) throws IOException {
    while (limit - start < length) {
      if (start > 0 && limit == window.length) {
        limit -= start;
        System.arraycopy(window, start, window, 0, limit);
        start = 0;
      } else if (limit == window.length) {
        window = Arrays.copyOf(window, 2 * limit);
      }
      int count = body.read(window, limit, window.length - limit);
      if (count < 0) {
        return false;
      }
      limit += count;
    }
    return true;
  }

  private void check(int length) throws IOException {
    crc.reset();
    crc.update(window, start, length);
    if ((int) crc.getValue() != number(start + length)) {
      throw new IOException("a checksum is wrong");
    }
  }

  /** All headers that Bedrock sends are strings. */
  private boolean isEvent(int from, int end) {
    int at = from;
    while (at < end) {
      int nameEnd = at + 1 + window[at];
      int value = nameEnd + 3;
      int valueEnd = value + (window[nameEnd + 1] << 8 | window[nameEnd + 2] & 0xff);
      if (Arrays.equals(window, at + 1, nameEnd, MESSAGE_TYPE, 0, MESSAGE_TYPE.length)) {
        return Arrays.equals(window, value, valueEnd, EVENT, 0, EVENT.length);
      }
      at = valueEnd;
    }
    return false;
  }

  private int number(int at) {
    return window[at] << 24
        | (window[at + 1] & 0xff) << 16
        | (window[at + 2] & 0xff) << 8
        | window[at + 3] & 0xff;
  }
}
