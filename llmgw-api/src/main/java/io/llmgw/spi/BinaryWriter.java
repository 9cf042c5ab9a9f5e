package io.llmgw.spi;

import io.llmgw.value.RawJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Writes values such that equal ones give equal bytes and no two sequences of values give the same:
 * whatever varies in length says so first. {@link BinaryReader} reads it. Not thread-safe.
 */
final class BinaryWriter {
  /** Takes bytes, for example {@code MessageDigest::update}. */
  interface Sink {
    void accept(byte[] bytes, int from, int length);
  }

  /** Amounts of money beyond these are not stored: sums with them would take all memory. */
  static final int LARGEST_SCALE = 1_000;

  static final int LONGEST_AMOUNT = 500;

  private static final int ROOM = 4_096;
  private static final int LONGEST_NUMBER = 10;

  private final Sink sink;
  private final byte[] buffer = new byte[ROOM];
  private int used;

  BinaryWriter(Sink sink) {
    this.sink = sink;
  }

  /** Hands everything on to the sink. */
  void flush() {
    sink.accept(buffer, 0, used);
    used = 0;
  }

  private void ensure(int bytes) {
    if (ROOM - used < bytes) {
      flush();
    }
  }

  /** Writes which of several kinds follows. */
  void tag(int tag) {
    ensure(1);
    buffer[used++] = (byte) tag;
  }

  void flag(boolean value) {
    tag(value ? 1 : 0);
  }

  /** Writes an integer, small ones in few bytes. */
  void number(long value) {
    ensure(LONGEST_NUMBER);
    long rest =
        (value << 1) ^ (value >> 63); // the sign last, so that small negative ones are short
    while ((rest & ~0x7FL) != 0) {
      buffer[used++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[used++] = (byte) rest;
  }

  void optional(OptionalLong value) {
    flag(value.isPresent());
    value.ifPresent(this::number);
  }

  void real(double value) {
    fixed(Double.doubleToLongBits(value), Double.BYTES);
  }

  void real(float value) {
    fixed(Float.floatToIntBits(value), Float.BYTES);
  }

  private void fixed(long bits, int bytes) {
    ensure(bytes);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      buffer[used++] = (byte) (bits >> shift);
    }
  }

  /**
   * Writes the number of characters, and each in one to three bytes as UTF-8 would; surrogates one
   * by one, so that a text with a lone one keeps it and is told from others.
   */
  void text(String text) {
    int length = text.length();
    number(length);
    for (int i = 0; i < length; i++) {
      ensure(3);
      char c = text.charAt(i);
      if (c < 0x80) {
        buffer[used++] = (byte) c;
      } else if (c < 0x800) {
        buffer[used++] = (byte) (0xC0 | (c >> 6));
        buffer[used++] = (byte) (0x80 | (c & 0x3F));
      } else {
        buffer[used++] = (byte) (0xE0 | (c >> 12));
        buffer[used++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        buffer[used++] = (byte) (0x80 | (c & 0x3F));
      }
    }
  }

  /** Writes a constant by its name: its place may change. */
  void name(Enum<?> constant) {
    text(constant.name());
  }

  void json(RawJson json) {
    text(json.text());
  }

  void bytes(byte[] bytes) {
    number(bytes.length);
    flush();
    sink.accept(bytes, 0, bytes.length);
  }

  void instant(Instant instant) {
    number(instant.getEpochSecond());
    number(instant.getNano());
  }

  void duration(Duration duration) {
    number(duration.getSeconds());
    number(duration.getNano());
  }

  void integer(BigInteger value) {
    bytes(value.toByteArray());
  }

  /** Writes a decimal number with its scale: 1.0 is not 1.00. */
  void decimal(BigDecimal value) {
    number(value.scale());
    integer(value.unscaledValue());
  }

  /**
   * Writes an amount of money.
   *
   * @throws IllegalArgumentException if it is beyond what is read again
   */
  void amount(BigDecimal usd) {
    if (Math.abs((long) usd.scale()) > LARGEST_SCALE
        || usd.unscaledValue().bitLength() >= 8 * LONGEST_AMOUNT) {
      throw new IllegalArgumentException(
          "an amount with more than " + LARGEST_SCALE + " digits cannot be stored");
    }
    decimal(usd);
  }

  <T> void list(List<T> list, Consumer<? super T> element) {
    number(list.size());
    list.forEach(element);
  }

  <T> void optional(Optional<T> value, Consumer<? super T> content) {
    flag(value.isPresent());
    value.ifPresent(content);
  }
}
