package io.llmgw.spi;

import static io.llmgw.spi.BinaryWriter.LARGEST_SCALE;
import static io.llmgw.spi.BinaryWriter.LONGEST_AMOUNT;

import io.llmgw.spi.CorruptEntryException.Reason;
import io.llmgw.value.RawJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Reads what {@link BinaryWriter} has written. Never believes a length: what it allocates is
 * bounded by the bytes that are there. Not thread-safe.
 *
 * <p>Throws {@link CorruptEntryException} if the bytes cannot be what is asked for, and where they
 * make an impossible value what that value's factory throws; {@link CacheEntryCodec} turns both
 * into the one.
 */
final class BinaryReader {
  private final ByteBuffer bytes;

  BinaryReader(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  private ByteBuffer atLeast(int wanted) {
    if (bytes.remaining() < wanted) {
      throw CorruptEntryException.damaged("it ends in the middle of a value");
    }
    return bytes;
  }

  /** Checks that nothing is left. */
  void end() {
    if (bytes.hasRemaining()) {
      throw CorruptEntryException.damaged("something follows its last value");
    }
  }

  int tag() {
    return atLeast(1).get();
  }

  boolean flag() {
    int tag = tag();
    if (tag != 0 && tag != 1) {
      throw CorruptEntryException.damaged("a flag is neither set nor not");
    }
    return tag == 1;
  }

  long number() {
    long all = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = atLeast(1).get();
      all |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (all >>> 1) ^ -(all & 1);
      }
    }
    throw CorruptEntryException.damaged("a number does not end");
  }

  OptionalLong optionalNumber() {
    return flag() ? OptionalLong.of(number()) : OptionalLong.empty();
  }

  int smallNumber() {
    return Math.toIntExact(number());
  }

  /** Reads how many things follow that take at least so many bytes each. */
  int count(int bytesEach) {
    long count = number();
    if (count < 0 || count > bytes.remaining() / bytesEach) {
      throw CorruptEntryException.damaged("a length exceeds the entry");
    }
    return (int) count;
  }

  double real() {
    return atLeast(Double.BYTES).getDouble();
  }

  float smallReal() {
    return atLeast(Float.BYTES).getFloat();
  }

  String text() {
    int length = count(1);
    int start = bytes.position();
    int ascii = 0;
    while (ascii < length && bytes.get(start + ascii) >= 0) {
      ascii++;
    }
    if (ascii == length) {
      byte[] whole = new byte[length];
      bytes.get(whole);
      return new String(whole, StandardCharsets.US_ASCII);
    }
    char[] text = new char[length];
    for (int i = 0; i < length; i++) {
      text[i] = character();
    }
    return new String(text);
  }

  private char character() {
    int first = atLeast(1).get();
    if (first >= 0) {
      return (char) first;
    }
    boolean two = (first & 0xE0) == 0xC0;
    if (!two && (first & 0xF0) != 0xE0) {
      throw CorruptEntryException.damaged("a text is not one");
    }
    int high = two ? (first & 0x1F) << 6 : ((first & 0xF) << 12) | (continued() << 6);
    return (char) (high | continued());
  }

  private int continued() {
    int next = atLeast(1).get();
    if ((next & 0xC0) != 0x80) {
      throw CorruptEntryException.damaged("a text is not one");
    }
    return next & 0x3F;
  }

  /** Reads a constant, which a later version may have added. */
  <E extends Enum<E>> E name(Class<E> type) {
    String name = text();
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw unknown(type.getSimpleName());
  }

  /** What only another version can have written. */
  static CorruptEntryException unknown(String kind) {
    return new CorruptEntryException(
        Reason.OTHER_VERSION,
        "a stored entry has a kind of " + kind + " that this version does not know");
  }

  RawJson json() {
    return RawJson.of(text());
  }

  byte[] bytes() {
    byte[] content = new byte[count(1)];
    bytes.get(content);
    return content;
  }

  Instant instant() {
    return Instant.ofEpochSecond(number(), number());
  }

  Duration duration() {
    return Duration.ofSeconds(number(), number());
  }

  BigDecimal amount() {
    int scale = smallNumber();
    byte[] unscaled = bytes();
    if (Math.abs((long) scale) > LARGEST_SCALE
        || unscaled.length == 0
        || unscaled.length > LONGEST_AMOUNT) {
      throw CorruptEntryException.damaged("an amount is not possible");
    }
    return new BigDecimal(new BigInteger(unscaled), scale);
  }

  <T> List<T> list(Supplier<? extends T> element) {
    int size = count(1);
    List<T> list = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      list.add(element.get());
    }
    return list;
  }

  <T> Optional<T> optional(Supplier<? extends T> content) {
    return flag() ? Optional.of(content.get()) : Optional.empty();
  }
}
