package io.llmgw.provider.internal.http;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.io.InputStream;

/**
 * The part of a streamed body that a reader looks at: one array that is refilled, and grows only as
 * far as bytes have really come. Used by one thread.
 */
public final class ByteWindow {
  private static final int FIRST_SIZE = 16_384;
  private static final int SMALLEST_SIZE = 16; // a byte order mark fits
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final InputStream source;
  private final int most;

  private byte[] bytes;
  private int position; // what stands before is read
  private int limit; // what stands behind has not come yet
  private boolean ended;

  /**
   * Opens a window on a body.
   *
   * @param source the body
   * @param most how many unread bytes the window has to hold at a time; it never takes more memory
   */
  public ByteWindow(InputStream source, long most) {
    this.source = source;
    this.most = (int) Math.min(LARGEST_ARRAY, Math.max(SMALLEST_SIZE, most));
    this.bytes = new byte[Math.min(FIRST_SIZE, this.most)];
  }

  /** Returns the array; another one, or the same with its content moved, after a fill. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the index of the first unread byte. */
  public int position() {
    return position;
  }

  /** Returns the index behind the last byte that has come. */
  public int limit() {
    return limit;
  }

  /** Returns how many unread bytes there are. */
  public int available() {
    return limit - position;
  }

  /** Marks what stands before an index as read. */
  public void advanceTo(int index) {
    position = index;
  }

  /** Tells whether the next fill moves the unread bytes and drops those that are read. */
  boolean isFull() {
    return limit == bytes.length;
  }

  /**
   * Reads some more bytes behind the limit. Blocks until there is one. Unread bytes may move to
   * other indices, as the position does.
   *
   * @return false at the end of the body
   */
  public boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    if (isFull()) {
      makeRoom();
    }
    int count = source.read(bytes, limit, bytes.length - limit);
    if (count < 0) {
      ended = true;
      return false;
    }
    limit += count;
    return true;
  }

  private void makeRoom() {
    int kept = available();
    if (kept == most) {
      throw new IllegalStateException("the window is full of unread bytes: " + kept);
    }
    byte[] target = bytes;
    if (kept > bytes.length / 2 && bytes.length < most) {
      target = new byte[(int) Math.min(2L * bytes.length, most)];
    }
    System.arraycopy(bytes, position, target, 0, kept);
    bytes = target;
    position = 0;
    limit = kept;
  }

  /** Skips the three bytes with which some servers begin UTF-8. To be called first. */
  void skipByteOrderMark() throws IOException {
    while (available() < 3) {
      if ((available() > 0 && bytes[position] != (byte) 0xef) || !fill()) {
        return;
      }
    }
    if (bytes[position] == (byte) 0xef
        && bytes[position + 1] == (byte) 0xbb
        && bytes[position + 2] == (byte) 0xbf) {
      position += 3;
    }
  }

  /**
   * Says that a part of the stream does not fit.
   *
   * @param what for example {@code "a line"}
   * @param longest how long it may be, in bytes
   * @return the failure
   */
  public static ProviderFailure tooLong(String what, int longest) {
    return ProviderFailure.of(
        ErrorKind.MALFORMED_ANSWER,
        what
            + " of the stream is longer than "
            + longest
            + " bytes; raise maxSseLineBytes to take it");
  }
}
