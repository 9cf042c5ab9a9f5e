package io.llmgw.testkit;

/**
 * Embeddings without a model: the same text always has the same vector, another text another one.
 */
final class TextVectors {
  private TextVectors() {}

  /** Returns a vector of length 1. */
  static float[] of(String text, int dimension) {
    long state = hash(text);
    double[] raw = new double[dimension];
    double squares = 0;
    for (int i = 0; i < dimension; i++) {
      state += 0x9E3779B97F4A7C15L;
      raw[i] = (mix(state) >>> 11) * 0x1.0p-52 - 1; // uniform from -1 to 1
      squares += raw[i] * raw[i];
    }
    double length = Math.sqrt(squares);
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) (raw[i] / length);
    }
    return vector;
  }

  /** FNV-1a with 64 bits: String's own hash has 32, which two short texts easily share. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long z) {
    long y = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long x = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
