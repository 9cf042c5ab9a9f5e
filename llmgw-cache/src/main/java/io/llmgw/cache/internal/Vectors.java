package io.llmgw.cache.internal;

/** Arithmetic on vectors of single-precision numbers, in double precision. */
final class Vectors {
  /** Cosines are rounded to this many parts, so that equal directions have exactly 1. */
  private static final double PARTS = 1e12;

  private Vectors() {}

  /** Returns the length of a vector's arrow; refuses what has no direction. */
  static double norm(float[] vector, int dimensions) {
    if (vector.length != dimensions) {
      throw new IllegalArgumentException(
          "a vector of "
              + vector.length
              + " numbers, but the index holds vectors of "
              + dimensions
              + ": they are not from the same embedding model");
    }
    double squares = dot(vector, vector);
    if (!Double.isFinite(squares)) {
      throw notFinite(vector);
    }
    if (squares == 0) {
      throw new IllegalArgumentException("a vector of zeros only has no direction");
    }
    return Math.sqrt(squares);
  }

  private static IllegalArgumentException notFinite(float[] vector) {
    int place = 0;
    while (Float.isFinite(vector[place])) {
      place++;
    }
    return new IllegalArgumentException(
        "number " + place + " of the vector (from 0 on) is not finite: " + vector[place]);
  }

  static double cosine(float[] a, double normOfA, float[] b, double normOfB) {
    double cosine = Math.rint(dot(a, b) / (normOfA * normOfB) * PARTS) / PARTS;
    return Math.max(-1, Math.min(1, cosine));
  }

  /** Four sums at once, because each addition to the same one waits for the one before. */
  private static double dot(float[] a, float[] b) {
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int i = 0;
    for (; i < a.length - 3; i += 4) {
      sum0 += (double) a[i] * b[i];
      sum1 += (double) a[i + 1] * b[i + 1];
      sum2 += (double) a[i + 2] * b[i + 2];
      sum3 += (double) a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      sum0 += (double) a[i] * b[i];
    }
    return (sum0 + sum1) + (sum2 + sum3);
  }
}
