package io.llmgw.provider.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as slices of byte arrays, one after the other, with one parser for all of them, so
 * that its buffers and its table of field names are set up once for a stream. Used by one thread.
 */
public final class JsonBytes implements JsonSlice, AutoCloseable {
  private final Feed feed = new Feed();
  private @Nullable JsonParser parser;

  private byte[] bytes = new byte[0];
  private int start;
  private int end;
  private long base; // where the slice begins in what the parser has been fed

  /**
   * Turns to the next value.
   *
   * @param bytes the array; must stay unchanged while the value is read
   * @param offset where the value begins
   * @param length how many bytes it has
   * @throws IOException if it does not begin like an object
   */
  public void set(byte[] bytes, int offset, int length) throws IOException {
    this.bytes = bytes;
    this.start = offset;
    this.end = offset + length;
    while (start < end && isSpace(bytes[start])) {
      start++;
    }
    // Also keeps the parser from taking zero bytes for UTF-16.
    if (end - start < 2 || bytes[start] != '{' || bytes[start + 1] == 0) {
      throw new NotJsonException("not a JSON object");
    }
    if (parser != null && !isBetweenValues(parser)) {
      close(); // the last value was left in the middle
    }
    base = feed.total;
    feed.give(bytes, start, end);
  }

  private static boolean isBetweenValues(JsonParser parser) {
    return parser.getParsingContext().inRoot() && parser.currentToken() == JsonToken.END_OBJECT;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  @Override
  public JsonParser parser() {
    JsonParser current = parser;
    if (current == null) {
      current = open();
      parser = current;
    }
    return current;
  }

  private JsonParser open() {
    try {
      feed.total = 0;
      base = 0;
      feed.give(bytes, start, end);
      return Json.FACTORY.createParser(feed);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  @Override
  public String rawValue() throws IOException {
    JsonParser at = parser();
    int from = start + (int) (at.currentTokenLocation().getByteOffset() - base);
    at.skipChildren();
    at.finishToken();
    int to = start + (int) (at.currentLocation().getByteOffset() - base);
    if (at.currentToken() != null && at.currentToken().isNumeric()) {
      while (to > from && !isNumberEnd(bytes[to - 1])) {
        to--; // the parser may stand behind the character that ended the number
      }
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private static boolean isNumberEnd(byte b) {
    return b >= '0' && b <= '9';
  }

  /**
   * Ends the value: nothing but white space may follow it.
   *
   * @throws IOException if something does, or the value is not complete
   */
  public void finish() throws IOException {
    JsonParser current = parser;
    if (current == null) {
      return;
    }
    if (!isBetweenValues(current)) {
      close(); // the format did not need the rest
      return;
    }
    int at = start + (int) (current.currentLocation().getByteOffset() - base);
    while (at < end) {
      if (!isSpace(bytes[at++])) {
        close();
        throw new NotJsonException("something follows the JSON object");
      }
    }
  }

  /** Gives the parser's buffers back. The next value gets a new parser. */
  @Override
  public void close() {
    JsonParser current = parser;
    parser = null;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        throw new IllegalStateException("closing a parser over memory failed", e);
      }
    }
  }

  /** What the parser reads from: the slice it is given, then the next. */
  private static final class Feed extends InputStream {
    private byte[] bytes = new byte[0];
    private int position;
    private int end;
    private long total;

    void give(byte[] bytes, int start, int end) {
      this.bytes = bytes;
      this.position = start;
      this.end = end;
    }

    @Override
    public int read() {
      if (position >= end) {
        return -1;
      }
      total++;
      return bytes[position++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      int count = Math.min(length, end - position);
      if (count <= 0) {
        return length == 0 ? 0 : -1;
      }
      System.arraycopy(bytes, position, target, offset, count);
      position += count;
      total += count;
      return count;
    }
  }

  /** Bytes that are not one JSON object. */
  public static final class NotJsonException extends IOException {
    private static final long serialVersionUID = 1L;

    public NotJsonException(String message) {
      super(message);
    }
  }
}
