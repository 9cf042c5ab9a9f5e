package io.llmgw.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Accepts connections on a free port of the loopback interface; one daemon thread each. */
final class StandInConnections implements AutoCloseable {
  /** Responds to requests. */
  interface Responder {
    /** Returns whether the connection can be used again. */
    boolean respond(ReceivedRequest request, HttpReader reader, HttpWriter writer)
        throws IOException;
  }

  private static final int BACKLOG = 1024;

  private final Responder responder;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Gauge open = new Gauge("open connections");
  private final Gauge accepted = new Gauge("accepted connections");

  StandInConnections(Responder responder) {
    this.responder = responder;
    try {
      server = new ServerSocket();
      server.bind(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException("no port for the stand-in server", e);
    }
  }

  void start() {
    thread("accept", this::accept).start();
  }

  private Thread thread(String name, Runnable task) {
    Thread thread = new Thread(task, "stand-in-" + server.getLocalPort() + "-" + name);
    thread.setDaemon(true);
    return thread;
  }

  String address() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  Gauge open() {
    return open;
  }

  Gauge accepted() {
    return accepted;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        open.add(1);
        String name = String.valueOf(accepted.add(1));
        thread(name, () -> serve(socket)).start();
        if (server.isClosed()) {
          socket.close(); // close() may have missed it
        }
      } catch (IOException e) {
        // The server was closed, or a connection died before it was accepted: the next round tells.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      HttpReader reader = new HttpReader(socket);
      HttpWriter writer = new HttpWriter(socket);
      boolean usable = true;
      while (usable) {
        Optional<ReceivedRequest> request = reader.next();
        usable =
            request.isPresent()
                && responder.respond(request.get(), reader, writer)
                && !"close".equalsIgnoreCase(request.get().headers().get("connection"));
      }
    } catch (IOException e) {
      // The client left or the server was closed; there is nobody to tell.
    } finally {
      sockets.remove(socket);
      open.add(-1);
    }
  }

  @Override
  public void close() {
    closeQuietly(server);
    sockets.forEach(StandInConnections::closeQuietly);
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // It is closed for all we can do.
    }
  }
}
