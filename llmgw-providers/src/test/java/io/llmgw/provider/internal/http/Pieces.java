package io.llmgw.provider.internal.http;

import java.io.ByteArrayInputStream;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** Bytes that come in pieces, as over a network. */
public final class Pieces extends ByteArrayInputStream {
  private final IntUnaryOperator mostAt;

  private Pieces(byte[] bytes, IntUnaryOperator mostAt) {
    super(bytes);
    this.mostAt = mostAt;
  }

  /** Pieces of random length, often one byte. */
  public static Pieces random(byte[] bytes, Random random) {
    return new Pieces(bytes, at -> random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(5_000));
  }

  /** Pieces of one length. */
  public static Pieces of(byte[] bytes, int length) {
    return new Pieces(bytes, at -> length);
  }

  /** Two pieces. */
  public static Pieces cutAt(byte[] bytes, int cut) {
    return new Pieces(bytes, at -> at < cut ? cut - at : Integer.MAX_VALUE);
  }

  @Override
  public synchronized int read(byte[] target, int offset, int length) {
    return super.read(target, offset, Math.min(length, mostAt.applyAsInt(pos)));
  }
}
