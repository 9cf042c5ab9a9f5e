package io.llmgw.provider.internal.http;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads one JSON value a line, as slices of bytes: the framing of Ollama's own API. Lines end with
 * LF or CR LF; blank lines are skipped. Used by one thread.
 *
 * <p>A last line without LF is an event that is not {@link #terminated()}: only who parses it can
 * tell a whole value from a cut one. The framing has no end marker and no names.
 */
public final class NdjsonReader implements EventReader {
  private final ByteWindow window;
  private final int maxLine;
  private boolean started;
  private int dataStart;
  private int dataLength;
  private boolean terminated = true;

  /**
   * Reads a body.
   *
   * @param source the body
   * @param maxLine how long a line may be, in bytes without its end
   */
  public NdjsonReader(InputStream source, int maxLine) {
    this.window = new ByteWindow(source, maxLine + 2L);
    this.maxLine = maxLine;
  }

  @Override
  public boolean next() throws IOException {
    if (!started) {
      started = true;
      window.skipByteOrderMark();
    }
    dataLength = 0;
    while (true) {
      int end = lineEnd();
      if (end < 0) {
        return false;
      }
      boolean last = end == window.limit();
      dataStart = window.position();
      dataLength = contentLength(end);
      window.advanceTo(last ? end : end + 1);
      if (!isBlank()) {
        terminated = !last;
        return true;
      }
      dataLength = 0;
    }
  }

  /** Returns the index of the line's LF, or the window's limit if the body ends without one. */
  private int lineEnd() throws IOException {
    int scanned = 0;
    while (true) {
      int start = window.position();
      int limit = window.limit();
      byte[] bytes = window.bytes();
      for (int i = start + scanned; i < limit; i++) {
        if (bytes[i] == '\n') {
          return checked(i);
        }
      }
      checked(limit);
      scanned = limit - start;
      if (!window.fill()) {
        return scanned > 0 ? window.limit() : -1;
      }
    }
  }

  private int checked(int lineEnd) {
    if (contentLength(lineEnd) > maxLine) {
      throw ByteWindow.tooLong("a line", maxLine);
    }
    return lineEnd;
  }

  private int contentLength(int lineEnd) {
    int length = lineEnd - window.position();
    return length > 0 && window.bytes()[lineEnd - 1] == '\r' ? length - 1 : length;
  }

  private boolean isBlank() {
    byte[] bytes = window.bytes();
    for (int i = dataStart; i < dataStart + dataLength; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  /** Returns an empty name: lines have none. */
  @Override
  public String name() {
    return "";
  }

  @Override
  public byte[] data() {
    return window.bytes();
  }

  @Override
  public int offset() {
    return dataStart;
  }

  @Override
  public int length() {
    return dataLength;
  }

  /** Returns false: only the values themselves tell which is the last. */
  @Override
  public boolean isDone() {
    return false;
  }

  @Override
  public boolean terminated() {
    return terminated;
  }
}
