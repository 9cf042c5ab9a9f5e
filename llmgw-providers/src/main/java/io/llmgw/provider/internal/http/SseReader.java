package io.llmgw.provider.internal.http;

import io.llmgw.outcome.ErrorKind;
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
  private static final int FIRST_WINDOW = 16_384;
  private static final int KNOWN_NAMES = 32;
  private static final byte[] DATA = ascii("data");
  private static final byte[] EVENT = ascii("event");
  private static final byte[] ERROR = ascii("error");
  private static final byte[] DONE = ascii("[DONE]");

  private final InputStream source;
  private final int maxLine;

  private byte[] window;
  private int position; // start of the line being read
  private int limit; // end of what has been read
  private boolean skipLineFeed; // the last line ended with CR; an LF that follows belongs to it
  private boolean started;
  private boolean ended;

  // The event being collected: either a slice of the window, or joined lines.
  private int dataStart;
  private int dataLength;
  private boolean hasData;
  private boolean isJoined;
  private byte[] joined = new byte[0];
  private String name = "";
  private boolean terminated = true;

  private final String[] names = new String[KNOWN_NAMES];
  private int nameCount;

  public SseReader(InputStream source, int maxLine) {
    this.source = source;
    this.maxLine = maxLine;
    this.window = new byte[Math.min(FIRST_WINDOW, maxLine + 2)];
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
    while (true) {
      int end = lineEnd();
      if (end < 0) {
        terminated = false;
        return hasData;
      }
      int start = position;
      position = Math.min(end + 1, limit);
      if (end > start) {
        field(start, end);
      } else if (hasData) {
        terminated = true;
        return true;
      } else {
        name = "";
      }
      if (ended && position >= limit && end == limit) {
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
    return isJoined ? joined : window;
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
  public boolean terminated() {
    return terminated;
  }

  /** Returns the index after the line's last byte; -1 if there is no further line. */
  private int lineEnd() throws IOException {
    int scan = position;
    while (true) {
      if (skipLineFeed && position < limit) {
        skipLineFeed = false;
        if (window[position] == '\n') {
          position++;
          scan = position;
        }
      }
      byte[] bytes = window;
      for (int i = scan; i < limit; i++) {
        byte b = bytes[i];
        if (b == '\n' || b == '\r') {
          skipLineFeed = b == '\r';
          return i;
        }
      }
      int scanned = limit - position;
      if (scanned > maxLine) {
        throw tooLong("a line");
      }
      if (!fill()) {
        return limit > position ? limit : -1;
      }
      scan = position + scanned;
    }
  }

  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    if (limit == window.length) {
      makeRoom();
    }
    int count = source.read(window, limit, window.length - limit);
    if (count < 0) {
      ended = true;
      return false;
    }
    limit += count;
    if (!started) {
      skipByteOrderMark();
    }
    return true;
  }

  private void skipByteOrderMark() throws IOException {
    started = true;
    while (limit < 3 && limit > 0 && (window[0] & 0xff) == 0xef) {
      int count = source.read(window, limit, 3 - limit);
      if (count < 0) {
        ended = true;
        return;
      }
      limit += count;
    }
    if (limit >= 3
        && (window[0] & 0xff) == 0xef
        && (window[1] & 0xff) == 0xbb
        && (window[2] & 0xff) == 0xbf) {
      position = 3;
    }
  }

  /** Keeps only the line being read; data of the event move out of the window. */
  private void makeRoom() {
    if (hasData && !isJoined) {
      join(window, dataStart, dataLength);
    }
    int kept = limit - position;
    byte[] target = window;
    if (kept > window.length / 2) {
      target = new byte[(int) Math.min(2L * window.length, maxLine + 2L + window.length)];
    }
    System.arraycopy(window, position, target, 0, kept);
    window = target;
    position = 0;
    limit = kept;
  }

  private void field(int start, int end) {
    int colon = start;
    while (colon < end && window[colon] != ':') {
      colon++;
    }
    if (colon == start) {
      return; // a comment
    }
    int value = Math.min(colon + 1, end);
    if (value < end && window[value] == ' ') {
      value++;
    }
    if (is(DATA, start, colon)) {
      addData(value, end);
    } else if (is(EVENT, start, colon)) {
      name = name(value, end);
    } else if (is(ERROR, start, colon)) {
      name = "error";
      addData(value, end);
    }
  }

  private boolean is(byte[] expected, int start, int end) {
    return Arrays.equals(window, start, end, expected, 0, expected.length);
  }

  private void addData(int start, int end) {
    if (!hasData) {
      hasData = true;
      dataStart = start;
      dataLength = end - start;
      return;
    }
    if (!isJoined) {
      join(window, dataStart, dataLength);
    }
    int length = dataLength;
    reserve(length + 1 + (end - start));
    joined[length] = '\n';
    System.arraycopy(window, start, joined, length + 1, end - start);
    dataLength = length + 1 + (end - start);
  }

  private void join(byte[] from, int start, int length) {
    reserve(length);
    System.arraycopy(from, start, joined, 0, length);
    isJoined = true;
  }

  private void reserve(int length) {
    if (length > maxLine) {
      throw tooLong("an event");
    }
    if (joined.length < length) {
      joined = Arrays.copyOf(joined, Math.min(maxLine, Math.max(length, 2 * joined.length)));
    }
  }

  private ProviderFailure tooLong(String what) {
    return ProviderFailure.of(
        ErrorKind.MALFORMED_ANSWER,
        what
            + " of the stream is longer than "
            + maxLine
            + " bytes; raise maxSseLineBytes to take it");
  }

  /** Event names repeat all the time: the same bytes give the same String. */
  private String name(int start, int end) {
    for (int i = 0; i < nameCount; i++) {
      if (matches(names[i], start, end)) {
        return names[i];
      }
    }
    String text = new String(window, start, end - start, StandardCharsets.UTF_8);
    if (nameCount < KNOWN_NAMES && text.length() == end - start) {
      names[nameCount++] = text;
    }
    return text;
  }

  private boolean matches(String known, int start, int end) {
    if (known.length() != end - start) {
      return false;
    }
    for (int i = 0; i < known.length(); i++) {
      if (known.charAt(i) != window[start + i]) {
        return false;
      }
    }
    return true;
  }
}
