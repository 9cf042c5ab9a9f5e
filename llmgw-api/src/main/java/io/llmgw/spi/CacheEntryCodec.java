package io.llmgw.spi;

import io.llmgw.spi.CacheEntry.Answer;
import io.llmgw.spi.CacheEntry.Vector;
import io.llmgw.spi.CorruptEntryException.Reason;
import io.llmgw.usage.Cost;
import io.llmgw.value.Target;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Turns entries into bytes for stores outside of this process, and back. Nothing is lost: amounts
 * are exact, times have their nanoseconds, a streamed answer keeps its pieces.
 *
 * <p>The bytes are the four letters {@code LLMG}, a version, the length and the CRC-32C of what
 * follows, and that: the digest of the key, and the entry. The checksum finds accidents, not
 * forgery: whoever can write to the store can make answers. The bytes are neither encrypted nor
 * compressed. Safe for use by many threads.
 */
public final class CacheEntryCodec {
  private static final byte[] MAGIC = "LLMG".getBytes(StandardCharsets.US_ASCII);
  private static final byte VERSION = 1;
  static final int HEADER = MAGIC.length + 1 + 2 * Integer.BYTES;
  private static final int ANSWER = 'A';
  private static final int VECTOR = 'V';

  private CacheEntryCodec() {}

  /**
   * Turns an entry into bytes.
   *
   * @param key what it is stored under; only its digest becomes part of the bytes
   * @param entry the entry
   * @return the bytes, which {@link #decode} reads with the same key
   * @throws IllegalArgumentException if an amount has more than 1,000 digits, or the probabilities
   *     of tokens are nested more than 8 deep
   */
  public static byte[] encode(CacheKey key, CacheEntry entry) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    bytes.write(new byte[HEADER], 0, HEADER);
    BinaryWriter out = new BinaryWriter(bytes::write);
    out.text(key.digest());
    write(out, entry);
    out.flush();
    return sealed(bytes.toByteArray());
  }

  /** Fills in the header. */
  static byte[] sealed(byte[] all) {
    ByteBuffer.wrap(all).put(MAGIC).put(VERSION).putInt(all.length - HEADER).putInt(checksum(all));
    return all;
  }

  /**
   * Turns bytes into the entry they were made of.
   *
   * @param key what the entry was looked up under
   * @param bytes what the store returned for it; not changed
   * @return the entry
   * @throws CorruptEntryException if they are not an entry of this version and this key; nothing
   *     else is thrown, whatever the bytes are
   */
  public static CacheEntry decode(CacheKey key, byte[] bytes) {
    checkHeader(bytes);
    ByteBuffer payload = ByteBuffer.wrap(bytes, HEADER, bytes.length - HEADER);
    try {
      BinaryReader in = new BinaryReader(payload);
      if (!in.text().equals(key.digest())) {
        throw new CorruptEntryException(
            Reason.OTHER_KEY, "a stored entry belongs to another key than it was found under");
      }
      CacheEntry entry = read(in);
      in.end();
      return entry;
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException impossible) {
      // Not as the cause: its message may quote what is stored.
      throw CorruptEntryException.damaged("it has a value that is not possible");
    }
  }

  private static void checkHeader(byte[] bytes) {
    ByteBuffer header = ByteBuffer.wrap(bytes);
    byte[] magic = new byte[MAGIC.length];
    if (bytes.length >= MAGIC.length) {
      header.get(magic);
    }
    if (!Arrays.equals(magic, MAGIC)) {
      throw new CorruptEntryException(
          Reason.NOT_AN_ENTRY, "what is stored (" + bytes.length + " bytes) is not an entry");
    }
    if (header.hasRemaining()) {
      byte version = header.get();
      if (version != VERSION) {
        throw new CorruptEntryException(
            Reason.OTHER_VERSION,
            "a stored entry is of version " + version + ", but this version reads " + VERSION);
      }
    }
    if (bytes.length < HEADER || header.getInt() != bytes.length - HEADER) {
      throw new CorruptEntryException(
          Reason.WRONG_LENGTH, "a stored entry of " + bytes.length + " bytes is not complete");
    }
    if (header.getInt() != checksum(bytes)) {
      throw CorruptEntryException.damaged("its checksum is wrong");
    }
  }

  private static int checksum(byte[] all) {
    CRC32C crc = new CRC32C();
    crc.update(all, HEADER, all.length - HEADER);
    return (int) crc.getValue();
  }

  private static void write(BinaryWriter out, CacheEntry entry) {
    out.text(entry.madeBy().provider());
    out.text(entry.madeBy().model());
    UsageFormat.write(out, entry.cost());
    out.instant(entry.storedAt());
    out.instant(entry.expiresAt());
    if (entry.content() instanceof Answer answer) {
      out.tag(ANSWER);
      AnswerFormat.write(out, answer.answer());
      RecordingFormat.write(out, answer.pieces());
    } else if (entry.content() instanceof Vector vector) {
      out.tag(VECTOR);
      out.text(vector.model());
      out.number(vector.values().length);
      for (float value : vector.values()) {
        out.real(value);
      }
    }
  }

  private static CacheEntry read(BinaryReader in) {
    Target madeBy = new Target(in.text(), in.text());
    Cost cost = UsageFormat.readCost(in);
    Instant storedAt = in.instant();
    Instant expiresAt = in.instant();
    int tag = in.tag();
    CacheEntry.Content content =
        switch (tag) {
          case ANSWER -> new Answer(AnswerFormat.read(in), RecordingFormat.read(in));
          case VECTOR -> readVector(in);
          default -> throw BinaryReader.unknown("content");
        };
    return new CacheEntry(content, madeBy, cost, storedAt, expiresAt);
  }

  private static Vector readVector(BinaryReader in) {
    String model = in.text();
    float[] values = new float[in.count(Float.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.smallReal();
    }
    return new Vector(values, model);
  }
}
