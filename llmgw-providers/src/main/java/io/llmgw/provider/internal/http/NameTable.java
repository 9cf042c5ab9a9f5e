package io.llmgw.provider.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Names that repeat all the time: the same bytes give the same String. Holds a small number of
 * them, whatever a server sends. Used by one thread.
 */
public final class NameTable {
  private static final int MOST = 32;

  private final String[] names = new String[MOST];
  private final byte[][] encoded = new byte[MOST][];
  private int count;
  private int latest; // mostly asked for again

  /**
   * Reads a name.
   *
   * @param bytes where it stands, as UTF-8
   * @param start its first byte
   * @param end behind its last byte
   * @return the name
   */
  public String get(byte[] bytes, int start, int end) {
    if (latest < count && matches(latest, bytes, start, end)) {
      return names[latest];
    }
    for (int i = 0; i < count; i++) {
      if (matches(i, bytes, start, end)) {
        latest = i;
        return names[i];
      }
    }
    return add(bytes, start, end);
  }

  private boolean matches(int index, byte[] bytes, int start, int end) {
    byte[] known = encoded[index];
    return Arrays.equals(known, 0, known.length, bytes, start, end);
  }

  private String add(byte[] bytes, int start, int end) {
    String name = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    if (count < MOST) {
      names[count] = name;
      encoded[count] = Arrays.copyOfRange(bytes, start, end);
      latest = count++;
    }
    return name;
  }
}
