package io.llmgw.cache.internal;

/**
 * The turned unit vector that is looked for, in a form in which its product with many vectors of
 * signs is quick: each coordinate is rounded to a whole number of {@link #BITS} bits, and the bits
 * of equal weight are collected in planes, so that a product is counting bits.
 */
final class Question {
  static final int BITS = 6;
  private static final int TOP = BITS - 1;
  private static final int LARGEST = (1 << TOP) - 1;

  /** Far above what rounding in double and single precision can add up to. */
  private static final double ARITHMETIC = 1e-6;

  private final double[] turned;
  private final long[] planes;
  private final double step;
  private final double constant;
  private final double error;

  Question(double[] turned) {
    this.turned = turned;
    planes = new long[turned.length / Long.SIZE * BITS];
    double largest = 0;
    for (double x : turned) {
      largest = Math.max(largest, Math.abs(x));
    }
    double unit = largest / LARGEST;
    long sum = 0;
    double lost = 0;
    for (int i = 0; i < turned.length; i++) {
      long rounded = Math.round(turned[i] / unit);
      sum += rounded;
      lost += Math.abs(turned[i] - rounded * unit);
      for (int bit = 0; bit < BITS; bit++) {
        planes[i / Long.SIZE * BITS + bit] |= (rounded >>> bit & 1) << i;
      }
    }
    double root = Math.sqrt(turned.length);
    step = 2 * unit / root;
    constant = sum * unit / root;
    error = lost / root + ARITHMETIC;
  }

  /** How much {@link #onSigns} can be off. */
  double error() {
    return error;
  }

  double along(double[] direction) {
    double sum = 0;
    for (int i = 0; i < turned.length; i++) {
      sum += turned[i] * direction[i];
    }
    return sum;
  }

  /**
   * Returns the product with the unit vector that has, in each coordinate, the sign given by a bit
   * (1 is plus).
   */
  double onSigns(long[] signs, int from) {
    int bits0 = 0;
    int bits1 = 0;
    int bits2 = 0;
    int bits3 = 0;
    int bits4 = 0;
    int bits5 = 0;
    for (int plane = 0, word = from; plane < planes.length; plane += BITS, word++) {
      long plus = signs[word];
      bits0 += Long.bitCount(plus & planes[plane]);
      bits1 += Long.bitCount(plus & planes[plane + 1]);
      bits2 += Long.bitCount(plus & planes[plane + 2]);
      bits3 += Long.bitCount(plus & planes[plane + 3]);
      bits4 += Long.bitCount(plus & planes[plane + 4]);
      bits5 += Long.bitCount(plus & planes[plane + 5]);
    }
    // Two's complement: the top plane counts negative.
    int sum = bits0 + (bits1 << 1) + (bits2 << 2) + (bits3 << 3) + (bits4 << 4) - (bits5 << TOP);
    return sum * step - constant;
  }
}
