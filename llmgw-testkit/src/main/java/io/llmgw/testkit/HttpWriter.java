package io.llmgw.testkit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes HTTP/1.1 responses to one connection, and can stop anywhere within one. */
final class HttpWriter {
  private final OutputStream out;

  HttpWriter(Socket socket) throws IOException {
    this.out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
  }

  /**
   * Writes the status line and exactly these headers. Nothing is sent before {@link #flush} or the
   * buffer is full.
   */
  void head(int status, Map<String, String> headers) throws IOException {
    StringBuilder head =
        new StringBuilder("HTTP/1.1 ").append(status).append(' ').append(reason(status));
    headers.forEach((name, value) -> head.append("\r\n").append(name).append(": ").append(value));
    out.write(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 429 -> "Too Many Requests";
      default -> status < 400 ? "Status" : "Error";
    };
  }

  void bytes(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
  }

  /** Writes one chunk of a chunked body and sends it. */
  void chunk(byte[] bytes) throws IOException {
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.write(bytes);
    out.write('\r');
    out.write('\n');
    out.flush();
  }

  /** Ends a chunked body. */
  void lastChunk() throws IOException {
    out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  void flush() throws IOException {
    out.flush();
  }
}
