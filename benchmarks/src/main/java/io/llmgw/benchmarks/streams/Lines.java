package io.llmgw.benchmarks.streams;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Finds lines that hold a JSON object after a prefix, as one does it by hand. */
final class Lines {
  private static final int WINDOW = 16 * 1024;

  private Lines() {}

  /** Gets the bytes of an object. */
  interface Objects {
    void accept(byte[] bytes, int start, int end) throws IOException;
  }

  static void read(InputStream body, int prefix, Objects objects) throws IOException {
    byte[] window = new byte[WINDOW];
    int start = 0;
    int limit = 0;
    int count;
    while ((count = body.read(window, limit, window.length - limit)) >= 0) {
      int scan = limit;
      limit += count;
      for (; scan < limit; scan++) {
        if (window[scan] == '\n') {
          if (scan - start > prefix && window[start + prefix] == '{') {
            objects.accept(window, start + prefix, scan);
          }
          start = scan + 1;
        }
      }
      if (limit == window.length) {
        if (start == 0) {
          window = Arrays.copyOf(window, 2 * limit);
        } else {
          limit -= start;
          System.arraycopy(window, start, window, 0, limit);
          start = 0;
        }
      }
    }
  }
}
