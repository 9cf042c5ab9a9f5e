package io.llmgw.provider.internal.http;

import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads server-sent events (WHATWG HTML, section 9.2.6) as slices of bytes. Used by one thread.
 *
 * <p>More lenient than the rule in two points: the last event needs no blank line, and a field
 * {@code error} is an event named {@code error} (llama.cpp sends its errors so). An event's data
 * stay valid until the next call of {@link #next()}.
 */
public final class SseReader implements EventReader {
  private static final byte[] DATA = ascii("data");
  private static final byte[] EVENT = ascii("event");
  private static final byte[] ERROR = ascii("error");
  private static final byte[] DONE = ascii("[DONE]");

  private final ByteWindow window;
  private final int maxLine;
  private boolean skipLineFeed; // the last line ended with CR; an LF that follows belongs to it
  private boolean started;

  // The event being collected: either a slice of the window, or joined lines.
  private int dataStart;
  private int dataLength;
  private boolean hasData;
  private boolean isJoined;
  private byte[] joined = new byte[0];
  private String name = "";
  private boolean terminated = true;

  private final NameTable names = new NameTable();

  public SseReader(InputStream source, int maxLine) {
    this.window = new ByteWindow(source, maxLine + 2L);
    this.maxLine = maxLine;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads to the end of the next event that has data.
   *
   * @return false at the end of the body
   * @throws ProviderFailure if a line or an event is longer than allowed
   */
  @Override
  public boolean next() throws IOException {
    hasData = false;
    isJoined = false;
    dataLength = 0;
    name = "";
    if (!started) {
      started = true;
      window.skipByteOrderMark();
    }
    while (true) {
      int end = lineEnd();
      if (end < 0) {
        terminated = false;
        return hasData;
      }
      boolean last = end == window.limit(); // ended by the body's end
      int start = window.position();
      window.advanceTo(last ? end : end + 1);
      if (end > start) {
        field(start, end);
      } else if (hasData) {
        terminated = true;
        return true;
      } else {
        name = "";
      }
      if (last) {
        terminated = false;
        return hasData;
      }
    }
  }

  /** Returns the event's name, empty if it has none. */
  @Override
  public String name() {
    return name;
  }

  /** Returns the array that holds the event's data. */
  @Override
  public byte[] data() {
    return isJoined ? joined : window.bytes();
  }

  /** Returns where the data begin. */
  @Override
  public int offset() {
    return isJoined ? 0 : dataStart;
  }

  /** Returns how many bytes the data have. */
  @Override
  public int length() {
    return dataLength;
  }

  /** Tells whether the data are the marker with which OpenAI's format ends a stream. */
  @Override
  public boolean isDone() {
    int from = offset();
    int to = from + dataLength;
    while (to > from && data()[to - 1] == ' ') {
      to--;
    }
    return Arrays.equals(data(), from, to, DONE, 0, DONE.length);
  }

  /** Tells whether the last event was ended by a blank line; if not, it may be cut. */
  @Override
  public boolean isDelimited() {
    return false;
  }

  @Override
  public boolean terminated() {
    return terminated;
  }

  /**
   * Returns the index after the line's last byte, which is the window's limit if the body ends
   * there; -1 if there is no further line.
   */
  private int lineEnd() throws IOException {
    int scanned = 0;
    while (true) {
      if (skipLineFeed && window.available() > 0) {
        skipLineFeed = false;
        if (window.bytes()[window.position()] == '\n') {
          window.advanceTo(window.position() + 1);
        }
      }
      int start = window.position();
      int limit = window.limit();
      int end = LineBreaks.find(window.bytes(), start + scanned, limit);
      if (end < limit) {
        skipLineFeed = window.bytes()[end] == '\r';
        return checked(end);
      }
      scanned = limit - start;
      checked(limit);
      if (!fill()) {
        return scanned > 0 ? window.limit() : -1;
      }
    }
  }

  private int checked(int lineEnd) {
    if (lineEnd - window.position() > maxLine) {
      throw ByteWindow.tooLong("a line", maxLine);
    }
    return lineEnd;
  }

  /** Data of the event move out of the window before it drops them. */
  private boolean fill() throws IOException {
    if (window.isFull() && hasData && !isJoined) {
      join();
    }
    return window.fill();
  }

  private void field(int start, int end) {
    if (is(DATA, start, end)) {
      addData(value(start + DATA.length, end), end);
    } else if (is(EVENT, start, end)) {
      name = names.get(window.bytes(), value(start + EVENT.length, end), end);
    } else if (is(ERROR, start, end)) {
      name = "error";
      addData(value(start + ERROR.length, end), end);
    }
  }

  /** Tells whether a line is of this field: a colon follows the name, or nothing at all. */
  private boolean is(byte[] field, int start, int end) {
    byte[] bytes = window.bytes();
    int nameEnd = start + field.length;
    if (nameEnd > end || (nameEnd < end && bytes[nameEnd] != ':')) {
      return false;
    }
    for (int i = 0; i < field.length; i++) {
      if (bytes[start + i] != field[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns where a field's value begins: after the colon, and one space if there is one. */
  private int value(int nameEnd, int end) {
    int value = Math.min(nameEnd + 1, end);
    return value < end && window.bytes()[value] == ' ' ? value + 1 : value;
  }

  private void addData(int start, int end) {
    if (!hasData) {
      hasData = true;
      dataStart = start;
      dataLength = end - start;
      return;
    }
    if (!isJoined) {
      join();
    }
    int length = dataLength;
    reserve(length + 1 + (end - start));
    joined[length] = '\n';
    System.arraycopy(window.bytes(), start, joined, length + 1, end - start);
    dataLength = length + 1 + (end - start);
  }

  private void join() {
    reserve(dataLength);
    System.arraycopy(window.bytes(), dataStart, joined, 0, dataLength);
    isJoined = true;
  }

  private void reserve(int length) {
    if (length > maxLine) {
      throw ByteWindow.tooLong("an event", maxLine);
    }
    if (joined.length < length) {
      joined = Arrays.copyOf(joined, (int) Math.min(maxLine, Math.max(length, 2L * joined.length)));
    }
  }
}
