package io.llmgw.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Takes a request and closes the connection without a word. */
final class BreakingServer implements Closeable {
  private final ServerSocket server;

  BreakingServer() throws IOException {
    server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::run, "breaking-server");
    thread.setDaemon(true);
    thread.start();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  private void run() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        new HttpReader(socket).next();
      } catch (IOException e) {
        // The server was closed, or the client was faster: the next round tells.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
