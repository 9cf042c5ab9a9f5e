package io.llmgw.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Sees the bytes a server sends, as no HTTP client shows them. */
final class RawClient implements AutoCloseable {
  private final Socket socket;
  private final String prefix;

  RawClient(StandInServer server) throws IOException {
    URI url = URI.create(server.baseUrl());
    socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(20_000); // a test that waits in vain fails
    prefix = url.getPath().isEmpty() ? "/v1" : url.getPath();
  }

  /**
   * Sends one request on a connection of its own and returns everything until the server closes it.
   */
  static String once(StandInServer server, String path, String body) throws IOException {
    try (RawClient client = new RawClient(server)) {
      client.send(path, "connection: close\r\n", body);
      return client.rest();
    }
  }

  void send(String path, String headers, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    raw(
        "POST "
            + prefix
            + path
            + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
            + bytes.length
            + "\r\n"
            + headers
            + "\r\n"
            + body);
  }

  void raw(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  /** Reads until this text has come, and returns everything up to it. */
  String until(String end) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder all = new StringBuilder();
    while (all.indexOf(end) < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("the connection ended after: " + all);
      }
      all.append((char) b);
    }
    return all.toString();
  }

  String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  static String body(String response) {
    return response.substring(response.indexOf("\r\n\r\n") + 4);
  }

  /** Puts the chunks of a complete chunked body together. */
  static String unchunked(String response) {
    byte[] body = body(response).getBytes(StandardCharsets.UTF_8);
    StringBuilder all = new StringBuilder();
    int at = 0;
    while (true) {
      int end = at;
      while (body[end] != '\r') {
        end++;
      }
      int size = Integer.parseInt(new String(body, at, end - at, StandardCharsets.US_ASCII), 16);
      if (size == 0) {
        return all.toString();
      }
      all.append(new String(body, end + 2, size, StandardCharsets.UTF_8));
      at = end + 2 + size + 2;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
