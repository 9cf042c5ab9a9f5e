package io.llmgw.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers {@code POST …/chat/completions} in OpenAI's format from bytes that were rendered before,
 * with a thread for each connection. A process of its own, so that what it costs is not measured.
 *
 * <p>Prints its port and ends with its standard input.
 */
public final class LoopbackServer {
  private static final int LARGEST_REQUEST = 64 * 1024;

  private LoopbackServer() {}

  /**
   * Serves until the standard input ends.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws IOException {
    ServerSocket server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    Pages pages = Pages.render();
    daemon(() -> accept(server, pages));
    System.out.println(server.getLocalPort());
    while (System.in.read() >= 0) {
      // only its end is of interest: the benchmark has ended, however it did
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
  }

  private static void accept(ServerSocket server, Pages pages) {
    while (true) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        daemon(() -> serve(socket, pages));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void serve(Socket socket, Pages pages) {
    try (socket) {
      new Connection(socket, pages).serve();
    } catch (IOException e) {
      // the client has closed the connection, between two requests or earlier
    }
  }

  /** One kept-alive connection. */
  private static final class Connection {
    private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");
    private static final byte[] LENGTH = ascii("content-length: ");
    private static final byte[] STREAMED = ascii("\"stream\":true");
    private static final byte[] MARK = ascii(Texts.MARK);

    private final InputStream in;
    private final OutputStream out;
    private final byte[] request = new byte[LARGEST_REQUEST];
    private final byte[] whole;
    private final int numberInWhole;
    private final List<byte[]> streamed;
    private final int numberInStreamed;

    Connection(Socket socket, Pages pages) throws IOException {
      this.in = socket.getInputStream();
      this.out = socket.getOutputStream();
      byte[] number = ascii(Pages.NUMBER);
      this.whole = pages.whole().clone();
      this.numberInWhole = find(number, whole, 0, whole.length);
      this.streamed = new ArrayList<>(pages.streamed());
      byte[] first = streamed.get(0).clone();
      streamed.set(0, first);
      this.numberInStreamed = find(number, first, 0, first.length);
    }

    void serve() throws IOException {
      while (true) {
        int limit = 0;
        int body;
        while ((body = find(END_OF_HEAD, request, 0, limit)) < 0) {
          limit += read(limit);
        }
        body += END_OF_HEAD.length;
        int end = body + contentLength(body);
        while (limit < end) {
          limit += read(limit);
        }
        answer(body, end);
      }
    }

    private int read(int at) throws IOException {
      int count = in.read(request, at, request.length - at);
      if (count <= 0) {
        throw new EOFException();
      }
      return count;
    }

    private int contentLength(int endOfHead) {
      int at = find(LENGTH, request, 0, endOfHead) + LENGTH.length;
      int length = 0;
      for (; request[at] >= '0' && request[at] <= '9'; at++) {
        length = 10 * length + request[at] - '0';
      }
      return length;
    }

    private void answer(int from, int to) throws IOException {
      int number = find(MARK, request, from, to) + MARK.length;
      if (find(STREAMED, request, from, to) < 0) {
        System.arraycopy(request, number, whole, numberInWhole, Texts.DIGITS);
        out.write(whole);
        return;
      }
      System.arraycopy(request, number, streamed.get(0), numberInStreamed, Texts.DIGITS);
      for (byte[] write : streamed) {
        out.write(write);
      }
    }

    /** Finds ASCII; letters of what is searched are found in either case. */
    private static int find(byte[] what, byte[] in, int from, int to) {
      for (int at = from; at <= to - what.length; at++) {
        int i = 0;
        while (i < what.length && same(what[i], in[at + i])) {
          i++;
        }
        if (i == what.length) {
          return at;
        }
      }
      return -1;
    }

    private static boolean same(byte lower, byte any) {
      return lower == any || (lower >= 'a' && lower <= 'z' && lower == (any | 0x20));
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }
}
