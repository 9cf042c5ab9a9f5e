package io.llmgw.benchmarks.streams;

import java.io.ByteArrayInputStream;

/** Bytes as they come from a socket that is read as soon as a packet is there. */
final class Arrivals extends ByteArrayInputStream {
  private static final int PACKET = 1_400;

  Arrivals(byte[] bytes) {
    super(bytes);
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    return super.read(target, offset, Math.min(length, PACKET));
  }
}
