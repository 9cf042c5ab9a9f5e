package io.llmgw.provider.internal.aws;

import io.llmgw.outcome.ErrorKind;
import io.llmgw.provider.internal.http.ByteWindow;
import io.llmgw.provider.internal.http.ErrorBodies;
import io.llmgw.provider.internal.http.ErrorBody;
import io.llmgw.provider.internal.http.EventReader;
import io.llmgw.spi.ProviderFailure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code application/vnd.amazon.eventstream} (Smithy, "Amazon Event Stream Specification"):
 * binary messages of a prelude with two lengths and its checksum, headers, a payload and the
 * message's checksum. Used by one thread.
 *
 * <p>A message is an event, whose {@link #name()} is its type, or {@link #isException()}, which
 * ends the stream. A body that ends inside a message is told by {@link #next()} returning false
 * without {@link #terminated()}; the part of the message is not delivered.
 */
public final class EventStreamReader implements EventReader {
  private static final int PRELUDE = 12;
  private static final int CHECKSUM = 4;

  private final ByteWindow window;
  private final int maxMessage;
  private final EventStreamHeaders headers = new EventStreamHeaders();
  private final CRC32 crc = new CRC32();
  private int payloadStart;
  private int payloadLength;
  private boolean terminated = true;

  /**
   * Reads a body.
   *
   * @param source the body
   * @param maxMessage how long a message may be, in bytes with all its parts. The protocol's own
   *     limit was 16 MiB at first and is 24 MiB today, so it is not checked beside this one
   */
  public EventStreamReader(InputStream source, int maxMessage) {
    this.window = new ByteWindow(source, Math.max(PRELUDE + CHECKSUM, maxMessage));
    this.maxMessage = maxMessage;
  }

  /**
   * Reads the next message.
   *
   * @return false at the end of the body
   * @throws ProviderFailure if a message is damaged, or longer than allowed
   */
  @Override
  public boolean next() throws IOException {
    payloadLength = 0;
    if (!has(PRELUDE)) {
      return end(window.available() == 0);
    }
    int headersLength = checkPrelude();
    int total = int32(window.position());
    if (!has(total)) {
      return end(false);
    }
    int start = window.position();
    checkCrc(start, total - CHECKSUM, "the message");
    payloadStart = start + PRELUDE + headersLength;
    payloadLength = total - PRELUDE - headersLength - CHECKSUM;
    headers.read(window.bytes(), start + PRELUDE, payloadStart);
    window.advanceTo(start + total);
    return true;
  }

  private boolean end(boolean betweenMessages) {
    headers.clear();
    terminated = betweenMessages;
    return false;
  }

  private boolean has(int length) throws IOException {
    while (window.available() < length) {
      if (!window.fill()) {
        return false;
      }
    }
    return true;
  }

  /** Checks the prelude before anything is done with the lengths in it; returns the headers'. */
  private int checkPrelude() {
    int start = window.position();
    checkCrc(start, PRELUDE - CHECKSUM, "the prelude");
    long total = Integer.toUnsignedLong(int32(start));
    long headersLength = Integer.toUnsignedLong(int32(start + 4));
    if (total < PRELUDE + headersLength + CHECKSUM) {
      throw malformed("a message of " + total + " bytes has headers of " + headersLength);
    }
    if (total > maxMessage) {
      throw ByteWindow.tooLong("a message", maxMessage);
    }
    return (int) headersLength;
  }

  private void checkCrc(int start, int length, String what) {
    crc.reset();
    crc.update(window.bytes(), start, length);
    if ((int) crc.getValue() != int32(start + length)) {
      throw malformed("checksum of " + what + " is wrong");
    }
  }

  private int int32(int at) {
    byte[] bytes = window.bytes();
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  static ProviderFailure malformed(String problem) {
    return ProviderFailure.of(ErrorKind.MALFORMED_ANSWER, "event stream: " + problem);
  }

  /**
   * Returns the event's type, the exception's type, or the error's code.
   *
   * @return empty if the message does not say
   */
  @Override
  public String name() {
    return headers.name();
  }

  /**
   * Tells whether the message says that the call failed.
   *
   * @return true for an exception, whose payload is a JSON object, and for an error that the
   *     service's API does not define, which has a code, {@link #errorMessage()} and no payload
   */
  public boolean isException() {
    return headers.isException();
  }

  /**
   * Returns the text of an error that the service's API does not define.
   *
   * @return as the server sent it; empty for events, and for exceptions, whose text is in the
   *     payload
   */
  public String errorMessage() {
    return headers.errorMessage();
  }

  /** Returns the exception's or error's type and message. */
  @Override
  public @Nullable ErrorBody error() {
    if (!isException()) {
      return null;
    }
    byte[] payload = Arrays.copyOfRange(data(), offset(), offset() + length());
    String said = ErrorBodies.read(payload).message();
    return new ErrorBody(name(), "", said.isEmpty() ? errorMessage() : said);
  }

  @Override
  public byte[] data() {
    return window.bytes();
  }

  @Override
  public int offset() {
    return payloadStart;
  }

  @Override
  public int length() {
    return payloadLength;
  }

  /** Returns false: only the events themselves tell which is the last. */
  @Override
  public boolean isDone() {
    return false;
  }

  @Override
  public boolean terminated() {
    return terminated;
  }
}
