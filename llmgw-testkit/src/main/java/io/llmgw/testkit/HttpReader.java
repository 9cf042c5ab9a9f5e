package io.llmgw.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads HTTP/1.1 requests from one connection, and notices when the client leaves. */
final class HttpReader {
  private static final int LONGEST_LINE = 64 * 1024;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  HttpReader(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** Blocks until the next request has come; empty if the client closed the connection instead. */
  Optional<ReceivedRequest> next() throws IOException {
    socket.setSoTimeout(0);
    String start = line();
    if (start.isEmpty()) {
      return Optional.empty();
    }
    int method = start.indexOf(' ');
    int path = start.lastIndexOf(' ');
    if (method <= 0 || path <= method) {
      throw new IOException("not an HTTP request");
    }
    Map<String, String> headers = headers();
    if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }
    String body = new String(body(headers), StandardCharsets.UTF_8);
    return Optional.of(
        new ReceivedRequest(
            start.substring(0, method), start.substring(method + 1, path), headers, body));
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new IOException("not an HTTP header");
      }
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (first, second) -> first + ", " + second);
    }
    return headers;
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        all.write(exactly(size));
        line();
      }
      headers(); // trailers, usually none
      return all.toByteArray();
    }
    return exactly(number(headers.getOrDefault("content-length", "0"), 10));
  }

  private int chunkSize() throws IOException {
    String line = line();
    int extension = line.indexOf(';');
    return number(extension < 0 ? line : line.substring(0, extension), 16);
  }

  private static int number(String text, int radix) throws IOException {
    try {
      return Integer.parseUnsignedInt(text.strip(), radix);
    } catch (NumberFormatException e) {
      throw new IOException("not a length", e);
    }
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the request's body was cut");
    }
    return bytes;
  }

  /** Returns a line without its end; empty also at the end of the connection. */
  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() == LONGEST_LINE) {
        throw new IOException("a line of the request's head is too long");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /**
   * Blocks until time is up, and notices at once if the client leaves or the server is closed.
   *
   * @param atMost how long; zero returns at once
   * @return false if the client is gone
   */
  boolean stays(Duration atMost) throws IOException {
    if (atMost.isZero()) {
      return true;
    }
    return stays((int) Math.min(Math.max(1, atMost.toMillis()), Integer.MAX_VALUE));
  }

  /** Blocks until the client is gone. */
  void untilGone() throws IOException {
    stays(0); // for a socket's timeout 0 is for ever
  }

  private boolean stays(int timeoutMillis) throws IOException {
    socket.setSoTimeout(timeoutMillis);
    in.mark(1);
    try {
      if (in.read() < 0) {
        return false;
      }
      in.reset();
      return true;
    } catch (SocketTimeoutException timeIsUp) {
      return true;
    }
  }
}
