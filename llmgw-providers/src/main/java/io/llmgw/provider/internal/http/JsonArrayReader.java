package io.llmgw.provider.internal.http;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the objects of one JSON array while it is being sent, as slices of bytes: the framing of
 * Gemini's streams that are not asked for as server-sent events. Used by one thread.
 *
 * <p>Finds where an object ends by counting brackets outside of strings; what is inside is for the
 * parser to judge. The array's end is an event that {@link #isDone()}. A body that ends before is
 * told by {@link #next()} returning false without {@link #terminated()}.
 */
public final class JsonArrayReader implements EventReader {
  private enum Expected {
    ARRAY,
    OBJECT_OR_END,
    OBJECT,
    COMMA_OR_END,
    NOTHING
  }

  private final ByteWindow window;
  private final int maxObject;
  private Expected expected = Expected.ARRAY;
  private boolean started;
  private int dataStart;
  private int dataLength;
  private boolean done;
  private boolean terminated = true;

  /**
   * Reads a body.
   *
   * @param source the body
   * @param maxObject how long one object of the array may be, in bytes
   */
  public JsonArrayReader(InputStream source, int maxObject) {
    this.window = new ByteWindow(source, maxObject);
    this.maxObject = maxObject;
  }

  /**
   * Reads to the end of the next object, or of the array.
   *
   * @return false at the end of the body
   * @throws ProviderFailure if the body is no array of objects, something follows it, or an object
   *     is longer than allowed
   */
  @Override
  public boolean next() throws IOException {
    if (!started) {
      started = true;
      window.skipByteOrderMark();
    }
    done = false;
    dataLength = 0;
    terminated = true;
    while (skipSpace()) {
      byte b = window.bytes()[window.position()];
      if (b == '{' && (expected == Expected.OBJECT || expected == Expected.OBJECT_OR_END)) {
        expected = Expected.COMMA_OR_END;
        return readObject();
      }
      window.advanceTo(window.position() + 1);
      if (b == ']' && (expected == Expected.OBJECT_OR_END || expected == Expected.COMMA_OR_END)) {
        expected = Expected.NOTHING;
        done = true;
        return true;
      }
      if (b == '[' && expected == Expected.ARRAY) {
        expected = Expected.OBJECT_OR_END;
      } else if (b == ',' && expected == Expected.COMMA_OR_END) {
        expected = Expected.OBJECT;
      } else {
        throw notAnArray();
      }
    }
    terminated = expected == Expected.NOTHING;
    return false;
  }

  /** Turns to the next byte that is not white space; false if there is none. */
  private boolean skipSpace() throws IOException {
    while (true) {
      byte[] bytes = window.bytes();
      for (int i = window.position(); i < window.limit(); i++) {
        byte b = bytes[i];
        if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
          window.advanceTo(i);
          return true;
        }
      }
      window.advanceTo(window.limit());
      if (!window.fill()) {
        return false;
      }
    }
  }

  private boolean readObject() throws IOException {
    int scanned = 0;
    int depth = 0;
    boolean inString = false;
    boolean escaped = false;
    while (true) {
      byte[] bytes = window.bytes();
      int start = window.position();
      int limit = window.limit();
      for (int i = start + scanned; i < limit; i++) {
        byte b = bytes[i];
        if (inString) {
          if (escaped) {
            escaped = false;
          } else if (b == '\\') {
            escaped = true;
          } else {
            inString = b != '"';
          }
        } else if (b == '"') {
          inString = true;
        } else if (b == '{' || b == '[') {
          depth++;
        } else if ((b == '}' || b == ']') && --depth == 0) {
          deliver(start, i + 1);
          return true;
        }
      }
      scanned = limit - start;
      if (scanned >= maxObject) {
        throw ByteWindow.tooLong("an element", maxObject);
      }
      if (!window.fill()) {
        window.advanceTo(window.limit());
        terminated = false;
        return false;
      }
    }
  }

  private void deliver(int start, int end) {
    dataStart = start;
    dataLength = end - start;
    window.advanceTo(end);
  }

  private ProviderFailure notAnArray() {
    String problem =
        switch (expected) {
          case ARRAY -> "does not begin with [";
          case OBJECT, OBJECT_OR_END -> "has an element that is no object";
          case COMMA_OR_END -> "has neither comma nor ] after an element";
          case NOTHING -> "goes on after the array's end";
        };
    return ProviderFailure.of(
        ErrorKind.MALFORMED_ANSWER, "the stream should be a JSON array of objects, but " + problem);
  }

  /** Returns an empty name: elements have none. */
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

  @Override
  public boolean isDone() {
    return done;
  }

  @Override
  public boolean terminated() {
    return terminated;
  }
}
