package io.llmgw.provider.internal.aws;

import io.llmgw.provider.internal.http.NameTable;
import io.llmgw.provider.internal.json.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The headers of one event stream message: those that say what the message is are kept, the others
 * checked and skipped. Used by one thread.
 */
final class EventStreamHeaders {
  private static final byte[] MESSAGE_TYPE = ascii(":message-type");
  private static final byte[] EVENT_TYPE = ascii(":event-type");
  private static final byte[] EXCEPTION_TYPE = ascii(":exception-type");
  private static final byte[] ERROR_CODE = ascii(":error-code");
  private static final byte[] ERROR_MESSAGE = ascii(":error-message");
  private static final int STRING = 7;

  private final NameTable names = new NameTable();
  private String messageType = "";
  private String eventType = "";
  private String exceptionType = "";
  private String errorCode = "";
  private String errorMessage = "";
  private byte[] latest = new byte[0];

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  void clear() {
    latest = new byte[0];
    messageType = "";
    eventType = "";
    exceptionType = "";
    errorCode = "";
    errorMessage = "";
  }

  String name() {
    return switch (messageType) {
      case "exception" -> exceptionType;
      case "error" -> errorCode;
      default -> eventType;
    };
  }

  boolean isException() {
    return messageType.equals("exception") || messageType.equals("error");
  }

  String errorMessage() {
    return errorMessage;
  }

  /**
   * Reads headers that fill the bytes from start to end exactly. Messages of one type mostly have
   * the same headers, which then need not be read again.
   */
  void read(byte[] bytes, int start, int end) {
    if (start < end && Arrays.equals(bytes, start, end, latest, 0, latest.length)) {
      return;
    }
    clear();
    readAll(bytes, start, end);
    latest = Arrays.copyOfRange(bytes, start, end);
  }

  private void readAll(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end) {
      int name = at + 1;
      int nameEnd = name + (bytes[at] & 0xff);
      if (nameEnd >= end) {
        throw damaged();
      }
      int type = bytes[nameEnd];
      int value = nameEnd + 1;
      int length = fixedLength(type);
      if (length < 0) {
        if (end - value < 2) {
          throw damaged();
        }
        length = (bytes[value] & 0xff) << 8 | (bytes[value + 1] & 0xff);
        value += 2;
      }
      if (end - value < length) {
        throw damaged();
      }
      at = value + length;
      if (type == STRING) {
        keep(bytes, name, nameEnd, value, at);
      }
    }
    if (!messageType.equals("event") && !isException()) {
      throw EventStreamReader.malformed(
          "a message is neither event nor exception but \"" + Excerpt.of(messageType) + "\"");
    }
  }

  /** Returns how long a value of a type is; -1 if two bytes before the value say so. */
  private static int fixedLength(int type) {
    return switch (type) {
      case 0, 1 -> 0; // true, false
      case 2 -> 1;
      case 3 -> 2;
      case 4 -> 4;
      case 5, 8 -> 8; // a number, a time in milliseconds
      case 6, STRING -> -1; // bytes, text
      case 9 -> 16; // a UUID
      default -> throw EventStreamReader.malformed("a header has the unknown type " + type);
    };
  }

  private void keep(byte[] bytes, int name, int nameEnd, int value, int end) {
    if (is(MESSAGE_TYPE, bytes, name, nameEnd)) {
      messageType = names.get(bytes, value, end);
    } else if (is(EVENT_TYPE, bytes, name, nameEnd)) {
      eventType = names.get(bytes, value, end);
    } else if (is(EXCEPTION_TYPE, bytes, name, nameEnd)) {
      exceptionType = names.get(bytes, value, end);
    } else if (is(ERROR_CODE, bytes, name, nameEnd)) {
      errorCode = names.get(bytes, value, end);
    } else if (is(ERROR_MESSAGE, bytes, name, nameEnd)) {
      errorMessage = new String(bytes, value, end - value, StandardCharsets.UTF_8);
    }
  }

  private static boolean is(byte[] expected, byte[] bytes, int start, int end) {
    return Arrays.equals(bytes, start, end, expected, 0, expected.length);
  }

  private static RuntimeException damaged() {
    return EventStreamReader.malformed("a header is longer than the headers");
  }
}
