package io.llmgw.provider.internal.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds where lines end, eight bytes at a time: every byte of a stream passes here. */
final class LineBreaks {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;
  private static final long LINE_FEEDS = '\n' * ONES;
  private static final long CARRIAGE_RETURNS = '\r' * ONES;

  private LineBreaks() {}

  /**
   * Finds the first LF or CR.
   *
   * @param bytes where to look
   * @param from the first index to look at
   * @param to the index behind the last one
   * @return its index; {@code to} if there is none
   */
  static int find(byte[] bytes, int from, int to) {
    int i = from;
    while (i <= to - Long.BYTES) {
      long eight = (long) LONGS.get(bytes, i);
      // The lowest bit that is set belongs to the first zero, hence little endian.
      long found = zeros(eight ^ LINE_FEEDS) | zeros(eight ^ CARRIAGE_RETURNS);
      if (found != 0) {
        return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
      i += Long.BYTES;
    }
    while (i < to && bytes[i] != '\n' && bytes[i] != '\r') {
      i++;
    }
    return i;
  }

  /** Sets the top bit of bytes that are zero; above the first of them it may set others too. */
  private static long zeros(long eight) {
    return (eight - ONES) & ~eight & TOPS;
  }
}
