package io.llmgw.provider.internal.aws;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * Writes one message of {@code application/vnd.amazon.eventstream}, as a service does. Not
 * thread-safe.
 */
public final class EventStreamFrame {
  private final ByteArrayOutputStream headers = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(headers);
  private byte[] payload = new byte[0];

  /** Begins a message without headers and payload. */
  public EventStreamFrame() {}

  /** Returns an event with a JSON payload. */
  public static EventStreamFrame event(String type, String json) {
    return new EventStreamFrame()
        .header(":event-type", type)
        .header(":content-type", "application/json")
        .header(":message-type", "event")
        .payload(json);
  }

  /** Returns an exception that the service's API defines. */
  public static EventStreamFrame exception(String type, String json) {
    return new EventStreamFrame()
        .header(":exception-type", type)
        .header(":content-type", "application/json")
        .header(":message-type", "exception")
        .payload(json);
  }

  /** Returns an error that the service's API does not define. */
  public static EventStreamFrame error(String code, String message) {
    return new EventStreamFrame()
        .header(":error-code", code)
        .header(":error-message", message)
        .header(":message-type", "error");
  }

  public EventStreamFrame payload(String text) {
    return payload(text.getBytes(StandardCharsets.UTF_8));
  }

  public EventStreamFrame payload(byte[] bytes) {
    payload = bytes.clone();
    return this;
  }

  public EventStreamFrame header(String name, boolean value) {
    return write(name, value ? 0 : 1, () -> {});
  }

  public EventStreamFrame header(String name, byte value) {
    return write(name, 2, () -> out.writeByte(value));
  }

  public EventStreamFrame header(String name, short value) {
    return write(name, 3, () -> out.writeShort(value));
  }

  public EventStreamFrame header(String name, int value) {
    return write(name, 4, () -> out.writeInt(value));
  }

  public EventStreamFrame header(String name, long value) {
    return write(name, 5, () -> out.writeLong(value));
  }

  public EventStreamFrame header(String name, byte[] value) {
    return write(name, 6, () -> writeShortBytes(value));
  }

  public EventStreamFrame header(String name, String value) {
    return write(name, 7, () -> writeShortBytes(value.getBytes(StandardCharsets.UTF_8)));
  }

  public EventStreamFrame header(String name, Instant value) {
    return write(name, 8, () -> out.writeLong(value.toEpochMilli()));
  }

  public EventStreamFrame header(String name, UUID value) {
    return write(
        name,
        9,
        () -> {
          out.writeLong(value.getMostSignificantBits());
          out.writeLong(value.getLeastSignificantBits());
        });
  }

  /** Adds bytes to the headers as they are, to make a damaged message with good checksums. */
  public EventStreamFrame rawHeader(int... bytes) {
    for (int b : bytes) {
      headers.write(b);
    }
    return this;
  }

  /** Returns the message with its lengths and checksums. */
  public byte[] bytes() {
    return bytes(headers.size());
  }

  /** Returns the message with a length of its headers that may be wrong, and good checksums. */
  public byte[] bytes(int headersLength) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    DataOutputStream frame = new DataOutputStream(message);
    try {
      frame.writeInt(12 + headers.size() + payload.length + 4);
      frame.writeInt(headersLength);
      frame.writeInt(crc(message.toByteArray()));
      headers.writeTo(frame);
      frame.write(payload);
      frame.writeInt(crc(message.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return message.toByteArray();
  }

  static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private interface Value {
    void write() throws IOException;
  }

  private EventStreamFrame write(String name, int type, Value value) {
    try {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      out.writeByte(bytes.length);
      out.write(bytes);
      out.writeByte(type);
      value.write();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  private void writeShortBytes(byte[] bytes) throws IOException {
    out.writeShort(bytes.length);
    out.write(bytes);
  }
}
