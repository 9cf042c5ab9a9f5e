package io.llmgw.tests.conformance;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves recorded bytes over HTTP/1.1 from a real socket, cut as asked. Each response has a base
 * URL of its own, so whatever path a client adds, and however many run at once, it gets its own.
 */
final class WireServer implements Closeable {
  /** How the body is cut. */
  enum Framing {
    /** One piece with a content length. */
    CONTENT_LENGTH,
    /** One chunk. */
    WHOLE,
    /** A chunk, and up to {@link #MOST_FLUSHES} bytes a packet of its own, for every byte. */
    SINGLE_BYTES
  }

  private static final int MOST_FLUSHES = 200_000;
  private static final int LONGEST_HEAD = 1 << 20;
  private static final byte[] LAST_CHUNK = bytes("0\r\n\r\n");

  private final ServerSocket listener;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "wire-server");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, Served> responses = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger ids = new AtomicInteger();

  WireServer() throws IOException {
    listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    threads.execute(this::listen);
  }

  /** One response, and how often it was asked for. */
  final class Served implements Closeable {
    private final String id = "r" + ids.incrementAndGet();
    private final WireCase wire;
    private final Framing framing;
    private final AtomicInteger requests = new AtomicInteger();

    private Served(WireCase wire, Framing framing) {
      this.wire = wire;
      this.framing = framing;
    }

    /** Returns the URL below which every request gets this response. */
    URI url() {
      return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/" + id);
    }

    int requests() {
      return requests.get();
    }

    @Override
    public void close() {
      responses.remove(id);
    }
  }

  /** Serves a recording until the returned handle is closed. */
  Served serve(WireCase wire, Framing framing) {
    Served served = new Served(wire, framing);
    responses.put(served.id, served);
    return served;
  }

  private void listen() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        threads.execute(() -> converse(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void converse(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      boolean goOn = true;
      while (goOn) {
        String path = readRequest(in, socket.getOutputStream());
        goOn = path != null && answer(path, socket.getOutputStream());
      }
    } catch (IOException e) {
      // The client has what it wants and left.
    } finally {
      open.remove(socket);
    }
  }

  /** Reads one request to its end and returns its path, null if there is no further one. */
  private static String readRequest(InputStream in, OutputStream out) throws IOException {
    String head = readHead(in);
    if (head.isEmpty()) {
      return null;
    }
    String lower = head.toLowerCase(Locale.ROOT);
    if (lower.contains("\r\nexpect: 100-continue")) {
      out.write(bytes("HTTP/1.1 100 Continue\r\n\r\n"));
    }
    if (lower.contains("\r\ntransfer-encoding: chunked")) {
      skipChunks(in);
    } else {
      int at = lower.indexOf("\r\ncontent-length:");
      if (at >= 0) {
        int from = at + "\r\ncontent-length:".length();
        in.skipNBytes(Long.parseLong(lower.substring(from, lower.indexOf('\r', from)).strip()));
      }
    }
    return head.split(" ", 3)[1];
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < LONGEST_HEAD) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      head.append((char) b);
      if (b == '\n' && head.length() > 3 && head.charAt(head.length() - 3) == '\n') {
        return head.toString();
      }
    }
    throw new IOException("the request's head is too long");
  }

  private static void skipChunks(InputStream in) throws IOException {
    int size;
    do {
      size = Integer.parseInt(readLine(in).split(";", 2)[0].strip(), 16);
      in.skipNBytes(size);
      readLine(in);
    } while (size > 0);
  }

  private static String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** Writes the response; false if the connection ends with it. */
  private boolean answer(String path, OutputStream out) throws IOException {
    Served served = responses.get(path.split("/", 3)[1]);
    if (served == null) {
      out.write(bytes("HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n"));
      return true;
    }
    served.requests.incrementAndGet();
    WireCase wire = served.wire;
    boolean hasBody = wire.status() != 204 && wire.status() != 304;
    out.write(head(wire, served.framing, hasBody));
    if (!hasBody) {
      return true;
    }
    byte[] body = wire.body();
    switch (served.framing) {
      case CONTENT_LENGTH -> out.write(body);
      case WHOLE -> writeWhole(body, out);
      case SINGLE_BYTES -> writeSingleBytes(body, out);
    }
    if (wire.cut()) {
      return false;
    }
    if (served.framing != Framing.CONTENT_LENGTH) {
      out.write(LAST_CHUNK);
    }
    return true;
  }

  private static byte[] head(WireCase wire, Framing framing, boolean hasBody) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(wire.status()).append(" Recorded");
    List<Map.Entry<String, String>> headers = wire.headers();
    headers.forEach(h -> head.append("\r\n").append(h.getKey()).append(": ").append(h.getValue()));
    if (hasBody && framing == Framing.CONTENT_LENGTH) {
      // One byte more than will come, if the connection is to break.
      int length = wire.body().length + (wire.cut() ? 1 : 0);
      head.append("\r\ncontent-length: ").append(length);
    } else if (hasBody) {
      head.append("\r\ntransfer-encoding: chunked");
    }
    return bytes(head.append("\r\n\r\n").toString());
  }

  private static void writeWhole(byte[] body, OutputStream out) throws IOException {
    if (body.length == 0) {
      return; // an empty chunk would be the last one
    }
    ByteArrayOutputStream chunk = new ByteArrayOutputStream(body.length + 20);
    chunk.writeBytes(bytes(Integer.toHexString(body.length) + "\r\n"));
    chunk.writeBytes(body);
    chunk.writeBytes(bytes("\r\n"));
    chunk.writeTo(out);
  }

  private static void writeSingleBytes(byte[] body, OutputStream socket) throws IOException {
    OutputStream out = body.length > MOST_FLUSHES ? new BufferedOutputStream(socket) : socket;
    byte[] chunk = bytes("1\r\n?\r\n");
    for (byte b : body) {
      chunk[3] = b;
      out.write(chunk);
    }
    out.flush();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
