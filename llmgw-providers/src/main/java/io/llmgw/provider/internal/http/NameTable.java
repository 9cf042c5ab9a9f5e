package io.llmgw.provider.internal.http;

import java.nio.charset.StandardCharsets;

/**
 * Names that repeat all the time: the same bytes give the same String. Holds a small number of
 * them, whatever a server sends. Used by one thread.
 */
public final class NameTable {
  private static final int MOST = 32;

  private final String[] names = new String[MOST];
  private int count;

  /**
   * Reads a name.
   *
   * @param bytes where it stands, as UTF-8
   * @param start its first byte
   * @param end behind its last byte
   * @return the name
   */
  public String get(byte[] bytes, int start, int end) {
    for (int i = 0; i < count; i++) {
      if (matches(names[i], bytes, start, end)) {
        return names[i];
      }
    }
    String name = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    if (count < MOST && name.length() == end - start) {
      names[count++] = name;
    }
    return name;
  }

  private static boolean matches(String known, byte[] bytes, int start, int end) {
    if (known.length() != end - start) {
      return false;
    }
    for (int i = 0; i < known.length(); i++) {
      if (known.charAt(i) != bytes[start + i]) {
        return false;
      }
    }
    return true;
  }
}
